/** One that waits for bytes. */
export interface RemoteWaiter {
  readonly bytes: number
  /** Ends the wait: the bytes are there. */
  resolve(): void
  /** Ends the wait: they will not come. */
  reject(error: unknown): void
}

/** What is heard of those who wait. */
export interface WaiterEvents {
  /** One has given up. */
  aborted(waiter: RemoteWaiter): void
  /** The last one is gone. */
  emptied(): void
}

/** Those who wait for bytes of an owner at the other end, in the order in which they came. */
export class RemoteWaiters {
  readonly #waiters: RemoteWaiter[] = []
  readonly #events: WaiterEvents

  constructor(events: WaiterEvents) {
    this.#events = events
  }

  /** How many wait. */
  get size(): number {
    return this.#waiters.length
  }

  /** Who waits longest. */
  get first(): RemoteWaiter | undefined {
    return this.#waiters[0]
  }

  /** Whether one waits still. */
  has(waiter: RemoteWaiter): boolean {
    return this.#waiters.includes(waiter)
  }

  /** Waits behind all others, until resolved, rejected or aborted. */
  wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#drop(waiter)
        reject(signal?.reason)
        this.#events.aborted(waiter)
      }
      const settle = () => {
        signal?.removeEventListener('abort', abort)
        this.#drop(waiter)
      }
      const waiter: RemoteWaiter = {
        bytes,
        resolve: () => {
          settle()
          resolve()
        },
        reject: error => {
          settle()
          reject(error)
        },
      }
      signal?.addEventListener('abort', abort)
      this.#waiters.push(waiter)
    })
  }

  /** Ends all waits. */
  fail(makeError: () => unknown): void {
    for (const waiter of [...this.#waiters]) waiter.reject(makeError())
  }

  #drop(waiter: RemoteWaiter): void {
    const index = this.#waiters.indexOf(waiter)
    if (index >= 0) this.#waiters.splice(index, 1)
    if (this.#waiters.length === 0) this.#events.emptied()
  }
}
