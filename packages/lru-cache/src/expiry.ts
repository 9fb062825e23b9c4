import { Autopurge } from './autopurge.js'
import { ExpiryHeap } from './expiry-heap.js'
import type { Column } from './policy/policy.js'

/** A clock: `performance`, `Date`, or one of a test. */
export interface Perf {
  /** Answers milliseconds, never less than before. */
  now(): number
}

/** The clock that caches use unless given another. */
export const defaultPerf: Perf =
  typeof performance === 'object' && performance && typeof performance.now === 'function' ? performance : Date

/** What is done about times besides keeping them. */
export interface ExpiryTerms {
  readonly ttlResolution: number
  readonly perf: Perf
  /** Whether it is kept who expires first. */
  readonly findsFirst: boolean
  /** How much of a ttl is taken off at random, from 0 to 1. */
  readonly jitter: number
  /** Deletes an entry that has expired, where entries go by themselves. */
  readonly purge: ((entry: number) => void) | undefined
}

/** When entries expire: kept from the first ttl on that is given. */
export class Expiry implements Column {
  readonly #terms: ExpiryTerms
  readonly #first: ExpiryHeap | undefined
  readonly #autopurge: Autopurge | undefined
  #ttls = new Float64Array(0)
  #starts = new Float64Array(0)
  // The time as of late, 0 where it has to be read: reading a clock costs more than looking up a key.
  #now = 0
  #clockTimer: ReturnType<typeof setTimeout> | undefined

  constructor(terms: ExpiryTerms) {
    this.#terms = terms
    const { findsFirst, purge, perf } = terms
    if (findsFirst) this.#first = new ExpiryHeap((one, other) => this.#expiresAt(one) < this.#expiresAt(other))
    if (purge)
      this.#autopurge = new Autopurge(perf, entry => {
        if (this.isStale(entry)) purge(entry)
        else this.#autopurge?.putOff(entry, this.remaining(entry))
      })
  }

  #expiresAt(entry: number): number {
    return (this.#starts[entry] as number) + (this.#ttls[entry] as number)
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.bytesFor(this.#ttls.length)
  }

  bytesFor(capacity: number): number {
    return Expiry.bytesFor(capacity, this.#first !== undefined, this.#autopurge !== undefined)
  }

  /** Answers the bytes of its arrays for so many entries. */
  static bytesFor(capacity: number, findsFirst: boolean, purges: boolean): number {
    return capacity * (16 + (findsFirst ? 8 : 0) + (purges ? 24 : 0))
  }

  resize(capacity: number): void {
    this.#ttls = copyOf(this.#ttls, capacity)
    this.#starts = copyOf(this.#starts, capacity)
    this.#first?.resize(capacity)
    this.#autopurge?.resize(capacity)
  }

  move(from: number, to: number): void {
    this.#ttls[to] = this.#ttls[from] as number
    this.#starts[to] = this.#starts[from] as number
    this.#ttls[from] = this.#starts[from] = 0
    this.#first?.move(from, to)
    this.#autopurge?.move(from, to)
  }

  /** Gives an entry so many milliseconds from `start` on; with 0 it never expires. */
  set(entry: number, ttl: number, start?: number): void {
    const { jitter, perf } = this.#terms
    // What begins elsewhere was shortened there.
    const ms =
      jitter !== 0 && ttl !== 0 && start === undefined ? Math.ceil(ttl * (1 - jitter * Math.random())) || 1 : ttl
    const from = start ?? perf.now()
    this.#starts[entry] = ms !== 0 ? from : 0
    this.#ttls[entry] = ms
    this.#autopurge?.put(entry, ms)
    if (this.#first !== undefined) this.watch(entry, true)
  }

  /** Lets an entry's time begin again. */
  touch(entry: number): void {
    const ttl = this.#ttls[entry] as number
    this.#starts[entry] = ttl !== 0 ? this.#terms.perf.now() : 0
    this.#autopurge?.put(entry, ttl)
    if (this.#first !== undefined) this.watch(entry, true)
  }

  /** Whether an entry may be the one that expires first: not while it is being fetched. */
  watch(entry: number, may: boolean): void {
    const first = this.#first
    if (first === undefined) return
    if (may && this.#ttls[entry] && this.#starts[entry]) first.put(entry)
    else first.take(entry)
  }

  /** Answers an entry that has expired, the one that did so first; -1 where none has, or nobody keeps them in order. */
  get firstStale(): number {
    const top = this.#first === undefined ? -1 : this.#first.top
    return top !== -1 && this.isStale(top) ? top : -1
  }

  /** The entry has gone. */
  remove(entry: number): void {
    // Whoever has its number next has no time before it is told one.
    this.#ttls[entry] = this.#starts[entry] = 0
    this.#first?.take(entry)
    this.#autopurge?.remove(entry)
  }

  /** All entries have gone. */
  clear(): void {
    this.#ttls.fill(0)
    this.#starts.fill(0)
    this.#first?.clear()
    this.#autopurge?.clear()
  }

  /** Lets no timer run. */
  stop(): void {
    this.#autopurge?.clear()
    clearTimeout(this.#clockTimer)
    this.#now = 0
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
    const { ttlResolution, perf } = this.#terms
    const now = perf.now()
    if (ttlResolution > 0) {
      this.#now = now
      this.#clockTimer = setTimeout(() => {
        this.#now = 0
      }, ttlResolution)
      const timer: unknown = this.#clockTimer
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
