/** Calls that run beside one another, a few at a time. One that failed stays, so that whoever waits next hears of it. */
export class BoundedCalls {
  readonly #most: number
  readonly #running = new Set<Promise<void>>()

  constructor(most: number) {
    this.#most = most
  }

  /** Takes a call that has begun; waits until there is room for another. Throws what one of them threw. */
  async add(call: Promise<void>): Promise<void> {
    const running: Promise<void> = call.then(() => void this.#running.delete(running))
    running.catch(() => {})
    this.#running.add(running)
    while (this.#running.size >= this.#most) await Promise.race(this.#running)
  }

  /** Waits for all of them. Throws what one of them threw. */
  async all(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** Waits until none is on its way, whatever they threw. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }
}
