import type { Column } from './policy/policy.js'

/** A clock: `performance`, `Date`, or one of a test. */
export interface Perf {
  /** Answers milliseconds, never less than before. */
  now(): number
}

/** The clock that caches use unless given another. */
export const defaultPerf: Perf =
  typeof performance === 'object' && performance && typeof performance.now === 'function' ? performance : Date

/** When entries expire: kept from the first ttl on that is given. */
export class Expiry implements Column {
  readonly #settings: { readonly ttlResolution: number; readonly perf: Perf }
  #ttls = new Float64Array(0)
  #starts = new Float64Array(0)
  // The time as of late, 0 where it has to be read: reading a clock costs more than looking up a key.
  #now = 0

  constructor(settings: { readonly ttlResolution: number; readonly perf: Perf }) {
    this.#settings = settings
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return 8 * (this.#ttls.length + this.#starts.length)
  }

  resize(capacity: number): void {
    this.#ttls = copyOf(this.#ttls, capacity)
    this.#starts = copyOf(this.#starts, capacity)
  }

  /** Gives an entry so many milliseconds from `start` on; with 0 it never expires. */
  set(entry: number, ttl: number, start: number = this.#settings.perf.now()): void {
    this.#starts[entry] = ttl !== 0 ? start : 0
    this.#ttls[entry] = ttl
  }

  /** Lets an entry's time begin again. */
  touch(entry: number): void {
    this.#starts[entry] = this.#ttls[entry] !== 0 ? this.#settings.perf.now() : 0
  }

  /** The entry has gone. */
  remove(_entry: number): void {}

  /** All entries have gone. */
  clear(): void {
    this.#ttls.fill(0)
    this.#starts.fill(0)
  }

  /** Answers its ttl, 0 where it has none. */
  ttlOf(entry: number): number {
    return this.#ttls[entry] as number
  }

  /** Answers when its time began, by the cache's clock. */
  startOf(entry: number): number {
    return this.#starts[entry] as number
  }

  /** Whether its time has passed. */
  isStale(entry: number): boolean {
    const ttl = this.#ttls[entry] as number
    if (!ttl) return false
    const start = this.#starts[entry] as number
    return !!start && this.now() - start > ttl
  }

  /** Answers the milliseconds that are left, fewer than 0 where it has expired. */
  remaining(entry: number): number {
    const ttl = this.#ttls[entry] as number
    const start = this.#starts[entry] as number
    return ttl && start ? ttl - (this.now() - start) : Number.POSITIVE_INFINITY
  }

  /** Answers the time, at most `ttlResolution` old. */
  now(): number {
    if (this.#now !== 0) return this.#now
    const { ttlResolution, perf } = this.#settings
    const now = perf.now()
    if (ttlResolution > 0) {
      this.#now = now
      const timer: unknown = setTimeout(() => {
        this.#now = 0
      }, ttlResolution)
      // Where timers are objects, this one keeps nothing alive.
      if (typeof timer === 'object') (timer as { unref?(): void }).unref?.()
    }
    return now
  }
}

function copyOf(from: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(length)
  to.set(from.length > length ? from.subarray(0, length) : from)
  return to
}
