import type { TransferItem, WorkerSource } from '@plimsoll/workers'
import { checkKeys, StreamError, shown } from '../errors.js'
import type { RunOptions } from '../map/concurrent-run.js'
import type { WorkerPool } from './lanes.js'

/** How a sequence is mapped over workers. */
export interface MapWorkersOptions<Item> {
  /** The function to call with each item, by the name under which the worker's module exposes it. */
  readonly fn: string
  /**
   * The most workers.
   *
   * @defaultValue the size of the pool, or as many as the machine runs at once
   */
  readonly concurrency?: number
  /**
   * Whether results come in the order of their items, or as they get done.
   *
   * @defaultValue true
   */
  readonly ordered?: boolean
  /**
   * The most items taken from the source whose results were not yielded yet, so that memory is bounded whatever the
   * source and however slow the reader. More let ordered workers go further ahead of a slow item.
   *
   * @defaultValue `2 * concurrency`
   */
  readonly maxInFlight?: number
  /**
   * Answers what of an item moves to the worker instead of being copied. An item of which something moved cannot be done
   * again when its worker dies.
   *
   * @defaultValue nothing moves
   */
  readonly transfer?: (item: Item) => TransferItem[]
  /**
   * Ends the iteration: it rejects with the signal's reason, after own workers were terminated. Heard from the first
   * `next()` on, which rejects if it was aborted before.
   */
  readonly signal?: AbortSignal
  /**
   * How it is called in memory reports.
   *
   * @defaultValue 'mapWorkers'
   */
  readonly name?: string
}

/** The options with nothing left open. */
export interface CheckedOptions<Item> extends RunOptions<Item> {
  readonly fn: string
  readonly concurrency: number
  readonly transfer: ((item: Item) => TransferItem[]) | undefined
}

/** Whether the workers are the caller's. */
export function isPool(worker: WorkerSource | WorkerPool): worker is WorkerPool {
  return typeof worker === 'object' && worker !== null && 'call' in worker
}

/** Checks all options at once, before anything is started. */
export function checkOptions<Item>(
  worker: WorkerSource | WorkerPool,
  options: MapWorkersOptions<Item>,
): CheckedOptions<Item> {
  if (typeof options?.fn !== 'string' || options.fn === '') {
    throw invalid('fn', options?.fn, "the name of a function that the worker's module exposes")
  }
  checkKeys('mapWorkers', options, ['fn', 'concurrency', 'ordered', 'maxInFlight', 'transfer', 'signal', 'name'])
  const { fn, transfer, signal, ordered = true, name = 'mapWorkers' } = options
  const concurrency = count('concurrency', options.concurrency ?? (isPool(worker) ? worker.size : parallelism()))
  const maxInFlight = count('maxInFlight', options.maxInFlight ?? 2 * concurrency)
  if (typeof ordered !== 'boolean') throw invalid('ordered', ordered, 'true or false')
  if (transfer !== undefined && typeof transfer !== 'function') {
    throw invalid('transfer', transfer, 'a function from an item to what of it moves')
  }
  return { fn, concurrency, ordered, maxInFlight, readAhead: false, transfer, signal, name }
}

function count(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw invalid(option, value, 'a whole number above 0')
}

function invalid(option: string, value: unknown, allowed: string): StreamError {
  return new StreamError('STREAM_INVALID_OPTIONS', `${option} is ${shown(value)}; give ${allowed}`)
}

function parallelism(): number {
  // Node 20 has no navigator; who has neither is told of one at least.
  const { navigator, process } = globalThis
  return navigator?.hardwareConcurrency ?? process?.getBuiltinModule?.('node:os').availableParallelism() ?? 1
}
