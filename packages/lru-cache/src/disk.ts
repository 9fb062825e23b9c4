/**
 * A second tier on disk for a cache: bounded, checksummed, found again after a restart.
 *
 * @module
 */
export { DiskTier } from './disk/disk-tier.js'
export { DiskTierError, type DiskTierErrorCode } from './disk/disk-tier-error.js'
export type { DiskTierOptions } from './disk/disk-tier-options.js'
export type { DiskTierStats } from './disk/disk-tier-stats.js'
export type { DiskTierRecovery } from './disk/recover.js'
export type { Tier, TierEntry, TierHit } from './tier.js'
