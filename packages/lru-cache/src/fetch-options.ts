import type { Milliseconds, OptionsBase, Size } from './options.js'
import type { Status } from './status.js'

/** Options that a fetch takes over from the cache, each of which may be told for one call. */
export interface FetcherFetchOptions<K, V, FC = unknown>
  extends Pick<
    OptionsBase<K, V, FC>,
    | 'allowStale'
    | 'updateAgeOnGet'
    | 'noDeleteOnStaleGet'
    | 'sizeCalculation'
    | 'ttl'
    | 'noDisposeOnSet'
    | 'noUpdateTTL'
    | 'noDeleteOnFetchRejection'
    | 'allowStaleOnFetchRejection'
    | 'ignoreFetchAbort'
    | 'allowStaleOnFetchAbort'
  > {
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
  /** How large the entry is. */
  size?: Size
}

/** What `fetchMethod` is handed besides the key and the former value. */
export interface FetcherOptions<K, V, FC = unknown> {
  /** Aborts when the value is no longer wanted: another was set, the entry was evicted or deleted, the caller's signal aborted. */
  signal: AbortSignal
  /** The options of the `set` to come: what is changed here, counts then. */
  options: FetcherFetchOptions<K, V, FC>
  /** What the caller handed in. */
  context: FC
}

/** Gets a value; `undefined` where there is none. */
export type Fetcher<K, V, FC = unknown> = (
  key: K,
  staleValue: V | undefined,
  options: FetcherOptions<K, V, FC>,
  // biome-ignore lint/suspicious/noConfusingVoidType: functions that answer nothing are fetchers of lru-cache too
) => Promise<V | undefined | void> | V | undefined | void

/** Gets the values of several keys: by place, or by key in a Map; `undefined` where there is none. */
export type FetchManyMethod<K, V, FC = unknown> = (
  keys: readonly K[],
  options: { readonly signal: AbortSignal; readonly context: FC },
) => Promise<readonly (V | undefined)[] | ReadonlyMap<K, V>> | readonly (V | undefined)[] | ReadonlyMap<K, V>

/** Options of one `fetch`. */
export interface FetchOptions<K, V, FC> extends FetcherFetchOptions<K, V, FC> {
  /**
   * Gets a new value though there is one that has not expired.
   *
   * @defaultValue false
   */
  forceRefresh?: boolean
  /** Handed on to `fetchMethod`. */
  context?: FC
  /** Aborts the fetch. */
  signal?: AbortSignal
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
}

/** Options of one `fetchMany`; they hold for each of the keys. */
export interface FetchManyOptions<K, V, FC> extends Omit<FetchOptions<K, V, FC>, 'status'> {}

/** Options of one `fetch` of a cache whose context has a type. */
export interface FetchOptionsWithContext<K, V, FC> extends FetchOptions<K, V, FC> {
  context: FC
}

/** Options of one `fetch` of a cache without context. */
// biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
export interface FetchOptionsNoContext<K, V, FC extends undefined | void = undefined> extends FetchOptions<K, V, FC> {
  context?: FC
}

/** Options of one `memo`. */
export interface MemoOptions<K, V, FC = unknown>
  extends Pick<
    OptionsBase<K, V, FC>,
    | 'allowStale'
    | 'updateAgeOnGet'
    | 'noDeleteOnStaleGet'
    | 'sizeCalculation'
    | 'ttl'
    | 'noDisposeOnSet'
    | 'noUpdateTTL'
    | 'noDeleteOnFetchRejection'
    | 'allowStaleOnFetchRejection'
    | 'ignoreFetchAbort'
    | 'allowStaleOnFetchAbort'
  > {
  /**
   * Makes a new value though there is one that has not expired.
   *
   * @defaultValue false
   */
  forceRefresh?: boolean
  /** Handed on to `memoMethod`. */
  context?: FC
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
}

/** Options of one `memo` of a cache whose context has a type. */
export interface MemoOptionsWithContext<K, V, FC> extends MemoOptions<K, V, FC> {
  context: FC
}

/** Options of one `memo` of a cache without context. */
// biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
export interface MemoOptionsNoContext<K, V, FC extends undefined | void = undefined> extends MemoOptions<K, V, FC> {
  context?: FC
}

/** What `memoMethod` may change of the `set` to come. */
export interface MemoizerMemoOptions<K, V, FC = unknown>
  extends Pick<
    OptionsBase<K, V, FC>,
    | 'allowStale'
    | 'updateAgeOnGet'
    | 'noDeleteOnStaleGet'
    | 'sizeCalculation'
    | 'ttl'
    | 'noDisposeOnSet'
    | 'noUpdateTTL'
  > {
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
  /** How large the entry is. */
  size?: Size
  /** When its time began, by the cache's clock. */
  start?: Milliseconds
}

/** What `memoMethod` is handed besides the key and the former value. */
export interface MemoizerOptions<K, V, FC = unknown> {
  /** The options of the `set` to come: what is changed here, counts then. */
  options: MemoizerMemoOptions<K, V, FC>
  /** What the caller handed in. */
  context: FC
}

/** Makes a value. */
export type Memoizer<K, V, FC = unknown> = (key: K, staleValue: V | undefined, options: MemoizerOptions<K, V, FC>) => V
