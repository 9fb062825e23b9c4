import { LRUCacheError } from './errors.js'

/** A key and its value; with `undefined` the key is deleted. */
export type ManyEntry<K, V> = readonly [key: K, value: V | undefined]

/** Answers what `get` finds of several keys, in their order. */
export function getEach<K, V>(keys: Iterable<K>, get: (key: K) => V | undefined): Map<K, V> {
  const found = new Map<K, V>()
  for (const key of keys) {
    const value = get(key)
    if (value !== undefined) found.set(key, value)
  }
  return found
}

/**
 * Sets entries as they come. A source is asked for the next one when the former is set, and closed when one cannot be.
 *
 * @param set - sets one, and answers how many values came
 */
export function setEach<K, V>(
  entries: Iterable<ManyEntry<K, V>> | AsyncIterable<ManyEntry<K, V>>,
  set: (key: K, value: V | undefined) => number,
): number | Promise<number> {
  if (isAsyncIterable(entries)) return setEachAsync(entries, set)
  if (!isIterable(entries))
    throw refusal(`entries must be an iterable or async iterable of [key, value]; it is ${shown(entries)}`)
  let count = 0
  for (const entry of entries) count += setOne(entry, set)
  return count
}

async function setEachAsync<K, V>(
  entries: AsyncIterable<ManyEntry<K, V>>,
  set: (key: K, value: V | undefined) => number,
): Promise<number> {
  let count = 0
  for await (const entry of entries) count += setOne(entry, set)
  return count
}

function setOne<K, V>(entry: ManyEntry<K, V>, set: (key: K, value: V | undefined) => number): number {
  if (!Array.isArray(entry) || entry.length !== 2)
    throw refusal(`an entry must be [key, value]; it is ${shown(entry)}; make a pair of each row`)
  return set(entry[0], entry[1])
}

const isIterable = (source: unknown): source is Iterable<unknown> =>
  typeof (source as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === 'function'

const isAsyncIterable = <T>(source: Iterable<T> | AsyncIterable<T>): source is AsyncIterable<T> =>
  typeof (source as Partial<AsyncIterable<T>> | null | undefined)?.[Symbol.asyncIterator] === 'function'

const shown = (value: unknown) =>
  Array.isArray(value)
    ? `an array of ${value.length}`
    : typeof value === 'object' && value
      ? 'an object'
      : String(value)

const refusal = (message: string) => new LRUCacheError('LRU_INVALID_ENTRIES', message)
