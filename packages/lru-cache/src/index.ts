/**
 * A bounded cache: the API of `lru-cache`, on an own table of flat arrays, bounded by entries, sizes, bytes and time.
 *
 * @module
 */
export { LRUCacheError, type LRUCacheErrorCode } from './errors.js'
export type { Column, EvictionPolicy, PolicyEntries, PolicyState } from './policy/policy.js'
export type { Tier, TierEntry, TierHit } from './tier.js'
