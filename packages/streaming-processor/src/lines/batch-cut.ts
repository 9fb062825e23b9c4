import type { ByteSize } from '@plimsoll/bytes'
import { type Cut, checkCut } from '../chunks/cut.js'
import { checkKeys, invalid } from '../errors.js'
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

/** Refuses what is no cut. */
export function checkBatchCut(cut: LineBatchCut = {}): Cut {
  if (typeof cut === 'number') throw invalid('the options of batches', cut, `{ size: ${cut} }, or { maxBytes }`)
  checkKeys('batches', cut, ['size', 'maxBytes'])
  return checkCut(cut, 'lines of a batch')
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
export function fillBatch(fill: BatchFill, cut: Cut, block: LineBlock, from: number, ready: number): number {
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
