import type { Progress, RunReport } from './progress.js'

/** A run over the chunks of a source: its results, how far it is, and the means to hold and to end it. */
export interface ProcessRun<Result> extends AsyncIterableIterator<Result> {
  /** How it is called. */
  readonly name: string
  /** How far it is, in `O(1)`; each look is an object of its own. */
  readonly progress: Progress
  /** What came of it; nothing before its end. */
  readonly report: RunReport | undefined
  /** Answers the result of the next chunk. The first call begins the run; each call says that the former result was taken. */
  next(): Promise<IteratorResult<Result, undefined>>
  /**
   * Ends early, as `break` does: resolves when nothing runs and nothing is open. What was handed out last counts as not done.
   *
   * It waits for the callbacks that run: one that is to end its own run calls `abort`, or this without waiting for it.
   */
  return(): Promise<IteratorResult<Result, undefined>>
  /**
   * Runs to the end and drops the results.
   *
   * @returns the report, with the status `done`
   * @throws what the iteration would throw; {@link ProcessRun.report} is there then, too
   */
  finish(): Promise<RunReport>
  /** Reads no further chunk until {@link ProcessRun.resume}. What runs ends, and results that are ready may be read. */
  pause(): void
  /** Goes on after a pause. */
  resume(): void
  /**
   * Ends it: the source is closed, callbacks are told by their signal. Who waits for a result gets the reason when nothing
   * runs any longer.
   *
   * @param reason - what is thrown; an `AbortError` by default
   */
  abort(reason?: unknown): void
  /** Itself. */
  [Symbol.asyncIterator](): ProcessRun<Result>
  /** The same as `return()`, for `await using`. Missing where the platform has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
}
