/**
 * Passes on the latest value, at most once in so many milliseconds; the last one always arrives.
 */
export class Throttled<T> {
  readonly #leastMs: number
  readonly #passOn: (value: T) => void
  #latest: { value: T } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #passed = 0

  constructor(leastMs: number, passOn: (value: T) => void) {
    this.#leastMs = leastMs
    this.#passOn = passOn
  }

  /** Takes a value. */
  push(value: T): void {
    this.#latest = { value }
    this.#timer ??= setTimeout(() => this.flush(), Math.max(0, this.#passed + this.#leastMs - performance.now()))
  }

  /** Passes on now what waits. */
  flush(): void {
    this.drop()
    const latest = this.#latest
    this.#latest = undefined
    if (!latest) return
    this.#passed = performance.now()
    this.#passOn(latest.value)
  }

  /** Leaves what waits until the next value. */
  drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
