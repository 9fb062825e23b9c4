import type { TransferItem } from './transfer.js'
/** How one call is made. */
export interface CallOptions {
  /** What of the arguments moves to the worker instead of being copied; empty on this side afterwards. */
  readonly transfer?: TransferItem[]
  /** Gives the call up: it rejects with the signal's reason at once. The worker is not stopped; its answer is dropped. */
  readonly signal?: AbortSignal
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
  readonly signal: AbortSignal | undefined
  readonly abort: (() => void) | undefined
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
    return new Promise((resolve, reject) => {
      this.#lastId += 1
      const id = this.#lastId
      const abort = signal && (() => this.#take(id)?.reject(signal.reason))
      this.#calls.set(id, { resolve, reject, signal, abort })
      if (abort) signal.addEventListener('abort', abort)
      try {
        send(id)
      } catch (error) {
        this.#take(id)?.reject(error)
      }
    })
  }

  /** Settles the call of this number, unless it was given up. */
  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value)
  }

  /** Settles the call of this number, unless it was given up. */
  reject(id: number, reason: unknown): void {
    this.#take(id)?.reject(reason)
  }

  /** Settles all. */
  rejectAll(reason: unknown): void {
    for (const id of [...this.#calls.keys()]) this.reject(id, reason)
  }

  #take(id: number): Pending | undefined {
    const call = this.#calls.get(id)
    if (!call) return undefined
    this.#calls.delete(id)
    if (call.abort) call.signal?.removeEventListener('abort', call.abort)
    if (this.#calls.size === 0) this.#onIdle()
    return call
  }
}
