import type { Lines } from './lines.js'

/** What there is while somebody listens or waits: a timer, collections that are heard of, and judgement by the lines. */
export class Watching {
  /** Whether a sample was judged since it began. */
  judged = false
  /** Samples since the last major collection, while somebody waits. */
  unmeasured = 0
  /** What memory is judged by. */
  readonly lines: Lines
  // Browsers' timers are numbers, and keep nothing alive.
  readonly #timer: { ref?: () => void; unref?: () => void }
  readonly #unwatch: (() => void) | undefined

  /** Begins without keeping the process alive. */
  constructor(lines: Lines, timer: unknown, unwatch: (() => void) | undefined) {
    this.lines = lines
    this.#timer = timer as { ref?: () => void; unref?: () => void }
    this.#unwatch = unwatch
    this.#timer.unref?.()
  }

  /** Whether the timer keeps the process alive from now on. */
  keepAlive(yes: boolean): void {
    if (yes) this.#timer.ref?.()
    else this.#timer.unref?.()
  }

  /** Ends it. */
  stop(): void {
    clearInterval(this.#timer as never)
    this.#unwatch?.()
  }
}
