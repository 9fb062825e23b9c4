// What a set costs where the bound is in bytes: each evicts, and what it brings is sized.
import { kinds } from './keys.mjs'

const count = 4096

const many = make => Array.from({ length: count }, (_, number) => make(number))

/** What is stored. */
const stored = {
  objects: () => many(id => ({ id, path: `/files/${id}.json`, size: id * 1024, done: id % 2 === 0 })),
  // Flat, as decoded strings are.
  strings: () => many(number => Buffer.from(String(number).padStart(100, '-')).toString('latin1')),
  buffers: () => many(() => Buffer.allocUnsafeSlow(1024)),
}

const entries = 40_000

/** The bytes of so many entries, by a measure of the values and what comes with each. */
const bound = (values, sizeOf, more) =>
  Math.round((entries * values.reduce((sum, value) => sum + sizeOf(value) + more, 0)) / values.length)

const caches = {
  async maxBytes(values) {
    const [{ LRUCache }, { sizeOf }] = await Promise.all([import('@plimsoll/lru-cache'), import('@plimsoll/bytes')])
    return new LRUCache({ maxBytes: bound(values, sizeOf, 36) })
  },
  async max() {
    const { LRUCache } = await import('@plimsoll/lru-cache')
    return new LRUCache({ max: entries })
  },
  async lruCacheMaxSize(values) {
    const [{ LRUCache }, { default: sizeof }] = await Promise.all([import('lru-cache'), import('object-sizeof')])
    // With `max` too its arrays are typed: the faster way.
    return new LRUCache({
      max: 2 * entries,
      maxSize: bound(values, sizeof, 8),
      sizeCalculation: value => sizeof(value) + 8,
    })
  },
  async lruCacheMax() {
    const { LRUCache } = await import('lru-cache')
    return new LRUCache({ max: entries })
  },
}

const cpuNs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1000
}

/** Nanoseconds of CPU time of a set. */
export async function start({ cache: name, what, quick }) {
  const all = stored[what]()
  const cache = await caches[name](all)
  const key = kinds.int
  let next = 0
  const pass = () => {
    for (const end = next + 100_000; next < end; next++) cache.set(key(next), all[next & (count - 1)])
    if (cache.get(key(next - 1)) !== all[(next - 1) & (count - 1)]) throw new Error('the last one set is not there')
    if (cache.get(key(next - 100_000)) !== undefined) throw new Error('nothing was evicted')
  }
  const measured = forMs => {
    const end = performance.now() + forMs
    const from = cpuNs()
    let passes = 0
    while (performance.now() < end) {
      pass()
      passes++
    }
    return (cpuNs() - from) / (passes * 100_000)
  }
  measured(500)
  return { round: () => ({ value: measured(quick ? 300 : 700), note: `holds ${cache.size} entries` }) }
}
