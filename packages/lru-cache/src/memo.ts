import type { SetOptions } from './call-options.js'
import { LRUCacheError } from './errors.js'
import type { Memoizer, MemoizerOptions, MemoOptions } from './fetch-options.js'
import type { Store } from './store.js'

/** Answers the value that is there, or makes, sets and answers it. */
export function memo<K extends {}, V extends {}, FC>(
  store: Store<K, V, FC>,
  memoMethod: Memoizer<K, V, FC> | undefined,
  set: (key: K, value: V | undefined, options: SetOptions<K, V, FC>) => void,
  key: K,
  { context, status, forceRefresh, ...options }: MemoOptions<K, V, FC>,
): V {
  if (!memoMethod) {
    throw new LRUCacheError('LRU_NO_METHOD', 'no memoMethod provided to constructor; give memoMethod: (key) => value')
  }
  if (status && forceRefresh) status.forceRefresh = true
  const held = store.getWith(key, options)
  if (!forceRefresh && held !== undefined) {
    if (status) status.memo = 'hit'
    return held
  }
  if (status) status.memo = 'miss'
  const value = memoMethod(key, held, { options, context } as MemoizerOptions<K, V, FC>)
  if (status) status.value = value
  set(key, value, options)
  return value
}
