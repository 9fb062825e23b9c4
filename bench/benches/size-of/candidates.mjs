import { cpuMsPerCall } from '../../harness/clock.mjs'
import { parsedRecords } from './records.mjs'

const candidate = (sizeOf, { quick }) => {
  const records = parsedRecords(100)
  const action = () => {
    let bytes = 0
    for (const record of records) bytes += sizeOf(record)
    return bytes
  }
  if (!(action() > 0)) throw new Error('the records have no size')
  cpuMsPerCall(action, 200)
  return { round: () => cpuMsPerCall(action, quick ? 150 : 400) * 1000 }
}

export const ours = async options => candidate((await import('@plimsoll/bytes')).sizeOf, options)
export const objectSizeof = async options => candidate((await import('object-sizeof')).default, options)
export const plainSizeof = async options => candidate((await import('sizeof')).default.sizeof, options)
export const jsSizeof = async options => candidate((await import('js-sizeof')).default, options)
export const v8Serialize = async options => {
  const { serialize } = await import('node:v8')
  return candidate(value => serialize(value).length, options)
}
