/** Timers that fire once before it must be a loop without end. */
const RUNAWAY = 20_000
/** What `setTimeout` takes at most; more is 1 ms. */
const LONGEST_MS = 2 ** 31 - 1

interface Timer {
  at: number
  readonly order: number
  readonly fire: () => void
}

/**
 * Time that passes when a program says so: `performance.now()`, `Date.now()`, `setTimeout` and `clearTimeout` of one world.
 * Timers fire as in Node, by time and then in the order they were set.
 */
export class Clock {
  #elapsed = 0
  #jumped = 0
  #order = 0
  readonly #timers = new Set<Timer>()
  readonly #start: number

  constructor(start: number) {
    this.#start = start
  }

  now = (): number => this.#start + this.#elapsed + this.#jumped
  date = (): number => Math.floor(1_700_000_000_000 + this.now())

  jump(ms: number): void {
    this.#jumped += ms
  }

  advance(ms: number): void {
    const until = this.#elapsed + ms
    for (let fired = 0; fired < RUNAWAY; fired++) {
      let next: Timer | undefined
      for (const timer of this.#timers) {
        if (timer.at > until) continue
        if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
      }
      if (!next) break
      this.#timers.delete(next)
      this.#elapsed = Math.max(this.#elapsed, next.at)
      next.fire()
    }
    this.#elapsed = until
  }

  setTimeout = (fire: () => void, ms = 1): unknown => {
    const delay = ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : 1
    const timer = { at: this.#elapsed + delay, order: this.#order++, fire, unref: () => timer, ref: () => timer }
    this.#timers.add(timer)
    return timer
  }

  clearTimeout = (timer: unknown): void => {
    this.#timers.delete(timer as Timer)
  }

  /** Puts this clock in the place of the real one; what it answers puts the real one back. */
  install(): () => void {
    const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now }
    Object.assign(globalThis, { setTimeout: this.setTimeout, clearTimeout: this.clearTimeout })
    Object.assign(Date, { now: this.date })
    Object.defineProperty(performance, 'now', { value: this.now, configurable: true, writable: true })
    return () => {
      Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout })
      Object.assign(Date, { now: real.now })
      Reflect.deleteProperty(performance, 'now')
    }
  }
}
