import type { WorkerSource } from '@plimsoll/workers'
import { StreamError, shown } from '../errors.js'
import { type ConcurrentMap, ConcurrentRun } from '../map/concurrent-run.js'
import { checkSource, type Source } from '../source/source.js'
import { OwnLanes, PoolLanes, type WorkerPool } from './lanes.js'
import { checkOptions, isPool, type MapWorkersOptions } from './map-options.js'
import { WorkerCalls } from './worker-calls.js'

/** The results of {@link mapWorkers}, as they come. Ending it early also terminates own workers. */
export interface WorkerMap<Result> extends ConcurrentMap<Result> {}

/**
 * Calls a function of a worker with each item of a sequence, on several workers at once.
 *
 * Items go to whichever worker is free first, one to do and one to follow. The source is read no further than
 * `maxInFlight` items ahead of the reader; results come in the order of the items unless `ordered` is false, and a slow
 * item holds back the others' results, not their work.
 *
 * A worker that dies is replaced and its items are done once more. On the end, `break`, an error and an abort alike the
 * source is closed, and so are the workers, except those of a pool. A map that ends before its first `next()` has opened
 * nothing: a stream is cancelled all the same, an iterable is left as it is.
 *
 * @param source - an iterable, an async iterable or a stream; its errors come after the results of the items before it
 * @param worker - what starts a worker whose module calls
 * {@link @plimsoll/workers!expose | expose}, or a pool of such workers
 * @returns the results; nothing starts before the first `next()`
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE` and `STREAM_INVALID_OPTIONS` at once; by the iteration
 * `STREAM_TASK_FAILED` with what the function threw as its cause, and `STREAM_WORKER_LOST` for an item of which workers
 * died twice. A module that does not start or lacks the function fails with the error of `@plimsoll/workers`.
 *
 * @example
 * ```ts
 * const worker = () => new Worker(new URL('./cells.ts', import.meta.url), { type: 'module' })
 * for await (const cells of mapWorkers<GridChunk, Float32Array>(gridChunks({ x: 50, y: 50 }), worker, { fn: 'cells' })) {
 *   console.log(cells.length) // 1000, 1000, 500
 * }
 * ```
 */
export function mapWorkers<Item, Result>(
  source: Source<Item>,
  worker: WorkerSource | WorkerPool,
  options: MapWorkersOptions<Item>,
): WorkerMap<Result> {
  checkSource(source)
  if (typeof worker !== 'function' && !(worker instanceof URL) && !isPool(worker)) {
    const text = `the worker is ${shown(worker)}; give a function that starts one, a URL in Node, or a pool`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  const checked = checkOptions(worker, options)
  const { fn, concurrency } = checked
  const lanes = isPool(worker) ? new PoolLanes(worker, fn, concurrency) : new OwnLanes(worker, fn, concurrency)
  return new ConcurrentRun(source, checked, outcomes => new WorkerCalls(lanes, outcomes, checked))
}
