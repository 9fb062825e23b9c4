// Long beside what a message costs (tens of microseconds), short beside what anybody waits for.
const batchMs = 2

/**
 * How many items go by one message: as many as take a worker about two milliseconds.
 *
 * One, until it is known how long they take; then twice as many at most, and again when a batch of that size was done, for
 * what the first of them took may tell little of the others. Towards the end of what is left fewer, so that all workers end at once: guided
 * self-scheduling (C. D. Polychronopoulos, D. J. Kuck, "Guided Self-Scheduling: A Practical Scheduling Scheme for Parallel
 * Supercomputers", IEEE Transactions on Computers 36, 1987).
 */
export class BatchSize {
  readonly #most: number
  readonly #lanes: number
  #count = 1
  #msPerItem: number | undefined

  /**
   * @param most - never more than so many
   * @param lanes - among how many workers the rest is shared
   */
  constructor(most: number, lanes: number) {
    this.#most = most
    this.#lanes = lanes
  }

  /** How many there may be, with no end in sight. */
  get count(): number {
    return this.#count
  }

  /** How many there may be while so many are left. */
  of(left: number): number {
    return Math.max(1, Math.min(this.#count, Math.ceil(left / (2 * this.#lanes))))
  }

  /** Learns how long items took. */
  learn(count: number, ms: number): void {
    const now = ms / count
    const known = this.#msPerItem ?? now
    // Quick to fall, slow to rise: what takes longer than it should most often waited for a core that others had.
    this.#msPerItem = now < known ? now : (3 * known + now) / 4
    const fit = this.#msPerItem > 0 ? Math.floor(batchMs / this.#msPerItem) : this.#most
    const grown = count >= this.#count ? this.#count * 2 : this.#count
    this.#count = Math.max(1, Math.min(fit, grown, this.#most))
  }
}
