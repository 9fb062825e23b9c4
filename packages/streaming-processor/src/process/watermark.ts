/**
 * The last chunk such that it and all before it are done, whatever the order in which they were done.
 *
 * What is kept is one mark per chunk that is done while one before it is not.
 */
export class Watermark<Mark> {
  readonly #ahead = new Map<number, Mark>()
  #chunks: number

  /** @param chunks - so many are done already */
  constructor(chunks = 0) {
    this.#chunks = chunks
  }

  /** How many chunks, from the first on, are done. */
  get chunks(): number {
    return this.#chunks
  }

  /**
   * Takes note of a chunk that is done.
   *
   * @returns the marks it passes by that, in the order of their chunks; empty while one before it is not done
   */
  pass(index: number, mark: Mark): Mark[] {
    this.#ahead.set(index, mark)
    const passed: Mark[] = []
    for (;;) {
      const next = this.#ahead.get(this.#chunks)
      if (next === undefined) return passed
      this.#ahead.delete(this.#chunks)
      this.#chunks += 1
      passed.push(next)
    }
  }
}
