import type { MapFunction } from '../map/calls.js'
import { mapConcurrent } from '../map/map-concurrent.js'
import type { MapConcurrentOptions } from '../map/map-options.js'
import { WrittenItems } from './written-items.js'

/** Two ends of a pipe, as `pipeThrough` takes them. */
export interface TransformPair<Item, Result> {
  /** Where results come out. */
  readonly readable: ReadableStream<Result>
  /** Where items go in. */
  readonly writable: WritableStream<Item>
}

/**
 * Maps what is piped through it, several calls at once, as {@link mapConcurrent} does.
 *
 * Back-pressure goes through: items are taken when results are read, and never more than `maxInFlight` of them. An abort of
 * the writable end errors the readable one, and a cancel of the readable end the writable one; both abort `task.signal`, and
 * wait for the calls that run. A call that fails errors both ends, after the results before it were read.
 *
 * @param fn - called with an item; what it answers may be a promise or not
 * @param options - those of {@link mapConcurrent}
 * @throws {@link StreamError} `STREAM_INVALID_OPTIONS` at once
 *
 * @example
 * ```ts
 * const pages = readableStream(urls).pipeThrough(transformStream(url => fetch(url), { concurrency: 4 }))
 * ```
 */
export function transformStream<Item, Result>(
  fn: MapFunction<Item, Result>,
  options?: MapConcurrentOptions<Item, NoInfer<Awaited<Result>>>,
): TransformPair<Item, Awaited<Result>> {
  const items = new WrittenItems<Item>()
  const results = mapConcurrent(items, fn, options)
  let output: ReadableStreamDefaultController<Awaited<Result>>
  let input: WritableStreamDefaultController
  const signal = options?.signal
  /** Nothing more goes in. */
  const fail = (reason: unknown) => {
    signal?.removeEventListener('abort', abort)
    input.error(reason)
    items.fail(reason)
  }
  // Heard by the map, too, but only from the first read on: a writer may wait before that.
  const abort = () => {
    fail(signal?.reason)
    output.error(signal?.reason)
  }
  const writable = new WritableStream<Item>({
    start(controller) {
      input = controller
    },
    write: item => items.write(item),
    close: () => items.end(),
    async abort(reason) {
      signal?.removeEventListener('abort', abort)
      output.error(reason)
      items.fail(reason)
      await results.return()
    },
  })
  const readable = new ReadableStream<Awaited<Result>>(
    {
      start(controller) {
        output = controller
      },
      async pull(controller) {
        try {
          const step = await results.next()
          if (!step.done) return controller.enqueue(step.value)
          signal?.removeEventListener('abort', abort)
          controller.close()
        } catch (error) {
          fail(error)
          throw error
        }
      },
      async cancel(reason) {
        fail(reason)
        await results.return()
      },
    },
    // As with streams of the platform: the queue of the writable end is enough.
    { highWaterMark: 0 },
  )
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort)
  return { readable, writable }
}
