import type { WorkerSource } from '@plimsoll/workers'
import { type Range, StreamError, shown } from '../errors.js'
import type { ConcurrentMap } from '../map/concurrent-map.js'
import { ConcurrentRun } from '../map/concurrent-run.js'
import { checkSource, type Source } from '../source/source.js'
import type { Cells } from './fill-wire.js'
import type { FilledRange } from './filling.js'
import { ItemBatches } from './item-batches.js'
import { OwnLanes, PoolLanes, type WorkerPool } from './lanes.js'
import { checkOptions, type FillWorkersOptions, isPool, type MapWorkersOptions } from './map-options.js'
import { MovedFilling } from './moved-filling.js'
import { SharedFilling } from './shared-filling.js'

/** The results of {@link mapWorkers}, as they come. Ending it early also terminates own workers. */
export interface WorkerMap<Result> extends ConcurrentMap<Result> {}

/**
 * Calls a function of a worker with each item of a sequence, on several workers at once.
 *
 * Items go to whichever worker is free first, one to do and one to follow; small ones many by one message, as many as take
 * about two milliseconds. The source is read no further than
 * `maxInFlight` items ahead of the reader; results come in the order of the items unless `ordered` is false, and a slow
 * item holds back the others' results, not their work.
 *
 * A worker that dies is replaced and its items are done once more. On the end, `break`, an error and an abort alike the
 * source is closed, and so are the workers, except those of a pool. A map that ends before its first `next()` has opened
 * nothing: a stream is cancelled all the same, an iterator (lines, a generator) is closed, any other iterable is left as it is.
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
  options: MapWorkersOptions<Item> & { readonly into?: undefined },
): WorkerMap<Result>
/**
 * Fills an array by workers: a function that the worker's module made by {@link inPieces} is called with ranges of cells.
 *
 * All workers share the ranges that are in flight: whoever is free takes the next piece, of whichever range, so that chunks of
 * ten cells and of a hundred thousand take the same time. A piece whose worker died is done once more. For the rest it is a map
 * over workers, whose results are the ranges that are whole.
 *
 * @param source - ranges of cells: chunks of `gridChunks`, or anything with a `start` and an `end`
 * @throws {@link StreamError} `STREAM_INVALID_OPTIONS` at once for an `into` that is no typed array, or has fewer cells than the
 * grid; by the iteration for a range that does not lie within it
 */
export function mapWorkers<Item extends Range, Into extends Cells>(
  source: Source<Item>,
  worker: WorkerSource | WorkerPool,
  options: FillWorkersOptions<Into>,
): WorkerMap<FilledRange<Item, Into>>
export function mapWorkers<Item>(
  source: Source<Item>,
  worker: WorkerSource | WorkerPool,
  options: MapWorkersOptions<Item> & { readonly into?: Cells | undefined },
): WorkerMap<unknown> {
  checkSource(source)
  if (typeof worker !== 'function' && !(worker instanceof URL) && !isPool(worker)) {
    const text = `the worker is ${shown(worker)}; give a function that starts one, a URL in Node, or a pool`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  const checked = checkOptions(worker, options)
  const { fn, concurrency, transfer, into } = checked
  const lanes = isPool(worker) ? new PoolLanes(worker, fn, concurrency) : new OwnLanes(worker, fn, concurrency)
  if (!into) {
    const maxInFlight = checked.givenInFlight
    const length = lengthOf(source, 'length') ?? Number.POSITIVE_INFINITY
    const options = { fn, lanes, transfer, maxInFlight, length }
    return new ConcurrentRun(source, checked, outcomes => new ItemBatches(options, outcomes))
  }
  const cells = lengthOf(source, 'cells') ?? 0
  if (cells > into.length) {
    const text = `into has ${into.length} cells and the grid ${cells}; give an array with an element for each cell`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  const shared = typeof SharedArrayBuffer === 'function' && into.buffer instanceof SharedArrayBuffer
  const Fill = shared ? SharedFilling : MovedFilling
  return new ConcurrentRun(source, checked, outcomes => new Fill<Item, Cells>(lanes, fn, into, outcomes))
}

/** What a source tells of its size before it is read. */
function lengthOf(source: unknown, member: 'length' | 'cells'): number | undefined {
  const length: unknown = Reflect.get(Object(source), member)
  return typeof length === 'number' ? length : undefined
}
