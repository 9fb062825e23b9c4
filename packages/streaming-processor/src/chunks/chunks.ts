import { type ByteSize, parseBytes, sizeOf } from '@plimsoll/bytes'
import { checkKeys, StreamError, shown } from '../errors.js'
import { checkSource, isSync, type OpenSource, openSource, type Source } from '../source/source.js'

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
  const create = cutter(options)
  return isSync(source) ? cut(source, create()) : cutAsync(source, create())
}

/** Gathers items. `add` answers a chunk when the item shows that one is whole. */
interface Cutter<Item> {
  add(item: Item): Item[] | undefined
  rest(): Item[]
}

function* cut<Item>(source: Iterable<Item>, cutter: Cutter<Item>): IterableIterator<Item[]> {
  for (const item of source) {
    const chunk = cutter.add(item)
    if (chunk) yield chunk
  }
  const rest = cutter.rest()
  if (rest.length) yield rest
}

async function* cutAsync<Item>(source: Source<Item>, cutter: Cutter<Item>): AsyncIterableIterator<Item[]> {
  const open: OpenSource<Item> = openSource(source)
  let reading = false
  try {
    for (;;) {
      reading = true
      const step = await open.next()
      if (step.done) break
      reading = false
      const chunk = cutter.add(step.value)
      if (chunk) yield chunk
    }
  } finally {
    // Ended or failed by itself while it was read: then there is nothing to close.
    if (!reading) await open.close()
  }
  const rest = cutter.rest()
  if (rest.length) yield rest
}

/** Checks the options, and answers what makes a cutter by them. */
function cutter<Item>(options: ChunksOptions<Item>): () => Cutter<Item> {
  const given =
    typeof options === 'object' && options !== null ? (options as Partial<ChunksBySize & ChunksByBytes<Item>>) : {}
  checkKeys('chunks', given, ['size', 'maxBytes', 'sizeOf'])
  const { size, maxBytes, sizeOf: measure = sizeOf } = given
  if ((size === undefined) === (maxBytes === undefined)) {
    const text = `the options give ${size === undefined ? 'neither size nor' : 'both size and'} maxBytes; give one of them`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  if (maxBytes !== undefined) {
    const bytes = parseBytes(maxBytes)
    if (bytes < 1) throw new StreamError('STREAM_INVALID_SIZE', `maxBytes is ${shown(maxBytes)}; give at least 1 byte`)
    return () => byBytes(bytes, measure)
  }
  if (!Number.isSafeInteger(size) || (size as number) < 1) {
    throw new StreamError(
      'STREAM_INVALID_SIZE',
      `size is ${shown(size)}; give the items of a chunk, a whole number above 0`,
    )
  }
  return () => byCount(size as number)
}

function byCount<Item>(size: number): Cutter<Item> {
  let chunk: Item[] = []
  return {
    add(item) {
      chunk.push(item)
      if (chunk.length < size) return undefined
      const whole = chunk
      chunk = []
      return whole
    },
    rest: () => chunk,
  }
}

function byBytes<Item>(maxBytes: number, measure: (item: Item) => number): Cutter<Item> {
  let chunk: Item[] = []
  let held = 0
  return {
    add(item) {
      const bytes = measure(item)
      if (!(bytes >= 0)) {
        throw new StreamError('STREAM_INVALID_SIZE', `sizeOf answered ${shown(bytes)} for an item; it answers bytes`)
      }
      held += bytes
      if (held <= maxBytes || chunk.length === 0) {
        chunk.push(item)
        return undefined
      }
      const whole = chunk
      chunk = [item]
      held = bytes
      return whole
    },
    rest: () => chunk,
  }
}
