/**
 * A bounded cache: the API of `lru-cache`, on an own table of flat arrays, bounded by entries, sizes, bytes and time.
 *
 * @module
 */

export type { Entry, GetOptions, HasOptions, PeekOptions, SetOptions } from './call-options.js'
export { LRUCacheError, type LRUCacheErrorCode } from './errors.js'
export type { Perf } from './expiry.js'
export type * from './fetch-options.js'
export { LRUCache } from './lru-cache.js'
export type { ManyEntry } from './many.js'
export type * from './options.js'
export type { Column, EvictionPolicy, PolicyEntries, PolicyState } from './policy/policy.js'
export type { CacheStats } from './stats.js'
export type { Status } from './status.js'
export type { Tier, TierEntry, TierHit } from './tier.js'
