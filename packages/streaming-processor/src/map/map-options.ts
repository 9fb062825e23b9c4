import type { BudgetLike, ByteSize } from '@plimsoll/bytes'

import { checkCount, checkKeys, invalid, isNumber, type StreamError } from '../errors.js'
import { checkBytesInFlight } from './check-bytes.js'
import { longestTimer, Retry, type RetryOptions } from './retry.js'
import type { RunOptions } from './run-options.js'

/** What a function is told of the item that it is called with. */
export interface MapTask {
  /** The how-manieth item of the source it is, from 0. */
  readonly index: number
  /** The how-manieth attempt of this item it is, from 1. */
  readonly attempt: number
  /**
   * Is aborted when the map ends early; with `timeoutMs` each attempt has its own, which is aborted also when its time is
   * up. Hand it to whatever can be given up.
   */
  readonly signal: AbortSignal
  /** Why the attempt before failed. */
  readonly reason: unknown
}

/** An item that failed in all of its attempts. */
export interface MapFailure<Item> {
  /** The item. */
  readonly item: Item
  /** The how-manieth item of the source it is, from 0. */
  readonly index: number
  /** How many attempts were made. */
  readonly attempts: number
  /** What the last attempt threw; `STREAM_TIMEOUT` where its time was up. */
  readonly reason: unknown
  /** What is thrown if so answered: names the item, with the reason as its cause. */
  readonly error: StreamError
}

/** A result in place of the one that an item failed to give. */
export interface Replacement<Result> {
  /** The result. */
  readonly value: Result
}

/** What becomes of an item that failed: the map fails, the item has no result, or it has this one. */
export type FailureAnswer<Result> = 'throw' | 'skip' | Replacement<Result>

/** How a sequence is mapped. */
export interface MapConcurrentOptions<Item, Result = unknown> {
  /**
   * The most calls that run at once.
   *
   * @defaultValue 8
   */
  readonly concurrency?: number
  /**
   * Whether results come in the order of their items, or as they get done.
   *
   * @defaultValue true
   */
  readonly ordered?: boolean
  /**
   * The most items taken from the source whose results were not yielded yet, at least `concurrency`: memory is bounded by
   * it whatever the source and however slow the reader. More let ordered calls go further ahead of a slow one.
   *
   * @defaultValue `4 * concurrency` if ordered, else `2 * concurrency`
   */
  readonly maxInFlight?: number
  /**
   * The most bytes of the items that were begun and whose results were not yielded yet. One more item may be read already
   * and wait; an item that is larger by itself is done alone.
   *
   * @defaultValue no bound by bytes
   */
  readonly maxBytesInFlight?: ByteSize
  /**
   * Answers the bytes of an item, for `maxBytesInFlight` and `budget`.
   *
   * @defaultValue {@link @plimsoll/bytes!sizeOf | sizeOf}
   */
  readonly sizeOf?: (item: Item) => number
  /**
   * How items that failed are tried again: options, or how often, so that 2 means at most 3 attempts. An item that waits
   * for its next attempt keeps its place in flight, and leaves its turn to others.
   *
   * @defaultValue 0
   */
  readonly retry?: number | RetryOptions
  /**
   * How long an attempt may take. After that its signal is aborted and it has failed with `STREAM_TIMEOUT`; a call that
   * does not settle all the same runs on outside of the map and of its `concurrency`, and what comes of it is ignored.
   *
   * @defaultValue as long as it takes
   */
  readonly timeoutMs?: number
  /**
   * What becomes of an item that failed in all of its attempts.
   *
   * @defaultValue 'throw'
   */
  readonly onError?: 'throw' | 'skip' | ((failure: MapFailure<Item>) => FailureAnswer<Result>)
  /**
   * Ends the iteration: it rejects with the signal's reason as soon as the calls that run have settled. Heard from the
   * first `next()` on, which rejects if it was aborted before.
   */
  readonly signal?: AbortSignal
  /**
   * Is asked for an item's bytes before the item is read, and gets them back when its result is taken. While it makes the
   * map wait, the source is not read.
   *
   * @defaultValue none
   */
  readonly budget?: BudgetLike
  /**
   * What is reserved of the `budget` for the first item, of which nobody knows how large it is before it was read; for those
   * behind it as much as the largest had of late.
   *
   * @defaultValue 1, so that a full budget makes the first one wait, too
   */
  readonly expectedBytes?: ByteSize
  /**
   * How it is called in memory reports.
   *
   * @defaultValue 'mapConcurrent'
   */
  readonly name?: string
}

/** The options with nothing left open. */
export interface CheckedMapOptions<Item> extends RunOptions<Item> {
  readonly concurrency: number
  readonly retry: Retry
  readonly timeoutMs: number | undefined
  readonly onError: 'throw' | 'skip' | ((failure: MapFailure<Item>) => FailureAnswer<unknown>)
}

const known = [
  ...['concurrency', 'ordered', 'maxInFlight', 'maxBytesInFlight', 'sizeOf', 'retry', 'timeoutMs', 'onError'],
  ...['signal', 'budget', 'expectedBytes', 'name'],
]

/** Checks all options at once, before anything is started. */
export function checkMapOptions<Item>(options: MapConcurrentOptions<Item, never> = {}): CheckedMapOptions<Item> {
  checkKeys('mapConcurrent', options, known)
  const { ordered = true, onError = 'throw', timeoutMs, signal, name = 'mapConcurrent' } = options
  const concurrency = checkCount('concurrency', options.concurrency ?? 8)
  const maxInFlight = checkCount('maxInFlight', options.maxInFlight ?? (ordered ? 4 : 2) * concurrency)
  if (maxInFlight < concurrency) {
    throw invalid('maxInFlight', maxInFlight, `at least the concurrency of ${concurrency}, or a smaller concurrency`)
  }
  if (typeof ordered !== 'boolean') throw invalid('ordered', ordered, 'true or false')
  const bytes = checkBytesInFlight(options)
  if (timeoutMs !== undefined && !isNumber(timeoutMs, Number.MIN_VALUE, longestTimer)) {
    throw invalid('timeoutMs', timeoutMs, `milliseconds above 0, at most ${longestTimer}`)
  }
  if (typeof onError !== 'function' && onError !== 'throw' && onError !== 'skip') {
    throw invalid('onError', onError, "'throw', 'skip' or a function")
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw invalid('signal', signal, 'an AbortSignal')
  }
  return {
    ...{ concurrency, ordered, maxInFlight, ...bytes },
    ...{ retry: new Retry(options.retry), timeoutMs, onError, signal, name, readAhead: true },
  }
}
