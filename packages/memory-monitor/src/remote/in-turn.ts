/** Runs one after the other: the first at once, each of the others when the one before it is done. None may fail. */
export class InTurn {
  #last: Promise<void> | undefined

  /** Whether one is under way. */
  get isRunning(): boolean {
    return this.#last !== undefined
  }

  /** Runs in its turn. */
  run(task: () => Promise<void>): void {
    const own = this.#last === undefined ? task() : this.#last.then(task)
    this.#last = own
    void own.then(() => {
      if (this.#last === own) this.#last = undefined
    })
  }
}
