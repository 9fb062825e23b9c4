import { heldValue } from './background-fetch.js'
import type { Entry } from './call-options.js'
import type { Perf } from './expiry.js'
import { walk } from './iterate.js'
import type { Store } from './store.js'

/** Answers an entry with what is left of its time, expired or not. */
export function info<K extends {}, V extends {}, FC>(store: Store<K, V, FC>, key: K, perf: Perf): Entry<V> | undefined {
  const { table, expiry, sizes } = store
  const at = table.find(key)
  const value = at === -1 ? undefined : heldValue(table.valueAt(at))
  if (value === undefined) return undefined
  const entry: Entry<V> = { value }
  const ttl = expiry?.ttlOf(at)
  const start = expiry?.startOf(at)
  if (ttl && start) {
    entry.ttl = ttl - (perf.now() - start)
    entry.start = Date.now()
  }
  if (sizes !== undefined) entry.size = sizes.of(at)
  return entry
}

/** Answers all entries, expired or not, who would go first at the beginning; times as `Date.now()` tells them. */
export function dump<K extends {}, V extends {}, FC>(store: Store<K, V, FC>, perf: Perf): [K, Entry<V>][] {
  const { table, expiry, sizes } = store
  const entries: [K, Entry<V>][] = []
  for (const at of walk(store, false, true)) {
    const value = heldValue(table.valueAt(at))
    const key = table.keyAt(at)
    if (value === undefined || key === undefined) continue
    const entry: Entry<V> = { value }
    if (expiry !== undefined) {
      entry.ttl = expiry.ttlOf(at)
      entry.start = Math.floor(Date.now() - (perf.now() - expiry.startOf(at)))
    }
    if (sizes !== undefined) entry.size = sizes.of(at)
    entries.push([key, entry])
  }
  return entries.reverse()
}
