import { memoryFiles } from '@plimsoll/files/memory'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DiskTier } from '../src/disk.js'
import { LRUCache, type Tier } from '../src/index.js'

type Value = { readonly of: string; readonly version: number }

let tier: DiskTier<string, Value>
beforeEach(async () => {
  tier = await DiskTier.open({ backend: memoryFiles(), maxDiskBytes: '4MiB' })
})
afterEach(() => tier.close())

const value = (of: string, version = 1): Value => ({ of, version })

describe('a cache with a tier', () => {
  it('finds by fetch what memory has evicted, and keeps it again; get never looks there', async () => {
    const cache = new LRUCache<string, Value>({ max: 2, tier })
    for (const key of ['a', 'b', 'c']) cache.set(key, value(key))
    expect(cache.get('a')).toBeUndefined()
    expect(await cache.fetch('a')).toEqual(value('a'))
    expect([...cache.keys()]).toEqual(['a', 'c'])
    expect(cache.get('a')).toEqual(value('a'))
    expect(cache.stats().tierHits).toBe(1)
  })

  it('asks fetchMethod for what neither of them has, once', async () => {
    const fetchMethod = vi.fn((key: string) => value(key, 7))
    const cache = new LRUCache<string, Value>({ max: 1, tier, fetchMethod })
    expect(await Promise.all([cache.fetch('a'), cache.fetch('a')])).toEqual([value('a', 7), value('a', 7)])
    cache.set('b', value('b'))
    expect(await cache.fetch('a')).toEqual(value('a', 7))
    expect(fetchMethod).toHaveBeenCalledTimes(1)
  })

  it('has fetchMethod make a new value when told to, whatever the tier has', async () => {
    const cache = new LRUCache<string, Value>({ max: 1, tier, fetchMethod: key => value(key, 2) })
    cache.set('a', value('a')).set('b', value('b'))
    expect(await cache.fetch('a', { forceRefresh: true })).toEqual(value('a', 2))
  })

  it.each([
    ['was deleted', (cache: LRUCache<string, Value>) => cache.delete('a')],
    ['was set to undefined', (cache: LRUCache<string, Value>) => cache.set('a', undefined)],
    ['was cleared', (cache: LRUCache<string, Value>) => cache.clear()],
  ])('finds nothing of a key that %s after it was evicted', async (_, forget) => {
    const cache = new LRUCache<string, Value>({ max: 1, tier })
    cache.set('a', value('a')).set('b', value('b'))
    forget(cache)
    expect(await cache.fetch('a')).toBeUndefined()
    expect(await tier.get('a')).toBeUndefined()
  })

  it('answers the value that was set last, though an older one was evicted before', async () => {
    const cache = new LRUCache<string, Value>({ max: 1, tier })
    cache.set('a', value('a', 1)).set('b', value('b')).set('a', value('a', 2)).set('c', value('c'))
    expect(await cache.fetch('a')).toEqual(value('a', 2))
  })

  it('lets what comes back expire when it would have, had it stayed', async () => {
    let now = 1000
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now)
    const cache = new LRUCache<string, Value>({ max: 1, tier, ttl: 100, ttlResolution: 0, perf: { now: () => now } })
    cache.set('a', value('a')).set('b', value('b'))
    now += 60
    expect(await cache.fetch('a')).toEqual(value('a'))
    expect(cache.getRemainingTTL('a')).toBe(40)
    cache.set('b', value('b'))
    now += 41
    expect(await cache.fetch('a')).toBeUndefined()
    clock.mockRestore()
  })

  it('goes on where a tier fails, as if it had nothing', async () => {
    const broken: Tier<string, Value> = {
      name: 'broken',
      put() {},
      get: () => Promise.reject(new Error('gone')),
      delete() {},
      clear() {},
      memoryUsage: () => ({ heapBytes: 0, externalBytes: 0, entries: 0 }),
      flush: () => Promise.resolve(),
    }
    const cache = new LRUCache<string, Value>({ max: 1, tier: broken, fetchMethod: key => value(key, 3) })
    expect(await cache.fetch('a')).toEqual(value('a', 3))
  })

  it('asks fetchManyMethod for what the tier does not have either, in one call', async () => {
    const fetchManyMethod = vi.fn((keys: readonly string[]) => keys.map(key => value(key, 9)))
    const cache = new LRUCache<string, Value>({ max: 2, tier, fetchManyMethod })
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, value(key))
    const found = await cache.fetchMany(['a', 'd', 'x', 'b', 'y'])
    expect(Object.fromEntries(found)).toEqual({
      ...{ a: value('a'), b: value('b'), d: value('d'), x: value('x', 9), y: value('y', 9) },
    })
    expect(fetchManyMethod.mock.calls.map(([keys]) => keys)).toEqual([['x', 'y']])
  })

  it('has nothing of what has expired in memory', async () => {
    let now = 1000
    const cache = new LRUCache<string, Value>({ max: 2, tier, ttl: 100, ttlResolution: 0, perf: { now: () => now } })
    cache.set('a', value('a'))
    now += 101
    expect(await cache.fetch('a')).toBeUndefined()
    expect(cache.size).toBe(0)
  })

  it('rejects a fetch that is aborted while the tier is asked, without asking fetchMethod', async () => {
    const fetchMethod = vi.fn((key: string) => value(key))
    const cache = new LRUCache<string, Value>({ max: 1, tier, fetchMethod })
    const abort = new AbortController()
    const fetching = cache.fetch('a', { signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(fetching).rejects.toThrow('enough')
    await tier.get('a')
    expect(fetchMethod).not.toHaveBeenCalled()
  })

  it('never answers another value than the last that was set, and forgets none but for its bound', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const call = fc.oneof(
      fc.record({ op: fc.constant('set' as const), key }),
      fc.record({ op: fc.constant('delete' as const), key }),
      fc.record({ op: fc.constant('fetch' as const), key }),
      fc.record({ op: fc.constant('clear' as const), key }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (calls, max) => {
        tier.clear()
        const cache = new LRUCache<string, Value>({ max, tier })
        const model = new Map<string, Value>()
        let version = 0
        for (const { op, key } of calls) {
          if (op === 'set') {
            const next = value(key, ++version)
            cache.set(key, next)
            model.set(key, next)
          } else if (op === 'fetch') expect(await cache.fetch(key)).toEqual(model.get(key))
          else if (op === 'clear') {
            cache.clear()
            model.clear()
          } else {
            cache.delete(key)
            model.delete(key)
          }
        }
        for (const each of ['a', 'b', 'c', 'd', 'e']) expect(await cache.fetch(each)).toEqual(model.get(each))
      }),
      { numRuns: 60 },
    )
  })
})
