import { sizeOf } from '@plimsoll/bytes'
import type { ChunksByBytes, ChunksBySize } from '../chunks/chunks.js'
import { checkBytes, checkCut, checkSizeOf } from '../chunks/cut.js'

/** How a source is cut into chunks, with nothing left open. */
export interface ChunkCut<Item> {
  readonly size: number
  readonly maxBytes: number | undefined
  readonly sizeOf: (item: Item) => number
  /** The same for a source that cuts by itself; missing where items are weighed by the caller. */
  readonly batches: { size: number } | { maxBytes: number } | undefined
  /** The bytes of a chunk; 0 where nobody asks for them. */
  bytesOf(items: readonly Item[]): number
}

/**
 * Checks how chunks are cut.
 *
 * @param isWeighed - bytes matter although chunks are cut by their count
 */
export function checkChunkCut<Item>(
  given: Partial<ChunksBySize & ChunksByBytes<Item>>,
  isWeighed: boolean,
): ChunkCut<Item> {
  const { size = 1000, maxBytes } = checkCut(given)
  const { sizeOf: weigh } = given
  checkSizeOf(weigh)
  const measure = (item: Item) => checkBytes((weigh ?? sizeOf)(item))
  const bytesOf = (items: readonly Item[]) => sum(items, measure)
  if (maxBytes === undefined) {
    const isMeasured = isWeighed || weigh !== undefined
    return { size, maxBytes, sizeOf: measure, batches: { size }, bytesOf: isMeasured ? bytesOf : () => 0 }
  }
  const batches = weigh ? undefined : { maxBytes }
  return { size: Number.POSITIVE_INFINITY, maxBytes, sizeOf: measure, batches, bytesOf }
}

function sum<Item>(items: readonly Item[], measure: (item: Item) => number): number {
  let bytes = 0
  for (const item of items) bytes += measure(item)
  return bytes
}
