/** Lets through what waits at it while it is open; how a sweep is paused. */
export class Gate {
  #closed: Promise<void> | undefined
  #open: (() => void) | undefined

  /** Whether who comes now must wait. */
  get closed(): boolean {
    return this.#closed !== undefined
  }

  /** From now on all wait. */
  close(): void {
    this.#closed ??= new Promise(resolve => {
      this.#open = resolve
    })
  }

  /** Lets all go on that wait. */
  open(): void {
    this.#open?.()
    this.#closed = this.#open = undefined
  }

  /** Resolves once the gate is open. */
  async pass(): Promise<void> {
    while (this.#closed) await this.#closed
  }
}
