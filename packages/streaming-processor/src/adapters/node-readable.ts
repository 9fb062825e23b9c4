import { checkKeys, StreamError } from '../errors.js'
import { checkSource, dropSource, type OpenSource, openSource, type Source } from '../source/source.js'
import { checkHighWaterMark } from './readable-stream.js'

/**
 * A `Readable` of `node:stream` that carries items of any kind. As much of it as most need, for types of Node are not in every
 * compile; it is the whole one.
 */
export interface NodeReadable<Item> extends AsyncIterable<Item> {
  /** It was destroyed, or ended. */
  readonly destroyed: boolean
  /** Takes one item, if there is one: else `null`. */
  read(): Item | null
  /** Writes the items to a stream, and answers that one. */
  pipe<Destination>(destination: Destination, options?: { end?: boolean }): Destination
  /** Ends it early: closes the source, and emits `error` where there is one. */
  destroy(error?: Error): this
  /** Is told of its events. */
  on(event: string, listener: (...args: never[]) => void): this
  /** As `on`, of the first alone. */
  once(event: string, listener: (...args: never[]) => void): this
  /** Is no longer told. */
  off(event: string, listener: (...args: never[]) => void): this
}

/** How {@link readable} reads. */
export interface ReadableOptions {
  /**
   * How many items are taken before they are asked for.
   *
   * @defaultValue 1
   */
  readonly highWaterMark?: number
}

interface ReadableClass {
  new (options: {
    objectMode: true
    highWaterMark: number
    read(this: { push(item: unknown): boolean; destroy(error: unknown): void }): void
    destroy(error: Error | null, done: (error?: Error | null) => void): void
  }): NodeReadable<unknown>
}

/**
 * Makes a `Readable` of Node, in object mode, of any source: for `pipeline`, `pipe`, and whoever takes one.
 *
 * An item is taken when there is room for one. Destroying the stream closes the source, and errors of the source come as its
 * `error`.
 *
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, `STREAM_INVALID_OPTIONS`, `STREAM_INVALID_SIZE` at once; by the stream
 * `STREAM_INVALID_SOURCE` for an item that is `null`, which would end it
 *
 * @example
 * ```ts
 * await pipeline(readable(bytes(fileSource('log.gz'), { decompress: 'gzip' })), createWriteStream('log'))
 * ```
 */
export function readable<Item>(source: Source<Item>, options: ReadableOptions = {}): NodeReadable<Item> {
  checkSource(source)
  checkKeys('readable', options, ['highWaterMark'])
  const highWaterMark = checkHighWaterMark(options.highWaterMark, 1)
  let open: OpenSource<Item> | undefined
  let over = false
  let taken = 0
  const close = async () => {
    if (over) return
    over = true
    await (open ? open.close() : dropSource(source))
  }
  const stream = new (readableClass())({
    objectMode: true,
    highWaterMark,
    async read() {
      try {
        open ??= openSource(source)
        const step = await open.next()
        if (step.done) {
          over = true
          this.push(null)
        } else if (step.value === null) {
          const text = `item ${taken} of the source is null, which would end a Readable; map it to something else`
          this.destroy(new StreamError('STREAM_INVALID_SOURCE', text, { index: taken }))
        } else {
          taken += 1
          this.push(step.value)
        }
      } catch (error) {
        over = true
        this.destroy(error)
      }
    },
    destroy(error, done) {
      close().then(
        () => done(error),
        failure => done(error ?? failure),
      )
    },
  })
  return stream as NodeReadable<Item>
}

function readableClass(): ReadableClass {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } }
  const streams = process?.getBuiltinModule?.('node:stream') as { Readable: ReadableClass } | undefined
  if (streams) return streams.Readable
  throw new StreamError('STREAM_INVALID_OPTIONS', 'this platform has no streams of Node; use readableStream')
}
