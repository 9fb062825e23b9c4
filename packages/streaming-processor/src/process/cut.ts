import { parseBytes, sizeOf } from '@plimsoll/bytes'
import type { ChunksByBytes, ChunksBySize } from '../chunks/chunks.js'
import { StreamError, shown } from '../errors.js'

/** How a source is cut into chunks, with nothing left open. */
export interface Cut<Item> {
  readonly size: number
  readonly maxBytes: number | undefined
  readonly sizeOf: (item: Item) => number
  /** The same for a source that cuts by itself; missing where items are weighed by the caller. */
  readonly batches: { size: number } | { maxBytes: number } | undefined
  /** The bytes of a chunk; 0 where nobody asks for them. */
  bytesOf(items: readonly Item[]): number
}

/**
 * Checks a cut.
 *
 * @param isWeighed - bytes matter although chunks are cut by their count
 */
export function checkCut<Item>(
  { size, maxBytes, sizeOf: weigh }: Partial<ChunksBySize & ChunksByBytes<Item>>,
  isWeighed: boolean,
): Cut<Item> {
  if (size !== undefined && maxBytes !== undefined) {
    throw new StreamError('STREAM_INVALID_OPTIONS', 'the options give both size and maxBytes; give one of them')
  }
  if (weigh !== undefined && typeof weigh !== 'function') {
    const text = `sizeOf is ${shown(weigh)}; give a function from an item to its bytes`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  const measure = checked(weigh ?? sizeOf)
  if (maxBytes === undefined) {
    const count = checkSize('size', size ?? 1000)
    const bytesOf = isWeighed || weigh ? (items: readonly Item[]) => sum(items, measure) : () => 0
    return { size: count, maxBytes: undefined, sizeOf: measure, batches: { size: count }, bytesOf }
  }
  const bytes = parseBytes(maxBytes)
  if (bytes < 1) throw new StreamError('STREAM_INVALID_SIZE', `maxBytes is ${shown(maxBytes)}; give at least 1 byte`)
  return {
    size: Number.POSITIVE_INFINITY,
    maxBytes: bytes,
    sizeOf: measure,
    batches: weigh ? undefined : { maxBytes: bytes },
    bytesOf: items => sum(items, measure),
  }
}

/** Refuses what is no number of items. */
export function checkSize(option: string, size: number): number {
  if (Number.isSafeInteger(size) && size > 0) return size
  throw new StreamError(
    'STREAM_INVALID_SIZE',
    `${option} is ${shown(size)}; give the items of a chunk, a whole number above 0`,
  )
}

function checked<Item>(sizeOf: (item: Item) => number): (item: Item) => number {
  return item => {
    const bytes = sizeOf(item)
    if (bytes >= 0) return bytes
    throw new StreamError('STREAM_INVALID_SIZE', `sizeOf answered ${shown(bytes)} for an item; it answers bytes`)
  }
}

function sum<Item>(items: readonly Item[], measure: (item: Item) => number): number {
  let bytes = 0
  for (const item of items) bytes += measure(item)
  return bytes
}
