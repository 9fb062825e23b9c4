const firstStep = 0.1
const decay = 0.98
const restart = 0.05

/**
 * Finds how large the window should be: it goes on in the direction in which the ratio of hits rose from one sample to the
 * next, and turns round where it fell (Einziger, Eytan, Friedman, Manes: Adaptive Software Cache Management, Middleware 18),
 * in steps that grow smaller until the ratio jumps.
 */
export class WindowClimber {
  /** The window's share of the cache, from 0 to `most`. */
  share: number
  readonly #first: number
  readonly #most: number
  #step = -firstStep
  #hits = 0
  #misses = 0
  #ratio = 0

  constructor(share: number, most: number) {
    this.share = this.#first = share
    this.#most = most
  }

  /** Counts a hit. */
  hit(): void {
    this.#hits++
  }

  /** Counts a miss; where that completes a sample of so many requests, moves on. */
  miss(sample: number): void {
    this.#misses++
    const requests = this.#hits + this.#misses
    if (requests < sample) return
    const ratio = this.#hits / requests
    const change = ratio - this.#ratio
    const step = change < 0 ? -this.#step : this.#step
    this.share = Math.min(this.#most, Math.max(0, this.share + step))
    this.#step = Math.abs(change) >= restart ? Math.sign(step) * firstStep : decay * step
    this.#ratio = ratio
    this.#hits = this.#misses = 0
  }

  /** Begins anew. */
  clear(): void {
    this.share = this.#first
    this.#step = -firstStep
    this.#hits = this.#misses = this.#ratio = 0
  }
}
