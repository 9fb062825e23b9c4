import { type CacheStats, type EvictionPolicy, LRUCache } from '@plimsoll/lru-cache'
import type { Request } from './request.js'

/** A policy as the page names it; none for that of a cache that is given none. */
export interface Contender {
  readonly name: string
  readonly policy?: EvictionPolicy
}

/** What stands for a value: how often it was found. */
export interface Kept {
  found: number
}

/** Caches of several sizes for each policy. What they hold are counts; the bytes of values are only reckoned. */
export class Simulation {
  readonly bounds: readonly number[]
  requests = 0
  readonly #caches: readonly (readonly LRUCache<string | number, Kept>[])[]
  readonly #valueBytes: number

  /**
   * @param bounds - bytes that values may take together, ascending
   * @param valueBytes - what a value takes whose request tells nothing else
   */
  constructor(contenders: readonly Contender[], bounds: readonly number[], valueBytes: number) {
    this.bounds = bounds
    this.#valueBytes = valueBytes
    this.#caches = contenders.map(({ policy }) =>
      bounds.map(maxSize => new LRUCache<string | number, Kept>({ maxSize, ...(policy && { policy }) })),
    )
  }

  /** Asks every cache for the same; what it has not is brought. */
  ask(requests: readonly Request[]): void {
    for (const caches of this.#caches)
      for (const cache of caches)
        for (const { key, bytes: size = this.#valueBytes } of requests) {
          const kept = cache.get(key)
          if (kept === undefined) cache.set(key, { found: 0 }, { size })
          else kept.found++
        }
    this.requests += requests.length
  }

  /** What a cache counted. */
  stats(contender: number, bound: number): CacheStats {
    return this.#cache(contender, bound).stats()
  }

  /** Walks what a cache keeps, who would leave last at the beginning. */
  kept(contender: number, bound: number): Iterable<[string | number, Kept]> {
    return this.#cache(contender, bound).entries()
  }

  #cache(contender: number, bound: number): LRUCache<string | number, Kept> {
    return this.#caches[contender]?.[bound] as LRUCache<string | number, Kept>
  }
}
