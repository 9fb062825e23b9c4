import type { MemoryConsumer } from '@plimsoll/bytes'

/** The results of a map, as they come. */
export interface ConcurrentMap<Result> extends AsyncIterableIterator<Result>, MemoryConsumer {
  /** Items taken from the source whose results were not yielded yet; never above `maxInFlight`. */
  readonly inFlight: number
  /** Answers the next result; may be called again before the former one came. The first call starts the map. */
  next(): Promise<IteratorResult<Result, undefined>>
  /** Ends early: gives up what runs, closes the source, and resolves when nothing runs and nothing is open. */
  return(): Promise<IteratorResult<Result, undefined>>
  /** Itself. */
  [Symbol.asyncIterator](): ConcurrentMap<Result>
  /** The same as `return()`, for `await using`. Missing where the platform has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
}
