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

/** Refuses a range that is none, and answers it with both its ends. */
export function checkRange(range: ByteRange = {}): Required<ByteRange> {
  const { start = 0, end = Number.POSITIVE_INFINITY } = Object(range) as ByteRange
  const isEnd = end === Number.POSITIVE_INFINITY || (Number.isSafeInteger(end) && end >= start)
  if (typeof range === 'object' && Number.isSafeInteger(start) && start >= 0 && isEnd) return { start, end }
  const text = `range is ${shown(start)} to ${shown(end)}; give whole bytes from 0, the end not before the start`
  throw new StreamError('STREAM_INVALID_SIZE', text)
}
