import type { LRUCache } from './lru-cache.js'
import type { DisposeReason, Milliseconds, Size } from './options.js'

/** What a call did and why: hand in an empty one as `status`, and read it afterwards. */
export interface Status<K, V, FC = unknown> {
  /** The method. */
  op?: 'get' | 'set' | 'memo' | 'fetch' | 'delete' | 'has' | 'peek'
  /** What `set` did. */
  set?: 'add' | 'update' | 'replace' | 'miss' | 'deleted'
  /** Why an entry was deleted. */
  delete?: DisposeReason
  /** What `peek` found. */
  peek?: 'hit' | 'miss' | 'stale'
  /** What `memo` found. */
  memo?: 'hit' | 'miss'
  /** The context that was handed in. */
  context?: unknown
  /** The entry's ttl. */
  ttl?: Milliseconds
  /** When its time began, by the cache's clock. */
  start?: Milliseconds
  /** The time it was held against. */
  now?: Milliseconds
  /** What was left. */
  remainingTTL?: Milliseconds
  /** The entry's size. */
  entrySize?: Size
  /** All sizes together. */
  totalCalculatedSize?: Size
  /** The entry was too large to be kept. */
  maxEntrySizeExceeded?: true
  /** The key. */
  key?: K
  /** The value. */
  value?: V
  /** What was there before. */
  oldValue?: V
  /** What `has` found. */
  has?: 'hit' | 'stale' | 'miss'
  /** What `fetch` found. */
  fetch?: 'get' | 'inflight' | 'miss' | 'hit' | 'stale' | 'refresh'
  /** The call asked for a new value. */
  forceRefresh?: boolean
  /** `fetchMethod` was called. */
  fetchDispatched?: true
  /** What it answered was kept. */
  fetchUpdated?: true
  /** Why it failed, or was aborted. */
  fetchError?: Error
  /** It was aborted. */
  fetchAborted?: true
  /** And went on. */
  fetchAbortIgnored?: true
  /** It answered. */
  fetchResolved?: true
  /** It failed. */
  fetchRejected?: true
  /** What `get` found. */
  get?: 'stale' | 'hit' | 'miss' | 'fetching' | 'stale-fetching'
  /** What was answered had expired. */
  returnedStale?: true
  /** The call is being traced. */
  trace?: boolean
  /** The cache. */
  cache?: LRUCache<K & {}, V & {}, FC>
}
