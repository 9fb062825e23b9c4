import type { TransferItem } from './transfer.js'

/** How one call is made. */
export interface CallOptions {
  /** What of the arguments moves to the worker instead of being copied; empty on this side afterwards. */
  readonly transfer?: TransferItem[]
  /** Gives the call up: it rejects with the signal's reason at once. The worker is not stopped; its answer is dropped. */
  readonly signal?: AbortSignal
}

/** How many calls are made at once. */
export interface CallEachOptions {
  /** What of the arguments moves to the worker, a list for each call, in their order. It may be shorter: then nothing. */
  readonly transfer?: readonly TransferItem[][]
  /** Gives all of them up that were not answered yet. */
  readonly signal?: AbortSignal
  /**
   * Told of each message of answers, before they settle.
   *
   * @param count - how many answers it brings
   * @param ms - for how long these calls kept the worker, in milliseconds: what to choose the size of batches by
   */
  readonly onAnswers?: (count: number, ms: number) => void
}

/** Calls that were made together: one listener on their signal, whatever their number. */
interface Batch {
  readonly signal: AbortSignal | undefined
  readonly abort: () => void
  readonly onAnswers: CallEachOptions['onAnswers']
  left: number
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
  readonly batch: Batch | undefined
}

/** The calls that wait for an answer. Each settles once, and forgets its signal then. */
export class PendingCalls {
  readonly #calls = new Map<number, Pending>()
  readonly #onIdle: () => void
  #lastId = 0

  /** @param onIdle - called each time that nothing waits any more */
  constructor(onIdle: () => void) {
    this.#onIdle = onIdle
  }

  get size(): number {
    return this.#calls.size
  }

  /** Makes the promise of a call. `send` gets its number; when it throws, nothing is pending. */
  add(signal: AbortSignal | undefined, send: (id: number) => void): Promise<unknown> {
    const id = this.#lastId + 1
    const batch = signal && this.#batch(id, 1, { signal })
    return this.#addAll(id, 1, batch, send)[0] as Promise<unknown>
  }

  /** Makes the promises of calls with numbers in a row. `send` gets the first; when it throws, none is pending. */
  addEach(count: number, options: CallEachOptions, send: (firstId: number) => void): Promise<unknown>[] {
    const first = this.#lastId + 1
    const batch = options.signal || options.onAnswers ? this.#batch(first, count, options) : undefined
    return this.#addAll(first, count, batch, send)
  }

  /** Settles the call of this number, unless it was given up. */
  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value)
  }

  /** Settles the call of this number, unless it was given up. */
  reject(id: number, reason: unknown): void {
    this.#take(id)?.reject(reason)
  }

  /** Settles all, each with a reason of its own where that depends on its number. */
  rejectAll(reasonOf: (id: number) => unknown): void {
    for (const id of [...this.#calls.keys()]) this.reject(id, reasonOf(id))
  }

  /** Tells whoever made a batch that answers to it came: `id` is the number of one of them. */
  heard(id: number, count: number, ms: number): void {
    this.#calls.get(id)?.batch?.onAnswers?.(count, ms)
  }

  #addAll(first: number, count: number, batch: Batch | undefined, send: (firstId: number) => void): Promise<unknown>[] {
    this.#lastId += count
    const promises: Promise<unknown>[] = []
    for (let id = first; id < first + count; id += 1) {
      promises.push(new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject, batch })))
    }
    batch?.signal?.addEventListener('abort', batch.abort)
    try {
      send(first)
    } catch (error) {
      for (let id = first; id < first + count; id += 1) this.reject(id, error)
    }
    return promises
  }

  #batch(first: number, count: number, { signal, onAnswers }: CallEachOptions): Batch {
    const abort = () => {
      for (let id = first; id < first + count; id += 1) this.reject(id, signal?.reason)
    }
    return { signal, abort, onAnswers, left: count }
  }

  #take(id: number): Pending | undefined {
    const call = this.#calls.get(id)
    if (!call) return undefined
    this.#calls.delete(id)
    const { batch } = call
    if (batch) {
      batch.left -= 1
      if (batch.left === 0) batch.signal?.removeEventListener('abort', batch.abort)
    }
    if (this.#calls.size === 0) this.#onIdle()
    return call
  }
}
