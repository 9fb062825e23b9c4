import { later } from './timer.js'

/** Tells how far a run is, at most once in so many milliseconds and once at its end. */
export class ProgressNews {
  readonly #tell: (() => void) | undefined
  readonly #everyMs: number
  readonly #failed: (error: unknown) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  /** @param failed - is told what `tell` threw */
  constructor(tell: (() => void) | undefined, everyMs: number, failed: (error: unknown) => void) {
    this.#tell = tell
    this.#everyMs = everyMs
    this.#failed = failed
  }

  /** Something is different now. */
  changed(): void {
    if (!this.#tell || this.#isOver) return
    this.#timer ??= later(this.#everyMs, () => {
      this.#timer = undefined
      try {
        this.#tell?.()
      } catch (error) {
        this.#failed(error)
      }
    })
  }

  /** Tells nothing more. */
  stop(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  /** Tells of the end. */
  last(): void {
    this.#tell?.()
  }
}
