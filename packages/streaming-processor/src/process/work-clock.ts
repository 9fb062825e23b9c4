/** The time that was spent at work, in milliseconds: monotonic, and it stands still in pauses. */
export class WorkClock {
  #before = 0
  #since: number | undefined

  /** Milliseconds since the first start, pauses left out. */
  get elapsedMs(): number {
    return this.#before + (this.#since === undefined ? 0 : performance.now() - this.#since)
  }

  /** Goes on; nothing where it runs. */
  start(): void {
    this.#since ??= performance.now()
  }

  /** Stands still; nothing where it does. */
  stop(): void {
    this.#before = this.elapsedMs
    this.#since = undefined
  }
}
