import type { ByteRange } from './byte-range.js'
import type { RawReader } from './byte-reader.js'

/** A part of what can only be read from its start: what comes before is passed over, and what comes after is not read. */
export function readRange(whole: RawReader, range: Required<ByteRange>): RawReader {
  let at = 0
  let over = false
  return {
    get fresh() {
      return whole.fresh ?? false
    },
    get settles() {
      return whole.settles ?? false
    },
    async read() {
      while (!over) {
        if (at >= range.end) {
          over = true
          await whole.close()
          return undefined
        }
        const block = await whole.read()
        if (block === undefined) return undefined
        const from = at
        at += block.length
        if (at > range.start) return block.subarray(Math.max(0, range.start - from), range.end - from)
      }
      return undefined
    },
    close: () => (over ? undefined : whole.close()),
  }
}
