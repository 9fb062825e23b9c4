import type { DisposeReason } from './options.js'

/** What a cache has done since it was made, and what it holds now. */
export interface CacheStats {
  /** Times that `get`, `getMany`, `find`, `memo`, `fetch` or `fetchMany` were answered at once; by an expired value, too, where that is allowed. */
  readonly hits: number
  /** Times that there was nothing to answer at once; `has` and `peek` are not counted, neither here nor as hits. */
  readonly misses: number
  /** Misses that the tier answered. */
  readonly tierHits: number
  /** Part of all requests that were hits, from 0 to 1; `NaN` before the first of them. */
  readonly hitRatio: number
  /** The same of the latest 8,192 to 16,384 requests; of all of them, while there were no more. */
  readonly recentHitRatio: number
  /** Values that came for a key that was not there. */
  readonly inserts: number
  /** Values that came for a key that was there: another one, or the same again. */
  readonly updates: number
  /** Values that left, by the reasons that `dispose` is told. */
  readonly evictions: Readonly<Record<DisposeReason, number>>
  /** Entries there are, expired ones and those that are being fetched, too. */
  readonly entries: number
  /** All sizes together; 0 where entries have none. */
  readonly size: number
  /** Bytes that it takes, on the heap and outside, as `memoryUsage` has them. */
  readonly bytes: number
}

/** Requests in a half of the window that `recentHitRatio` looks at. */
const half = 8192

/**
 * What is counted while the cache works. A request costs a decrement, a miss an increment besides; the sums are made when
 * somebody asks, and when a half of the window is full.
 */
export class Counts {
  /** Requests until this half of the window is full: 0 is for `roll`. */
  left = half
  /** Misses in this half. */
  missed = 0
  /** See `CacheStats`. */
  tierHits = 0
  /** See `CacheStats`. */
  inserts = 0
  /** See `CacheStats`. */
  updates = 0
  /** See `CacheStats`. */
  readonly evictions: Record<DisposeReason, number> = { evict: 0, set: 0, delete: 0, expire: 0, fetch: 0 }
  // The halves before this one, and the misses in the last of them.
  #halves = 0
  #missedBefore = 0
  #missedLast = 0

  /** Counts a request. */
  request(hit: boolean): void {
    if (!hit) this.missed++
    if (--this.left === 0) this.roll()
  }

  /** This half of the window is full, the next begins. */
  roll(): void {
    this.#halves++
    this.#missedLast = this.missed
    this.#missedBefore += this.missed
    this.missed = 0
    this.left = half
  }

  /** Sums up. */
  stats(entries: number, size: number, bytes: number): CacheStats {
    const requests = this.#halves * half + half - this.left
    const misses = this.#missedBefore + this.missed
    const recent = Math.min(requests, 2 * half - this.left)
    return {
      hits: requests - misses,
      misses,
      tierHits: this.tierHits,
      hitRatio: (requests - misses) / requests,
      recentHitRatio: (recent - this.#missedLast - this.missed) / recent,
      inserts: this.inserts,
      updates: this.updates,
      evictions: { ...this.evictions },
      entries,
      size,
      bytes,
    }
  }
}
