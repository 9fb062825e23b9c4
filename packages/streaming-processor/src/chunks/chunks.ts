import { type ByteSize, sizeOf } from '@plimsoll/bytes'
import { checkKeys, StreamError } from '../errors.js'
import { isBatched } from '../source/batched.js'
import { SerialIterator } from '../source/serial-iterator.js'
import { checkSource, isSync, type Source } from '../source/source.js'
import { AsyncChunks } from './async-chunks.js'
import { checkCut, checkSizeOf } from './cut.js'
import { Cutter, type Cutting } from './cutter.js'
import { SyncChunks } from './sync-chunks.js'

/** Chunks of so many items. */
export interface ChunksBySize {
  /** Items per chunk; the last one may have fewer. */
  readonly size: number
}

/** Chunks of at most so many bytes. */
export interface ChunksByBytes<Item> {
  /** The most bytes of a chunk. An item that is larger by itself comes alone, in a chunk above it. */
  readonly maxBytes: ByteSize
  /**
   * Answers the bytes of an item.
   *
   * @defaultValue {@link @plimsoll/bytes!sizeOf | sizeOf}
   */
  readonly sizeOf?: (item: Item) => number
}

/** How a sequence is cut. */
export type ChunksOptions<Item> = ChunksBySize | ChunksByBytes<Item>

/**
 * Cuts a sequence into arrays, by count or by bytes.
 *
 * One chunk exists at a time, and each is a new array that the reader keeps. The source is read while chunks are asked
 * for, never ahead; it is closed when the reader stops early, and its errors come as they are: what was read since the
 * last chunk is not delivered then.
 *
 * @param source - an iterable
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, `STREAM_INVALID_SIZE` for a `size` that is no whole number above
 * 0 or a `sizeOf` that answers no bytes, `STREAM_INVALID_OPTIONS` for none or both of the bounds
 *
 * @example
 * ```ts
 * [...chunks([1, 2, 3, 4, 5], { size: 2 })] // [[1, 2], [3, 4], [5]]
 * ```
 */
export function chunks<Item>(source: Iterable<Item>, options: ChunksOptions<Item>): IterableIterator<Item[]>
/**
 * The same for a source that is waited for.
 *
 * `next()` may be called before the former has answered; calls are answered in their order. A `return()` closes the source at
 * once, and a `next()` under way answers that there is no more, for its item may never come. A source that cuts by itself,
 * such as lines, is asked for its own batches of `size`. Of a Node stream of objects what lies ready is taken at once.
 *
 * @param source - an async iterable or a stream, which is locked until its end or an early stop
 */
export function chunks<Item>(
  source: AsyncIterable<Item> | ReadableStream<Item>,
  options: ChunksOptions<Item>,
): AsyncIterableIterator<Item[]>
export function chunks<Item>(
  source: Source<Item>,
  options: ChunksOptions<Item>,
): IterableIterator<Item[]> | AsyncIterableIterator<Item[]> {
  checkSource(source)
  const cut = checkOptions(options)
  if (isSync(source)) return new SyncChunks(source, cut)
  if ('size' in cut && isBatched<Item>(source)) return source.batches({ size: cut.size })
  return new SerialIterator(new AsyncChunks(source, new Cutter(cut)))
}

/** Checks that there is one bound, and answers how items are weighed where it is one of bytes. */
function checkOptions<Item>(options: ChunksOptions<Item>): Cutting<Item> {
  checkKeys('chunks', options, ['size', 'maxBytes', 'sizeOf'])
  const { sizeOf: measure = sizeOf, ...bounds } = options as Partial<ChunksBySize & ChunksByBytes<Item>>
  const { size, maxBytes } = checkCut(bounds)
  checkSizeOf(measure)
  if (size !== undefined) return { size }
  if (maxBytes !== undefined) return { maxBytes, measure }
  const text = 'the options give neither size nor maxBytes; give one of them'
  throw new StreamError('STREAM_INVALID_OPTIONS', text)
}
