import { StreamError, shown } from '../errors.js'
import { checkSource, type Source } from '../source/source.js'
import { Calls, type MapFunction } from './calls.js'
import type { ConcurrentMap } from './concurrent-map.js'
import { ConcurrentRun } from './concurrent-run.js'
import { checkMapOptions, type MapConcurrentOptions } from './map-options.js'

/**
 * Calls a function with each item of a sequence, several calls at once.
 *
 * Never more than `concurrency` calls run, and never more than `maxInFlight` items are taken from the source and not
 * yielded. Results come in the order of the items unless `ordered` is false; a slow item holds back the others' results,
 * not their calls. An error takes its place in that order: the results before it come first.
 *
 * On the end, `break`, an error and an abort alike the source is closed, and the iteration ends when all calls have
 * settled: after it nothing runs and nothing is open. Calls learn of an early end by `task.signal`; one that does not
 * heed it is waited for, with `timeoutMs` at most as long as that. A map that ends before its first `next()` has opened
 * nothing: a stream is cancelled all the same, an iterator (lines, a generator) is closed, any other iterable is left as it is.
 *
 * @param source - an iterable, an async iterable or a stream; its errors come after the results of the items before it
 * @param fn - called with an item and what there is to know about the call; what it answers may be a promise or not
 * @returns the results; nothing starts before the first `next()`
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE` and `STREAM_INVALID_OPTIONS` at once; by the iteration
 * `STREAM_TASK_FAILED` with what the function threw as its cause, `STREAM_TIMEOUT`, and `STREAM_INVALID_SIZE` for a
 * `sizeOf` that answers no bytes
 *
 * @example
 * ```ts
 * for await (const page of mapConcurrent(urls, (url, { signal }) => fetch(url, { signal }), { concurrency: 4, retry: 2 })) {
 *   console.log(page.status)
 * }
 * ```
 */
export function mapConcurrent<Item, Result>(
  source: Source<Item>,
  fn: MapFunction<Item, Result>,
  options?: MapConcurrentOptions<Item, NoInfer<Awaited<Result>>>,
): ConcurrentMap<Awaited<Result>> {
  checkSource(source)
  if (typeof fn !== 'function') {
    throw new StreamError('STREAM_INVALID_OPTIONS', `fn is ${shown(fn)}; give a function from an item to its result`)
  }
  const checked = checkMapOptions<Item>(options as MapConcurrentOptions<Item, never>)
  return new ConcurrentRun(source, checked, outcomes => new Calls(fn, outcomes, checked))
}
