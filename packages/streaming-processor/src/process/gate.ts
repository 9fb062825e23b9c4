/** Lets through or holds back: open unless it was shut. */
export class Gate {
  #opened: Promise<void> | undefined
  #open = () => {}

  /** Whether those who come have to wait. */
  get isShut(): boolean {
    return this.#opened !== undefined
  }

  /** Resolves when it is open. */
  get opened(): Promise<void> {
    return this.#opened ?? Promise.resolve()
  }

  /** Holds back those who come from now on; nothing where it is shut. */
  shut(): void {
    this.#opened ??= new Promise(resolve => {
      this.#open = resolve
    })
  }

  /** Lets go on who waits; nothing where it is open. */
  open(): void {
    this.#opened = undefined
    this.#open()
  }
}
