/**
 * One thing at a time: what is called from inside a turn takes none of its own. Whatever is thrown there, the turn ends.
 */
export class Turn {
  #taken = false

  /** Whether somebody has it. */
  get taken(): boolean {
    return this.#taken
  }

  /** Has it for as long as `work` takes. */
  run<Result>(work: () => Result): Result {
    this.#taken = true
    try {
      return work()
    } finally {
      this.#taken = false
    }
  }
}
