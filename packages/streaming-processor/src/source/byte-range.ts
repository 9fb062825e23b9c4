import { StreamError, shown } from '../errors.js'

/** Where in a source to read. */
export interface ByteRange {
  /**
   * The first byte.
   *
   * @defaultValue 0
   */
  readonly start?: number
  /**
   * The one after the last.
   *
   * @defaultValue the end of the source
   */
  readonly end?: number
}

/** Refuses a range that is none, and answers it with both its ends. It may have more members, as those of a grid do. */
export function checkRange(range: ByteRange = {}): Required<ByteRange> {
  const { start = 0, end = Number.POSITIVE_INFINITY } = checkForm(range)
  const isEnd = end === Number.POSITIVE_INFINITY || (Number.isSafeInteger(end) && end >= start)
  if (Number.isSafeInteger(start) && start >= 0 && isEnd) return { start, end }
  const text = `range is ${shown(start)} to ${shown(end)}; give whole bytes from 0, the end not before the start`
  throw new StreamError('STREAM_INVALID_SIZE', text)
}

/** What names neither end would read all, and is a slip of the pen: `[0, 5]`, `{ from, to }`. */
function checkForm(range: ByteRange): ByteRange {
  const isObject = typeof range === 'object' && range !== null && !Array.isArray(range)
  if (isObject && ('start' in range || 'end' in range || Object.keys(range).length === 0)) return range
  const given = isObject ? `an object of ${Object.keys(range).join(', ')}` : shown(range)
  throw new StreamError('STREAM_INVALID_SIZE', `range is ${given}; give { start, end } in bytes, or one of them`)
}
