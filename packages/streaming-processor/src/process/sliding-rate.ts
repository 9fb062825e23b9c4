interface Mark {
  readonly atMs: number
  readonly done: number
}

const marksPerWindow = 20

/**
 * So many per second over the last seconds, in constant memory.
 *
 * Marks are kept at most twenty to a window, and at least two: where one chunk takes longer than the window, the rate is
 * that of the last one and not zero.
 */
export class SlidingRate {
  readonly #windowMs: number
  readonly #marks: Mark[]

  /** @param done - what was done before, which took none of the time that is measured */
  constructor(done: number, windowMs = 10_000) {
    this.#windowMs = windowMs
    this.#marks = [{ atMs: 0, done }]
  }

  /** Takes note of how much is done in all. */
  add(atMs: number, done: number): void {
    const last = this.#marks.at(-1) as Mark
    if (atMs - last.atMs < this.#windowMs / marksPerWindow) return
    this.#marks.push({ atMs, done })
    while (this.#marks.length > 2 && (this.#marks[1] as Mark).atMs <= atMs - this.#windowMs) this.#marks.shift()
  }

  /** Answers so many per second; 0 before anything was done. */
  perSecond(atMs: number, done: number): number {
    const [first] = this.#marks as [Mark]
    return atMs > first.atMs ? ((done - first.done) * 1000) / (atMs - first.atMs) : 0
  }
}
