// What is done with a cache, in Node and in pages alike: passes over lists made before, every answer checked. A pass is
// `operations` calls of the cache; what `prepare` makes is handed to it, and is not part of the figure.
import { keysOf, kinds } from './keys.mjs'
import { evenly, zipf } from './random.mjs'

export const entries = 50_000

// As many strings as lie in the processor's cache from when they were made.
const few = 1024

// Some shared objects: what is measured is the cache, not who makes values.
const values = Array.from({ length: 1024 }, (_, number) => ({ number }))
const valueAt = index => values[index & 1023]

const fill = (cache, keys) => {
  for (let index = 0; index < keys.length; index++) cache.set(keys[index], valueAt(index))
}

const filled = (make, kind) => {
  const cache = make(entries)
  fill(cache, keysOf(kind, entries))
  return cache
}

const getAll = (cache, keys, expected) => {
  let sum = 0
  for (let at = 0; at < keys.length; at++) sum += cache.get(keys[at]).number
  if (sum !== expected) throw new Error(`the values add up to ${sum}, not ${expected}`)
}

const numbersOf = indexes => indexes.reduce((sum, index) => sum + valueAt(index).number, 0)

/**
 * Gets that hit, in no order. Strings are other objects than those stored, one for each get, and have been hashed by
 * earlier passes.
 */
function get(make, { kind }) {
  const cache = filled(make, kind)
  const indexes = evenly(2 ** 16, entries, 1)
  const lookups = Array.from(indexes, kinds[kind])
  const expected = numbersOf(indexes)
  return { operations: lookups.length, pass: () => getAll(cache, lookups, expected) }
}

/** As `get`, by strings that were made for this pass alone, a few: the cache is the first to hash them. */
function getFresh(make, { kind }) {
  const cache = filled(make, kind)
  const indexes = evenly(few * 64, entries, 1)
  let next = 0
  const prepare = () => {
    const some = indexes.subarray(next, next + few)
    next = (next + few) % indexes.length
    return { lookups: Array.from(some, kinds[kind]), expected: numbersOf(some) }
  }
  return { operations: few, prepare, pass: ({ lookups, expected }) => getAll(cache, lookups, expected) }
}

/** As `get`, by the very string objects that are stored. */
function getSame(make, { kind }) {
  const cache = make(entries)
  const all = keysOf(kind, entries)
  fill(cache, all)
  const indexes = evenly(2 ** 16, entries, 1)
  const lookups = Array.from(indexes, index => all[index])
  const expected = numbersOf(indexes)
  return { operations: lookups.length, pass: () => getAll(cache, lookups, expected) }
}

// Approximate caches may hold up to twice as many as they were told.
const checkSize = cache => {
  if (!(cache.size >= entries && cache.size <= 2 * entries)) throw new Error(`the cache holds ${cache.size} entries`)
}

const setAll = (cache, keys) => {
  for (let at = 0; at < keys.length; at++) cache.set(keys[at], values[at & 1023])
  checkSize(cache)
}

/**
 * Sets of keys that are not there, into a full cache: each evicts. They come from a list ten times as long as the cache,
 * over and over; strings have been hashed by earlier passes.
 */
function evict(make, { kind }) {
  const cache = filled(make, kind)
  const keys = keysOf(kind, 10 * entries, entries)
  return { operations: keys.length, pass: () => setAll(cache, keys) }
}

/** As `evict`, with strings that were made for this pass alone. */
function evictFresh(make, { kind }) {
  const cache = filled(make, kind)
  let next = entries
  const prepare = () => {
    next += few
    return keysOf(kind, few, next - few)
  }
  return { operations: few, prepare, pass: keys => setAll(cache, keys) }
}

/**
 * Reads of 500,000 keys after Zipf's law, ten times as many as the cache holds: a get, and where it misses a set of the
 * same key. Each read has a string object of its own.
 */
function readThrough(make, { kind }) {
  const universe = 10 * entries
  const cache = filled(make, kind)
  const draws = zipf(2 ** 19, universe, 0.99, 2)
  const lookups = Array.from(draws, kinds[kind])
  let hits = 0
  const pass = () => {
    hits = 0
    for (let at = 0; at < lookups.length; at++) {
      const value = cache.get(lookups[at])
      if (value === undefined) cache.set(lookups[at], values[draws[at] & 1023])
      else {
        if (value.number !== (draws[at] & 1023)) throw new Error(`key ${draws[at]} has the value of another`)
        hits++
      }
    }
    checkSize(cache)
  }
  return { operations: lookups.length, pass, note: () => `${((100 * hits) / lookups.length).toFixed(1)} % hits` }
}

/** By name: each takes what makes a cache, and the kind of keys. */
export const works = { get, getFresh, getSame, evict, evictFresh, readThrough }
