const leastMsBetween = 2000

/** Flushes a storage every two seconds while frames are stored, so that a power cut loses little. */
export class FlushPace {
  readonly #flush: () => Promise<void>
  readonly #now: () => number
  #lastMs: number

  constructor(flush: () => Promise<void>, now: () => number = () => performance.now()) {
    this.#flush = flush
    this.#now = now
    this.#lastMs = now()
  }

  /** Called after each frame that was stored: flushes when the last flush was long ago. */
  async stored(): Promise<void> {
    if (this.#now() - this.#lastMs < leastMsBetween) return
    this.#lastMs = this.#now()
    await this.#flush()
  }
}
