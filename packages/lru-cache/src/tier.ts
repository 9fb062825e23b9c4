import type { MemoryUsage } from '@plimsoll/bytes'

/** What a tier is told of an entry besides key and value. */
export interface TierEntry {
  /**
   * When it expires, as `Date.now()` tells time.
   *
   * @defaultValue never
   */
  readonly expiresAt?: number
}

/** A value that was found in a tier. */
export interface TierHit<V> extends TierEntry {
  /** The value. */
  readonly value: V
}

/** A second level below memory: what is evicted goes there, and `fetch` finds it again. The cache closes none that it was given. */
export interface Tier<K, V> {
  /** For reports. */
  readonly name: string
  /**
   * Takes what memory evicts, before `dispose` is told, to be written in the background. Never throws; later calls see it at
   * once. What is kept is the value as it is now, whatever becomes of it. A key that is there already and was not deleted since
   * has the same value, most often, and need not be written again.
   */
  put(key: K, value: V, entry: TierEntry): void
  /** Answers what was put, expired or not, as a value of its own; `undefined` where there is nothing, or nothing that can be read. */
  get(key: K): Promise<TierHit<V> | undefined>
  /** Forgets a key: it was deleted, set anew, or has expired. */
  delete(key: K): void
  /** Forgets all. */
  clear(): void
  /** What it holds in memory: its index, and what is not yet written. `O(1)`. */
  memoryUsage(): MemoryUsage
  /** Those of its bytes that are on their way, and come back by themselves; a cache that is bounded by bytes keeps room for them. */
  readonly queuedBytes?: number
  /** Resolves when everything from before the call is written; rejects where a part of it could not be. */
  flush(): Promise<void>
}
