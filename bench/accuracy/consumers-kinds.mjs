// The holders on which consumers are held against the truth: how each is filled, what counts it, and, where letting go of
// it is not enough, how it is dropped.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { FrameStorage } from '@plimsoll/frame-storage'
import { LRUCache } from '@plimsoll/lru-cache'
import { s3fifo } from '@plimsoll/lru-cache/s3-fifo'
import { wTinyLfu } from '@plimsoll/lru-cache/w-tinylfu'
import { MemoryBudget, mapConsumer, setConsumer } from '@plimsoll/memory-monitor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { record, text } from './consumers-values.mjs'

const map = (size, make) => ({
  fill: () => new Map(Array.from({ length: size }, (_, i) => [i, make(i)])),
  consumer: holder => mapConsumer('held', holder),
})
const set = (size, memberOf) => ({
  fill: () => new Set(Array.from({ length: size }, (_, i) => memberOf(i))),
  consumer: holder => setConsumer('held', holder),
})

// Frames on the file; what stays in memory is the table of them, and the buffer for the next copy.
const frames = (count, shape) => ({
  async fill() {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-accuracy-'))
    const storage = await FrameStorage.open({ session: 'held', shape, backend: nodeFiles({ directory: folder }) })
    const grid = new Float32Array(shape.reduce((cells, length) => cells * length))
    for (let index = 0; index < count; index++) await storage.storeFrame(index, grid)
    return { storage, folder }
  },
  consumer: ({ storage }) => storage,
  async drop({ storage, folder }) {
    await storage.close()
    rmSync(folder, { recursive: true })
  },
})
// Turned over a few times: who is held has the places of those who left.
const cache = (count, options, keyOf, make, turns = 3) => ({
  fill() {
    const held = new LRUCache(options)
    for (let i = 0; i < count * turns; i++) held.set(keyOf(i), make(i))
    return held
  },
  consumer: holder => holder,
})
const itself = i => i
const key = i => `key of ${text(i, 14)}`
const nested = i => ({ record: record(i), lines: [{ price: i + 0.5 }, { price: i + 0.75, note: text(i, 30) }] })

// All results have come, and nobody reads them.
const results = (count, fn, given) => ({
  async fill() {
    const worker = new URL('consumers-worker.mjs', import.meta.url)
    const items = Array.from({ length: count + 1 }, (_, i) => given ?? i)
    const map = mapWorkers(items, worker, { fn, concurrency: 1, maxInFlight: count })
    await map.next()
    while (map.memoryUsage().entries < count) await new Promise(resolve => setTimeout(resolve, 5))
    return map
  },
  consumer: map => map,
  drop: map => map.return(),
})

export const kinds = {
  'Map of 50,000 records': map(50_000, record),
  'Map of 50,000 texts by text': {
    fill: () => new Map(Array.from({ length: 50_000 }, (_, i) => [text(i, 20), text(i, 100)])),
    consumer: holder => mapConsumer('held', holder),
  },
  'Map of 400 Buffers of 64 KiB': map(400, () => Buffer.alloc(2 ** 16)),
  'Map of 20,000 texts of 1 to 1,000': map(20_000, i => text(i, 1 + ((i * 7919) % 1000))),
  'Set of 200,000 texts': set(200_000, i => text(i, 20)),
  'Set of 300,000 small integers': set(300_000, i => i),
  'Set of 200,000 fractions': set(200_000, i => i + 0.5),
  'MemoryBudget of a Map and a Set': {
    fill: () => ({
      budget: new MemoryBudget({ limit: '1GiB' }),
      map: map(50_000, record).fill(),
      set: set(100_000, i => text(i, 20)).fill(),
    }),
    consumer({ budget, ...holders }) {
      budget.register(mapConsumer('map', holders.map))
      budget.register(setConsumer('set', holders.set))
      return budget
    },
  },
  'FrameStorage, a buffer of 16 MiB to copy to': frames(2, [2048, 2048]),
  'FrameStorage, a table of 40,000 frames': frames(40_000, [4]),
  'LRUCache of 100,000 integers': cache(100_000, { max: 100_000 }, itself, itself),
  'LRUCache of 50,000 texts': cache(50_000, { max: 50_000 }, key, i => text(i, 40)),
  'LRUCache of 2,000 Buffers of 16 KiB': cache(2000, { max: 2000 }, itself, () => Buffer.alloc(2 ** 14)),
  'LRUCache of 20,000 Uint8Arrays of 200 bytes': cache(20_000, { max: 20_000 }, itself, () => new Uint8Array(200)),
  'LRUCache of 20,000 records': cache(20_000, { max: 20_000 }, itself, record),
  'LRUCache of 20,000 records, with a ttl': cache(20_000, { max: 20_000, ttl: 3_600_000 }, itself, record),
  'LRUCache of 50,000 texts, s3fifo': cache(50_000, { max: 50_000, policy: s3fifo() }, key, i => text(i, 40)),
  'LRUCache, maxBytes, integers': cache(100_000, { maxBytes: '4MiB' }, itself, itself),
  'LRUCache, maxBytes, texts': cache(50_000, { maxBytes: '8MiB' }, key, i => text(i, 1 + ((i * 7919) % 300))),
  'LRUCache, maxBytes, Buffers of 64 KiB': cache(400, { maxBytes: '20MiB' }, itself, () => Buffer.alloc(2 ** 16)),
  'LRUCache, maxBytes, nested objects': cache(10_000, { maxBytes: '8MiB' }, key, nested),
  'LRUCache, maxBytes, records with a ttl': cache(20_000, { maxBytes: '8MiB', ttl: 3_600_000 }, itself, record),
  'LRUCache, maxBytes, texts, wTinyLfu': cache(50_000, { maxBytes: '8MiB', policy: wTinyLfu() }, key, i =>
    text(i, 100),
  ),
  'WorkerMap, 400 buffers of 64 KiB': results(400, 'buffer', 2 ** 16),
  'WorkerMap, 20,000 records': results(20_000, 'record'),
}
