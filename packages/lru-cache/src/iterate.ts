import { BackgroundFetch, heldValue } from './background-fetch.js'
import type { Store } from './store.js'

/**
 * Walks the entries from who would go last to who would go first; with `back` the other way. Who is deleted meanwhile keeps
 * the links that it had, until its number is given again.
 */
export function* walk<K extends {}, V extends {}, FC>(
  store: Store<K, V, FC>,
  back: boolean,
  allowStale: boolean,
): Generator<number, void, unknown> {
  const { order, table } = store
  let { generation } = table
  let entry = back ? order.last() : order.first()
  while (entry !== -1 && table.valueAt(entry) !== undefined) {
    const key = table.keyAt(entry)
    if (allowStale || !store.isStale(entry)) yield entry
    if (generation !== table.generation) {
      // Entries have other numbers now: it goes on from the key, or ends where that has gone.
      generation = table.generation
      entry = table.find(key)
      if (entry === -1) return
    }
    entry = back ? order.before(entry) : order.after(entry)
  }
}

/** Walks what is there; an entry that is being fetched is not. */
export function* present<K extends {}, V extends {}, FC, T>(
  store: Store<K, V, FC>,
  back: boolean,
  allowStale: boolean,
  answer: (key: K, value: V) => T,
): Generator<T, void, unknown> {
  const { table } = store
  for (const entry of walk(store, back, allowStale)) {
    const value = table.valueAt(entry)
    const key = table.keyAt(entry)
    if (value === undefined || key === undefined || value instanceof BackgroundFetch) continue
    yield answer(key, value)
  }
}

/** Calls a function for each value, the former one of what is being fetched. */
export function each<K extends {}, V extends {}, FC>(
  store: Store<K, V, FC>,
  back: boolean,
  allowStale: boolean,
  call: (value: V, key: K) => unknown,
): void {
  const { table } = store
  for (const entry of walk(store, back, allowStale)) {
    const value = heldValue(table.valueAt(entry))
    if (value !== undefined) call(value, table.keyAt(entry) as K)
  }
}
