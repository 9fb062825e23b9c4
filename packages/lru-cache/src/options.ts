import type { BudgetLike, ByteSize, RegisterOptions } from '@plimsoll/bytes'
import type { Perf } from './expiry.js'
import type { Fetcher, FetchManyMethod, Memoizer } from './fetch-options.js'
import type { EvictionPolicy } from './policy/policy.js'
import type { Tier } from './tier.js'

/** How large an entry is, in a unit of the user's: a whole number of 1 or more. */
export type Size = number
/** A time or duration in milliseconds. */
export type Milliseconds = number
/** A number of entries. */
export type Count = number
/**
 * Why an entry left: `'evict'` for room, `'set'` for another value, `'delete'` by `delete` or `clear`, `'expire'` for its
 * ttl, `'fetch'` for a fetch that found nothing or failed.
 */
export type DisposeReason = 'evict' | 'set' | 'delete' | 'expire' | 'fetch'
/** Is told of a value that left. */
export type Disposer<K, V> = (value: V, key: K, reason: DisposeReason) => void
/** How a value came: `'add'` for a new key, `'replace'` for another value, `'update'` for the same. */
export type InsertReason = 'add' | 'update' | 'replace'
/** Is told of a value that came. */
export type Inserter<K, V> = (value: V, key: K, reason: InsertReason) => void
/** Answers an entry's size. */
export type SizeCalculator<K, V> = (value: V, key: K) => Size

/** Options of a cache, as `lru-cache` has them. At least one of `max`, `maxSize`, `ttl`, `maxBytes` is needed. */
export interface OptionsBase<K, V, FC> {
  /**
   * Entries at most.
   *
   * @defaultValue 0: not bounded by their number
   */
  max?: Count
  /**
   * How long an entry lives, a whole number of milliseconds; what has expired is found missing, and deleted when it is asked for.
   *
   * @defaultValue 0: for ever
   */
  ttl?: Milliseconds
  /**
   * How old the time may be that entries are held against: the clock is read once in so many milliseconds, 0 for each time.
   *
   * @defaultValue 1
   */
  ttlResolution?: Milliseconds
  /**
   * Deletes entries when they expire, by timers that keep no process alive.
   *
   * @defaultValue false
   */
  ttlAutopurge?: boolean
  /**
   * An entry that is got lives for its whole ttl again.
   *
   * @defaultValue false
   */
  updateAgeOnGet?: boolean
  /**
   * An entry that `has` finds lives for its whole ttl again.
   *
   * @defaultValue false
   */
  updateAgeOnHas?: boolean
  /**
   * Answers what has expired, once: it is deleted then, unless `noDeleteOnStaleGet`.
   *
   * @defaultValue false
   */
  allowStale?: boolean
  /** Is told of a value just before it leaves; must not change the cache. */
  dispose?: Disposer<K, V>
  /** Is told of a value that came. */
  onInsert?: Inserter<K, V>
  /** Is told of a value after it has left, when the call that did it is through; may change the cache. */
  disposeAfter?: Disposer<K, V>
  /**
   * Tells nobody of a value that another one replaces.
   *
   * @defaultValue false
   */
  noDisposeOnSet?: boolean
  /**
   * An entry that is set again lives as long as it would have.
   *
   * @defaultValue false
   */
  noUpdateTTL?: boolean
  /**
   * What all sizes together may reach; needs `sizeCalculation`, or `size` at each `set`.
   *
   * @defaultValue 0: not bounded by sizes
   */
  maxSize?: Size
  /**
   * What a fetch that is under way counts for, where no value is there yet.
   *
   * @defaultValue 1
   */
  backgroundFetchSize?: Size
  /**
   * Larger entries are not kept.
   *
   * @defaultValue `maxSize`
   */
  maxEntrySize?: Size
  /** Answers an entry's size, once at each `set` that tells none. */
  sizeCalculation?: SizeCalculator<K, V>
  /** Gets what is missing, for `fetch`. */
  fetchMethod?: Fetcher<K, V, FC>
  /** Makes what is missing, for `memo`. */
  memoMethod?: Memoizer<K, V, FC>
  /**
   * A fetch that fails leaves the former value.
   *
   * @defaultValue false
   */
  noDeleteOnFetchRejection?: boolean
  /**
   * What has expired stays where it is when it is got.
   *
   * @defaultValue false
   */
  noDeleteOnStaleGet?: boolean
  /**
   * A fetch that fails answers the former value, where there is one.
   *
   * @defaultValue false
   */
  allowStaleOnFetchRejection?: boolean
  /**
   * A fetch that is aborted answers the former value, where there is one.
   *
   * @defaultValue false
   */
  allowStaleOnFetchAbort?: boolean
  /**
   * A fetch that is aborted goes on, and its value is kept.
   *
   * @defaultValue false
   */
  ignoreFetchAbort?: boolean
  /**
   * The clock.
   *
   * @defaultValue `performance`, or `Date` where there is none
   */
  perf?: Perf
}

/** Options that `lru-cache` does not have. */
export interface ExtraOptions<K, V, FC> {
  /**
   * Bytes that keys, values and the cache's own arrays may reach together, with what a `tier` holds in memory: a number, or
   * text such as `'64MiB'`. An entry counts what `sizeOf` finds of its key and value when it is set, or `size` or
   * `sizeCalculation` in bytes; set a value that has changed again to have it counted anew. Not together with `maxSize`.
   *
   * @defaultValue not bounded by bytes
   */
  maxBytes?: ByteSize
  /** Shares one line with others: the cache asks before it grows, evicts of its own where it is refused, and gives back when asked. */
  budget?: BudgetLike
  /** How it joins the `budget`: what it costs to have an entry again, its weight, and what it may always keep. */
  budgetTerms?: RegisterOptions
  /**
   * What it is called in reports.
   *
   * @defaultValue `'lru-cache'`
   */
  name?: string
  /**
   * Who goes first.
   *
   * @defaultValue who was used longest ago
   */
  policy?: EvictionPolicy
  /** Where evicted entries go, for `fetch` to find. Stays the caller's, who closes it. */
  tier?: Tier<K, V>
  /**
   * What has expired is evicted before what is alive.
   *
   * @defaultValue `true` with `maxBytes`, else `false`
   */
  evictExpiredFirst?: boolean
  /**
   * Shortens each ttl by up to this part of it, at random, from 0 to 1, so that what came together does not expire together.
   *
   * @defaultValue 0
   */
  ttlJitter?: number
  /** Gets all that is missing in one call, for `fetchMany`. */
  fetchManyMethod?: FetchManyMethod<K, V, FC>
}

/** Options with a number of entries. */
export interface OptionsMaxLimit<K, V, FC> extends OptionsBase<K, V, FC>, ExtraOptions<K, V, FC> {
  max: Count
}

/** Options with a time. */
export interface OptionsTTLLimit<K, V, FC> extends OptionsBase<K, V, FC>, ExtraOptions<K, V, FC> {
  ttl: Milliseconds
  ttlAutopurge: boolean
}

/** Options with a sum of sizes. */
export interface OptionsSizeLimit<K, V, FC> extends OptionsBase<K, V, FC>, ExtraOptions<K, V, FC> {
  maxSize: Size
}

/** Options with bytes. */
export interface OptionsBytesLimit<K, V, FC> extends OptionsBase<K, V, FC>, ExtraOptions<K, V, FC> {
  maxBytes: ByteSize
}

/** Options with a budget. */
export interface OptionsBudgetLimit<K, V, FC> extends OptionsBase<K, V, FC>, ExtraOptions<K, V, FC> {
  budget: BudgetLike
}

/** What a cache is made of: options with at least one bound. */
export type Options<K, V, FC> =
  | OptionsMaxLimit<K, V, FC>
  | OptionsSizeLimit<K, V, FC>
  | OptionsTTLLimit<K, V, FC>
  | OptionsBytesLimit<K, V, FC>
  | OptionsBudgetLimit<K, V, FC>
