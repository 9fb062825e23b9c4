import type { Milliseconds, OptionsBase, Size } from './options.js'
import type { Status } from './status.js'

/** Options of one `has`. */
export interface HasOptions<K, V, FC> extends Pick<OptionsBase<K, V, FC>, 'updateAgeOnHas'> {
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
}

/** Options of one `get`. */
export interface GetOptions<K, V, FC>
  extends Pick<OptionsBase<K, V, FC>, 'allowStale' | 'updateAgeOnGet' | 'noDeleteOnStaleGet'> {
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
}

/** Options of one `peek`. */
export interface PeekOptions<K, V, FC> extends Pick<OptionsBase<K, V, FC>, 'allowStale'> {
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
}

/** Options of one `set`. */
export interface SetOptions<K, V, FC>
  extends Pick<OptionsBase<K, V, FC>, 'sizeCalculation' | 'ttl' | 'noDisposeOnSet' | 'noUpdateTTL'> {
  /** How large the entry is; `sizeCalculation` is not asked then. */
  size?: Size
  /** When its time began, by the cache's clock. */
  start?: Milliseconds
  /** Is filled with what was done and why. */
  status?: Status<K, V, FC>
}

/** An entry as `dump` and `info` tell it, and `load` takes it. */
export interface Entry<V> {
  /** The value. */
  value: V
  /** Its ttl; of `info` what is left of it. */
  ttl?: Milliseconds
  /** Its size. */
  size?: Size
  /** When its time began, as `Date.now()` tells time. */
  start?: Milliseconds
}
