// Bytes that a cache holds: heap and external memory given back after a collection, when it goes.
import { setImmediate } from 'node:timers/promises'
import { caches } from './caches.mjs'
import { kinds } from './keys.mjs'
import { entries } from './work.mjs'

// One for all: values are the user's own.
const value = { number: 1 }
// What is less is none, and gives no ratio.
const leastBytes = 1

/** What is held after a collection. */
export async function held() {
  // What V8 does on other threads ends first.
  await setImmediate()
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

// Several at once, for what V8 allocates meanwhile for itself counts too.
const several = 4
const turnovers = 10

/** After ten turnovers, and a quarter more from one cache to the next, for some caches are emptied by halves. */
function churned(make, kind) {
  const key = kinds[kind]
  return Array.from({ length: several }, (_, number) => {
    const cache = make(entries)
    const sets = entries * (1 + turnovers + number / several)
    for (let index = 0; index < sets; index++) cache.set(key(index), value)
    return cache
  })
}

/** Bytes per entry that the program asked to hold. */
export async function perEntry({ cache, kind }) {
  const make = await caches[cache]()
  const round = async () => {
    let all = churned(make, kind)
    const sizes = all.map(({ size }) => size)
    const full = await held()
    all = undefined
    const bytes = Math.max(leastBytes, full - (await held())) / (several * entries)
    const most = Math.max(...sizes)
    return { value: bytes, ...(most === entries ? {} : { note: `says that it holds up to ${most} entries` }) }
  }
  await round()
  return { round }
}

/** KiB of a cache in which nothing is yet. */
export async function empty({ cache }) {
  const make = await caches[cache]()
  const round = async () => {
    let all = Array.from({ length: 20 }, () => make(entries))
    const full = await held()
    const count = all.length
    all = undefined
    return Math.max(leastBytes, (full - (await held())) / count) / 1024
  }
  await round()
  return { round }
}
