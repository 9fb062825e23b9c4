import type { MemoryConsumer } from '@plimsoll/bytes'

/** The results of a map, as they come. */
export interface ConcurrentMap<Result> extends AsyncIterableIterator<Result>, MemoryConsumer {
  /** Items taken from the source whose results were not yielded yet; never above `maxInFlight`. */
  readonly inFlight: number
  /** Answers the next result; may be called again before the former one came. The first call starts the map. */
  next(): Promise<IteratorResult<Result, undefined>>
  /**
   * Answers the results in arrays, which saves the promises that each of them costs.
   *
   * A batch is what lies ready, at least one result and at most `maxInFlight`, in the same order; results that come out in
   * one turn of microtasks come together, and none waits for another one's call. All of it counts as yielded. An error comes
   * after the results before it. There is one sequence: calls of `next()` here and there are answered in the order in which
   * they were made, and the end of the batches is that of the map.
   */
  batches(): AsyncIterableIterator<Result[], undefined>
  /** Ends early: gives up what runs, closes the source, and resolves when nothing runs and nothing is open. */
  return(): Promise<IteratorResult<Result, undefined>>
  /** Itself. */
  [Symbol.asyncIterator](): ConcurrentMap<Result>
  /** The same as `return()`, for `await using`. Missing where the platform has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
}
