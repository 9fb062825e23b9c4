import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LRUCache } from '../src/index.js'

const plain = () => new LRUCache<number, number>({ max: 3 })
const nothing = { evict: 0, set: 0, delete: 0, expire: 0, fetch: 0 }

describe('stats of a cache', () => {
  it('are all 0 at first, and ratios are no number', () => {
    expect(plain().stats()).toEqual({
      hits: 0,
      misses: 0,
      tierHits: 0,
      hitRatio: Number.NaN,
      recentHitRatio: Number.NaN,
      inserts: 0,
      updates: 0,
      evictions: nothing,
      entries: 0,
      size: 0,
      bytes: expect.any(Number),
    })
  })

  it('tell hits and misses of get, not of has and peek', () => {
    const cache = plain().set(1, 1)
    cache.get(1)
    cache.get(1)
    cache.get(2)
    cache.has(1)
    cache.has(2)
    cache.peek(1)
    cache.peek(2)
    expect(cache.stats()).toMatchObject({ hits: 2, misses: 1, hitRatio: 2 / 3, recentHitRatio: 2 / 3 })
  })

  it('count each key of getMany', () => {
    const cache = plain().set(1, 1).set(2, 2)
    cache.getMany([1, 2, 3, 4])
    expect(cache.stats()).toMatchObject({ hits: 2, misses: 2 })
  })

  it('count a value that has expired as a hit where it is answered', () => {
    let now = 1
    const cache = new LRUCache<string, number>({ max: 3, ttl: 10, ttlResolution: 0, perf: { now: () => now } })
    cache.set('a', 1).set('b', 2)
    now = 100
    cache.get('a', { allowStale: true })
    cache.get('b')
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1, evictions: { ...nothing, expire: 2 } })
  })

  it('tell values that came, by whether their key was there', () => {
    const cache = plain().set(1, 1).set(2, 2).set(1, 5).set(1, 5)
    expect(cache.stats()).toMatchObject({ inserts: 2, updates: 2, entries: 2 })
  })

  it('tell why values left', () => {
    let now = 1
    const cache = new LRUCache<number, number>({ max: 3, ttlResolution: 0, perf: { now: () => now } })
    for (let key = 0; key < 5; key++) cache.set(key, key)
    cache.set(4, 40)
    cache.delete(4)
    cache.set(9, 9, { ttl: 1 })
    now = 10
    cache.get(9)
    cache.pop()
    cache.clear()
    expect(cache.stats().evictions).toEqual({ evict: 3, set: 1, delete: 2, expire: 1, fetch: 0 })
  })

  it('tell the sizes that entries have together', () => {
    const cache = new LRUCache<string, string>({ maxSize: 10, sizeCalculation: text => text.length })
    cache.set('a', 'four').set('b', 'six...')
    expect(cache.stats()).toMatchObject({ entries: 2, size: 10 })
  })

  it('tell the bytes that it takes, as memoryUsage does', () => {
    const cache = new LRUCache<number, string>({ maxBytes: '1MiB' })
    for (let key = 0; key < 100; key++) cache.set(key, 'some text of which there are a hundred')
    const { heapBytes, externalBytes } = cache.memoryUsage()
    expect(cache.stats().bytes).toBe(heapBytes + externalBytes)
    expect(cache.stats().bytes).toBeGreaterThan(3000)
  })

  it('are a record of their moment', () => {
    const cache = plain()
    const before = cache.stats()
    cache.set(1, 1).delete(1)
    expect(before.evictions.delete).toBe(0)
    expect(cache.stats().evictions.delete).toBe(1)
  })

  it('agree with what dispose, onInsert and the callers saw, after any calls', () => {
    const key = fc.integer({ min: 0, max: 6 })
    const call = fc.oneof(
      fc.tuple(fc.constant('get' as const), key),
      fc.tuple(fc.constant('set' as const), key),
      fc.tuple(fc.constant('delete' as const), key),
      fc.tuple(fc.constantFrom('pop' as const, 'clear' as const, 'later' as const, 'purgeStale' as const), key),
    )
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), fc.boolean(), (calls, watched) => {
        let now = 1
        const left = { ...nothing }
        const came = { add: 0, replace: 0, update: 0 }
        const asked = { hits: 0, misses: 0 }
        const cache = new LRUCache<number, number>({
          max: 4,
          ...(watched && {
            ttl: 3,
            ttlResolution: 0,
            perf: { now: () => now },
            dispose: (_value, _key, reason) => void left[reason]++,
            onInsert: (_value, _key, reason) => void came[reason]++,
          }),
        })
        for (const [name, key] of calls) {
          if (name === 'get') asked[cache.get(key) === undefined ? 'misses' : 'hits']++
          else if (name === 'set') cache.set(key, now % 2)
          else if (name === 'delete') cache.delete(key)
          else if (name === 'later') now++
          else cache[name]()
        }
        const { inserts, updates, evictions, entries, hits, misses } = cache.stats()
        expect({ hits, misses }).toEqual(asked)
        const { evict, delete: deleted, expire } = evictions
        expect(inserts - evict - deleted - expire).toBe(entries)
        if (!watched) return
        expect(evictions).toEqual(left)
        expect([inserts, updates]).toEqual([came.add, came.replace + came.update])
      }),
    )
  })
})

describe('the recent hit ratio', () => {
  it('forgets what is more than 16,384 requests ago', () => {
    const cache = plain().set(1, 1)
    for (let n = 0; n < 50_000; n++) cache.get(0)
    for (let n = 0; n < 16_384; n++) cache.get(1)
    expect(cache.stats().hitRatio).toBeCloseTo(16_384 / 66_384)
    expect(cache.stats().recentHitRatio).toBe(1)
  })

  it('is of the latest 8,192 requests at least, and of 16,384 at most', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 9000 })), { maxLength: 8 }), runs => {
        const cache = plain().set(1, 1)
        const asked: number[] = []
        for (const [hit, times] of runs)
          for (let n = 0; n < times; n++) {
            cache.get(hit ? 1 : 0)
            asked.push(hit ? 1 : 0)
          }
        if (asked.length === 0) return
        const window = asked.length < 8192 ? asked.length : 8192 + (asked.length % 8192)
        const latest = asked.slice(-window)
        expect(cache.stats().recentHitRatio).toBeCloseTo(latest.reduce((sum, hit) => sum + hit, 0) / latest.length, 12)
      }),
      { numRuns: 20 },
    )
  })
})
