/** The wait for an owner at the other end, and for the first bytes from there. */
export class Joining {
  readonly #promise: Promise<void>
  #isAwaited = false
  #isDone = false
  #resolve = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor() {
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Nobody need look at it.
    this.#promise.catch(() => {})
  }

  /** Whether somebody waits for it still. */
  get isAwaited(): boolean {
    return this.#isAwaited
  }

  /** Waits for both. */
  wait(): Promise<void> {
    this.#isAwaited ||= !this.#isDone
    return this.#promise
  }

  /** There is an owner. */
  resolve(): void {
    this.#isDone = true
    this.#isAwaited = false
    this.#resolve()
  }

  /** There will be none. */
  reject(error: unknown): void {
    this.#reject(error)
  }
}
