import type { BudgetLike, ByteSize } from '@plimsoll/bytes'
import type { TransferItem, WorkerSource } from '@plimsoll/workers'
import { checkCount, checkKeys, invalid } from '../errors.js'
import { checkBytesInFlight } from '../map/check-bytes.js'
import type { RunOptions } from '../map/run-options.js'
import type { Cells } from './fill-wire.js'
import { mostPerWorker } from './item-batches.js'
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
   * @defaultValue two for each worker; of items that take less than two milliseconds, where workers take many by one
   * message, as many as take four milliseconds, 128 for each worker at most
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
   * Answers the bytes of an item, for `maxBytesInFlight` and `budget`. Where the results are what is large, as those of ranges
   * are, answer the bytes of the result.
   *
   * @defaultValue {@link @plimsoll/bytes!sizeOf | sizeOf}
   */
  readonly sizeOf?: (item: Item) => number
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

/** How an array is filled by workers. */
export interface FillWorkersOptions<Into extends Cells>
  extends Omit<MapWorkersOptions<never>, 'transfer' | 'maxBytesInFlight' | 'sizeOf' | 'budget' | 'expectedBytes'> {
  /**
   * Where values go: an element for each cell. The worker's function, made by {@link inPieces}, is called with ranges and
   * the views of their cells, and a range that is large is shared by all workers, whatever its size.
   *
   * Over a `SharedArrayBuffer`, workers fill it in place. Any other array is filled by copying what workers send: the same
   * calls and the same results, for pages that are not isolated.
   */
  readonly into: Into
}

/** The options with nothing left open. */
export interface CheckedOptions<Item> extends RunOptions<Item> {
  /** What the user said of it. */
  readonly givenInFlight: number | undefined
  readonly into: Cells | undefined
  readonly fn: string
  readonly concurrency: number
  readonly transfer: ((item: Item) => TransferItem[]) | undefined
}

/** Whether the workers are the caller's. */
export function isPool(worker: WorkerSource | WorkerPool): worker is WorkerPool {
  return typeof worker === 'object' && worker !== null && 'call' in worker
}

// Of items that hold something; ranges that are filled do not.
const ofItems = ['transfer', 'maxBytesInFlight', 'sizeOf', 'budget', 'expectedBytes'] as const
type OfItems = (typeof ofItems)[number]
const known = ['fn', 'concurrency', 'ordered', 'maxInFlight', ...ofItems, 'into', 'signal', 'name']

/** Checks all options at once, before anything is started. */
export function checkOptions<Item>(
  worker: WorkerSource | WorkerPool,
  options: MapWorkersOptions<Item> & { readonly into?: Cells | undefined },
): CheckedOptions<Item> {
  if (typeof options?.fn !== 'string' || options.fn === '') {
    throw invalid('fn', options?.fn, "the name of a function that the worker's module exposes")
  }
  checkKeys('mapWorkers', options, known)
  const { fn, transfer, into, signal, ordered = true, name = 'mapWorkers' } = options
  const concurrency = checkCount(
    'concurrency',
    options.concurrency ?? (isPool(worker) ? (worker.size ?? 1) : parallelism()),
  )
  const maxInFlight = checkCount('maxInFlight', options.maxInFlight ?? concurrency * mostInFlight(worker, into))
  if (typeof ordered !== 'boolean') throw invalid('ordered', ordered, 'true or false')
  if (transfer !== undefined && typeof transfer !== 'function') {
    throw invalid('transfer', transfer, 'a function from an item to what of it moves')
  }
  const bytes = checkBytesInFlight(options)
  if ('into' in options) checkInto(options)
  const givenInFlight = options.maxInFlight
  return {
    ...{ fn, concurrency, ordered, maxInFlight, givenInFlight, ...bytes },
    ...{ into, readAhead: false, transfer, signal, name },
  }
}

/** The most items in flight for each worker where nobody said. Ranges that are filled hold no results. */
function mostInFlight(worker: WorkerSource | WorkerPool, into: Cells | undefined): number {
  if (into) return 4096
  return isPool(worker) && !worker.callEach ? 2 : mostPerWorker
}

function checkInto({ into, ...options }: Pick<MapWorkersOptions<never>, OfItems> & { into?: unknown }): void {
  if (!ArrayBuffer.isView(into) || into instanceof DataView) {
    throw invalid(
      'into',
      into,
      'a typed array with an element for each cell, over a SharedArrayBuffer where there is one',
    )
  }
  const given = ofItems.find(option => options[option] !== undefined)
  if (given) throw invalid(given, options[given], 'none with `into`: ranges hold nothing')
}

function parallelism(): number {
  // Node 20 has no navigator; who has neither is told of one at least.
  const { navigator, process } = globalThis
  return navigator?.hardwareConcurrency ?? process?.getBuiltinModule?.('node:os').availableParallelism() ?? 1
}
