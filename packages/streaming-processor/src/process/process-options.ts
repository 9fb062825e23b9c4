import type { BudgetLike, ByteSize } from '@plimsoll/bytes'
import { checkKeys, invalid, isNumber, type StreamError } from '../errors.js'
import { checkMapOptions, type FailureAnswer } from '../map/map-options.js'
import { longestTimer, type RetryOptions } from '../map/retry.js'
import type { Position } from '../source/resumable.js'
import type { Source } from '../source/source.js'
import { type Checkpoint, checkCheckpoint } from './checkpoint.js'
import { type ChunkCut, checkChunkCut } from './chunk-cut.js'
import { checkIdentity, countOf } from './identity.js'
import type { Progress } from './progress.js'

/** What a function is told of the chunk that it is called with. */
export interface ChunkTask {
  /** The how-manieth chunk of the source it is, from 0, whichever run it is done in. */
  readonly index: number
  /** The how-manieth item of the source it begins with, from 0. */
  readonly start: number
  /** Where it begins, in the source's own words: for lines of a file, by bytes. Missing where the source has none. */
  readonly position: Position | undefined
  /** The how-manieth attempt of this run it is, from 1. */
  readonly attempt: number
  /** Why the attempt before failed. */
  readonly reason: unknown
  /** Is aborted when the run ends early, and with `timeoutMs` when the time of this attempt is up. */
  readonly signal: AbortSignal
}

/** Which chunk is committed. */
export interface ChunkCommit {
  /** Names the chunk, alike in all runs: what is written under it twice is to be there once. */
  readonly key: string
  /** The how-manieth chunk of the source it is, from 0. */
  readonly index: number
  /** The how-manieth item of the source it begins with, from 0. */
  readonly start: number
  /** How many items it has. */
  readonly count: number
  /** Where it begins, in the source's own words, if it has any. */
  readonly position: Position | undefined
}

/** A chunk that failed in all of its attempts. */
export interface ChunkFailure<Item> extends Pick<ChunkTask, 'index' | 'start' | 'position'> {
  /** Its items. */
  readonly chunk: readonly Item[]
  /** How many attempts were made. */
  readonly attempts: number
  /** What the last attempt threw. */
  readonly reason: unknown
  /** What is thrown if so answered: names the chunk, with the reason as its cause. */
  readonly error: StreamError
}

/** How a source is worked through. */
export interface ProcessOptions<Item, Result = unknown> {
  /**
   * Items per chunk; the last one may have fewer.
   *
   * @defaultValue 1000
   */
  readonly size?: number
  /** In place of `size`: the most bytes of a chunk. An item that is larger by itself comes alone. */
  readonly maxBytes?: ByteSize
  /**
   * Answers the bytes of an item. With `size`, chunks are weighed where this, `maxBytesInFlight` or `budget` is given.
   *
   * @defaultValue {@link @plimsoll/bytes!sizeOf | sizeOf}; with `maxBytes`, lines are cut by their bytes in the file
   */
  readonly sizeOf?: (item: Item) => number
  /**
   * The most chunks that are worked on at once. One by default, because what a chunk's function does outside (rows of a
   * database, a file) may not overlap unless you say so.
   *
   * @defaultValue 1
   */
  readonly concurrency?: number
  /**
   * Whether results come in the order of their chunks, or as they get done.
   *
   * @defaultValue true
   */
  readonly ordered?: boolean
  /**
   * The most chunks that are read and whose results were not taken yet.
   *
   * @defaultValue `4 * concurrency` if ordered, else `2 * concurrency`
   */
  readonly maxInFlight?: number
  /** The most bytes of the chunks that were begun and whose results were not taken yet. */
  readonly maxBytesInFlight?: ByteSize
  /**
   * How chunks that failed are tried again: options, or how often.
   *
   * @defaultValue 0
   */
  readonly retry?: number | RetryOptions
  /** How long an attempt may take; then it has failed with `STREAM_TIMEOUT`, and what it still does is ignored. */
  readonly timeoutMs?: number
  /**
   * What becomes of a chunk that failed in all of its attempts. One that is skipped counts as done: a later run does not
   * come back to it.
   *
   * @defaultValue 'throw'
   */
  readonly onError?: 'throw' | 'skip' | ((failure: ChunkFailure<Item>) => FailureAnswer<Result>)
  /** Is asked for a chunk's bytes before it is read, and gets them back when its result is taken. */
  readonly budget?: BudgetLike
  /**
   * What is reserved of the `budget` for the first chunk; for those behind it as much as the largest had of late.
   *
   * @defaultValue `maxBytes`, where chunks are cut by it; else 1, so that a full budget makes the first one wait, too
   */
  readonly expectedBytes?: ByteSize
  /** Ends the run; see {@link ProcessRun.abort}. */
  readonly signal?: AbortSignal
  /**
   * How it is called in reports; begins the keys of commits.
   *
   * @defaultValue 'process'
   */
  readonly name?: string
  /**
   * How many items the source has, for the estimate of what is left. Lines and records of a `Blob` or file need none.
   *
   * @defaultValue its `length` or `size`, where it has one
   */
  readonly total?: number
  /**
   * Where what is done is kept, so that a killed run goes on behind the last chunk that is done with all before it, and
   * whose result was taken (`commit`: committed). What lies behind is done again: at least once.
   */
  readonly checkpoint?: Checkpoint
  /**
   * Names the data for the checkpoint, in place of what the source tells of itself. Required with a checkpoint where that
   * is nothing: lines and records of a file tell its name, its size and its time of change, but arrays, generators and
   * streams tell nothing, nor do blobs without a name, and bytes and text in memory.
   *
   * Also for data that grows at its end: a run that is begun again after its end goes on with what was appended since. Append whole lines: a last
   * line without an end counts as one, and what is appended to it comes as another.
   */
  readonly id?: string
  /**
   * Writes a result where it belongs. Called with one result after the other, in the order of their chunks, before the
   * checkpoint moves past them; after a kill possibly again with the same `key`, so that what is written by key is there
   * exactly once. If it throws, the run fails; to end the run from within call its `abort`, or `return` without waiting for
   * it, for the end waits for the commit.
   */
  readonly commit?: (result: Result, chunk: ChunkCommit) => unknown
  /** Is told how far the run is, and once more at its end. */
  readonly onProgress?: (progress: Progress) => void
  /**
   * At most once in so many milliseconds.
   *
   * @defaultValue 1000
   */
  readonly progressEveryMs?: number
}

/** The options with nothing left open. */
export interface CheckedProcess<Item, Result> {
  readonly given: ProcessOptions<Item, Result>
  readonly cut: ChunkCut<Item>
  readonly name: string
  readonly total: number | undefined
}

/** The names of {@link ProcessOptions}, for those who check options that hold them. */
export const processKeys = [
  ...['size', 'maxBytes', 'sizeOf', 'concurrency', 'ordered', 'maxInFlight', 'maxBytesInFlight', 'retry', 'timeoutMs'],
  ...['onError', 'budget', 'expectedBytes', 'signal', 'name', 'total', 'checkpoint', 'id', 'commit', 'onProgress'],
  'progressEveryMs',
]

/** Checks all options at once, before anything is started. */
export function checkProcess<Item, Result>(
  source: Source<Item>,
  given: ProcessOptions<Item, Result>,
  caller: string,
): CheckedProcess<Item, Result> {
  checkKeys(caller, given, processKeys)
  const { name = 'process', total, id, commit, onProgress, progressEveryMs = 1000, ordered = true } = given
  checkMapOptions({ ...mapOptions(given), ...(typeof given.onError === 'function' ? {} : { onError: given.onError }) })
  checkCheckpoint(given.checkpoint)
  if (typeof name !== 'string' || name === '') throw invalid('name', name, 'a text')
  if (id !== undefined && (typeof id !== 'string' || id === '')) throw invalid('id', id, 'a text that names the data')
  if (given.checkpoint) checkIdentity(source, id)
  if (total !== undefined && !isNumber(total, 0)) throw invalid('total', total, 'how many items the source has')
  if (commit !== undefined && typeof commit !== 'function') throw invalid('commit', commit, 'a function')
  if (commit && !ordered) {
    throw invalid('ordered', false, 'true, or no commit: commits are made in the order of their chunks')
  }
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw invalid('onProgress', onProgress, 'a function')
  if (!isNumber(progressEveryMs, 0, longestTimer)) {
    throw invalid('progressEveryMs', progressEveryMs, `milliseconds, at most ${longestTimer}`)
  }
  const isWeighed = given.maxBytesInFlight !== undefined || given.budget !== undefined
  return { given, cut: checkChunkCut(given, isWeighed), name, total: total ?? countOf(source) }
}

/** What of the options {@link mapConcurrent} takes as it is. */
export function mapOptions<Item, Result>(given: ProcessOptions<Item, Result>) {
  const { size, maxBytes, sizeOf, onError, name, total, checkpoint, id, commit, onProgress, progressEveryMs, ...own } =
    given
  return { ...own, concurrency: own.concurrency ?? 1 }
}
