import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkKeys, StreamError, shown } from '../errors.js'
import type { LineBlock } from './line-block.js'

/** How lines are gathered in batches: by count or by bytes. */
export interface LineBatchCut {
  /** Lines per batch; the last one may have fewer. */
  readonly size?: number
  /**
   * The most bytes of a batch, as they lie in the source, the ends of lines among them. A line that is longer by itself
   * comes alone.
   */
  readonly maxBytes?: ByteSize
}

/** A cut that was checked. */
export type CheckedCut = { readonly size?: number; readonly maxBytes?: number }

/** Refuses what is no cut. */
export function checkBatchCut(cut: LineBatchCut = {}): CheckedCut {
  checkKeys('batches', cut, ['size', 'maxBytes'])
  const { size, maxBytes } = cut
  if (size !== undefined && maxBytes !== undefined) {
    throw new StreamError('STREAM_INVALID_OPTIONS', 'the options give both size and maxBytes; give one of them')
  }
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 1)) {
    const text = `size is ${shown(size)}; give the lines of a batch, a whole number above 0`
    throw new StreamError('STREAM_INVALID_SIZE', text)
  }
  if (maxBytes === undefined) return size === undefined ? {} : { size }
  const bytes = parseBytes(maxBytes)
  if (bytes < 1) throw new StreamError('STREAM_INVALID_SIZE', `maxBytes is ${shown(maxBytes)}; give at least 1 byte`)
  return { maxBytes: bytes }
}

/** What a batch holds so far. */
export interface BatchFill {
  lines: number
  bytes: number
  full: boolean
}

/**
 * Counts lines of a block into a batch, from one on.
 *
 * @returns the line after the last that the batch takes
 */
export function fillBatch(fill: BatchFill, cut: CheckedCut, block: LineBlock, from: number, ready: number): number {
  if (cut.maxBytes === undefined) {
    const to = Math.min(ready, from + (cut.size ?? ready) - (cut.size ? fill.lines : 0))
    fill.lines += to - from
    fill.full = fill.lines === cut.size
    return to
  }
  let to = from
  for (; to < ready; to++) {
    const bytes = block.startOf(to + 1) - block.startOf(to)
    if (fill.bytes + bytes > cut.maxBytes && fill.lines > 0) {
      fill.full = true
      break
    }
    fill.bytes += bytes
    fill.lines += 1
  }
  return to
}
