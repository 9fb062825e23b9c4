import { measure, sizeOf } from '@plimsoll/bytes'
import { cpuMsPerCall } from '../../harness/clock.mjs'
import { parsedRecords } from './records.mjs'

// Each size in a process of its own, after the same warming up: what grows is the value alone. A round sizes at least
// 100,000 records.
const candidate =
  (count, size = sizeOf) =>
  async () => {
    const few = parsedRecords(1000)
    cpuMsPerCall(() => size(few), 300)
    const records = parsedRecords(count)
    const calls = Math.max(1, 100_000 / count)
    const round = () => {
      const before = process.cpuUsage()
      let bytes = 0
      for (let call = 0; call < calls; call++) bytes += size(records)
      const { user, system } = process.cpuUsage(before)
      if (!(bytes > 0)) throw new Error('the records have no size')
      return ((user + system) * 1000) / (count * calls)
    }
    return { round }
  }

export const thousand = candidate(1000)
export const tenThousand = candidate(10_000)
export const hundredThousand = candidate(100_000)
export const million = candidate(1_000_000)
export const sampledMillion = candidate(1_000_000, value => measure(value, { maxNodes: 10_000 }).heapBytes)
