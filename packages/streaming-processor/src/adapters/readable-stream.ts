import { checkKeys, StreamError, shown } from '../errors.js'
import { checkSource, dropSource, type OpenSource, openSource, type Source } from '../source/source.js'

/** How {@link readableStream} reads. */
export interface ReadableStreamOptions {
  /**
   * How many items are taken before they are asked for.
   *
   * @defaultValue 0
   */
  readonly highWaterMark?: number
}

/**
 * Makes a `ReadableStream` of any source: for a `Response`, a `pipeTo`, a worker.
 *
 * An item is taken when one is asked for. Cancelling the stream closes the source, and its errors come by the stream as they
 * are.
 *
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, `STREAM_INVALID_OPTIONS`, `STREAM_INVALID_SIZE` at once
 *
 * @example
 * ```ts
 * new Response(readableStream(bytes(file, { decompress: 'gzip' })))
 * ```
 */
export function readableStream<Item>(source: Source<Item>, options: ReadableStreamOptions = {}): ReadableStream<Item> {
  checkSource(source)
  checkKeys('readableStream', options, ['highWaterMark'])
  const highWaterMark = checkHighWaterMark(options.highWaterMark, 0)
  let open: OpenSource<Item> | undefined
  return new ReadableStream<Item>(
    {
      async pull(controller) {
        open ??= openSource(source)
        const step = await open.next()
        if (step.done) controller.close()
        else controller.enqueue(step.value)
      },
      cancel: async () => void (await (open ? open.close() : dropSource(source))),
    },
    { highWaterMark },
  )
}

/** Refuses what is no count of items. */
export function checkHighWaterMark(given: number | undefined, otherwise: number): number {
  const items = given ?? otherwise
  if ((Number.isSafeInteger(items) && items >= 0) || items === Number.POSITIVE_INFINITY) return items
  const text = `highWaterMark is ${shown(items)}; give the items to take ahead, a whole number from 0`
  throw new StreamError('STREAM_INVALID_SIZE', text)
}
