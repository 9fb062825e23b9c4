import { StreamError, shown } from '../errors.js'
import { checkSource, type Source } from '../source/source.js'
import { ChunkRun } from './chunk-run.js'
import { type ChunkTask, checkProcess, type ProcessOptions } from './process-options.js'
import type { ProcessRun } from './process-run.js'

/** What is called with each chunk: answers its result, or a promise of it. The array is its own. */
export type ChunkFunction<Item, Result> = (chunk: Item[], task: ChunkTask) => Result | PromiseLike<Result>

/**
 * Works through a source chunk by chunk, as a run that can be watched, held, ended, and gone on with after a crash.
 *
 * Read it by `for await`, which gives one result per chunk, or let it run by `finish()`. Nothing starts before that, and
 * the source is read no further ahead of the reader than `maxInFlight` chunks.
 *
 * With a `checkpoint`, a run that was killed is begun again by the same call, and goes on behind the last chunk that was
 * done with all before it and whose result was taken: the next one was asked for. So each item is worked on at least once.
 * With a `commit` that writes by key, what is written is there exactly once. A run that has come to its end leaves a
 * checkpoint that says so: begun again, it has no results; `clear()` of the checkpoint forgets it. Where the data is named by
 * an `id`, a run that is begun again goes on with what was appended since.
 *
 * On the end, `break`, an error and an abort alike the source is closed and the checkpoint free for others when the loop
 * goes on; nothing runs any longer then, except an attempt that was given up after `timeoutMs`.
 *
 * @param source - an iterable, an async iterable or a stream; one that is resumable, as {@link lines} of a file are, is
 * opened at the place where the checkpoint stands, of any other so many items are skipped
 * @param fn - called with up to 1,000 items by default
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, `STREAM_INVALID_SIZE` and `STREAM_INVALID_OPTIONS` at once; by the
 * iteration `STREAM_TASK_FAILED` and `STREAM_TIMEOUT`, which name the chunk, `STREAM_CHECKPOINT_MISMATCH` where the
 * checkpoint is of other data, of another cut, or of more items than there are, `STREAM_CHECKPOINT_DAMAGED`, and what the source, the checkpoint and `commit`
 * throw
 *
 * @example
 * ```ts
 * const run = process(lines(file), chunk => chunk.filter(line => line.includes('ERROR')).length, { concurrency: 4 })
 * let errors = 0
 * for await (const count of run) errors += count
 * console.log(run.report?.items) // how many lines
 * ```
 */
export function process<Item, Result>(
  source: Source<Item>,
  fn: ChunkFunction<Item, Result>,
  options: ProcessOptions<Item, Awaited<Result>> = {},
): ProcessRun<Awaited<Result>> {
  return startRun(source, fn, options, 'process')
}

/** The same for whoever calls it in another name. */
export function startRun<Item, Result>(
  source: Source<Item>,
  fn: ChunkFunction<Item, Result>,
  options: ProcessOptions<Item, Awaited<Result>>,
  caller: string,
): ProcessRun<Awaited<Result>> {
  checkSource(source)
  if (typeof fn !== 'function') {
    throw new StreamError('STREAM_INVALID_OPTIONS', `fn is ${shown(fn)}; give a function from a chunk to its result`)
  }
  return new ChunkRun(source, fn as ChunkFunction<Item, Awaited<Result>>, checkProcess(source, options, caller))
}
