import fc from 'fast-check'
import { LRUCache as Peer } from 'lru-cache'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LRUCache } from '../../src/index.js'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const perf = { now: () => Date.now() }

describe('LRUCache with ttlAutopurge', () => {
  it('deletes an entry 1 ms after its ttl, those due together in the order of their setting', () => {
    const gone: unknown[] = []
    const cache = new LRUCache<string, number>({
      ttl: 10,
      ttlAutopurge: true,
      ttlResolution: 0,
      perf,
      dispose: (_, key, reason) => gone.push([key, reason, Date.now() - 1_000_000]),
    })
    cache.set('a', 1).set('b', 2).set('short', 3, { ttl: 4 }).set('a', 4)
    vi.advanceTimersByTime(100)
    expect(gone.slice(1)).toEqual([
      ['short', 'expire', 5],
      ['b', 'expire', 11],
      ['a', 'expire', 11],
    ])
    expect(cache.size).toBe(0)
  })

  it('runs one timer for all, and none when nothing is left to expire', () => {
    const cache = new LRUCache<number, number>({ ttl: 1000, ttlAutopurge: true, ttlResolution: 0, perf })
    for (let key = 0; key < 1000; key++) cache.set(key, key, { ttl: 1000 - key })
    expect(vi.getTimerCount()).toBe(1)
    for (let key = 0; key < 1000; key++) cache.delete(key)
    expect(vi.getTimerCount()).toBe(0)
    cache.set(1, 1)
    cache.clear()
    expect(vi.getTimerCount()).toBe(0)
    cache.set(1, 1)
    cache.get(1)
    cache[Symbol.dispose]()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keeps what a timer cannot wait for in one go', () => {
    const cache = new LRUCache<number, number>({ ttl: 2 ** 31 + 1000, ttlAutopurge: true, ttlResolution: 0, perf })
    cache.set(1, 1)
    vi.advanceTimersByTime(2 ** 31 + 1000)
    expect(cache.size).toBe(1)
    vi.advanceTimersByTime(1)
    expect(cache.size).toBe(0)
  })

  it('looks again at what has not yet expired, as what was got meanwhile', () => {
    const cache = new LRUCache<number, number>({
      ttl: 10,
      ttlAutopurge: true,
      updateAgeOnGet: true,
      ttlResolution: 0,
      perf,
    })
    cache.set(1, 1)
    vi.advanceTimersByTime(8)
    cache.get(1)
    vi.advanceTimersByTime(10)
    expect(cache.size).toBe(1)
    vi.advanceTimersByTime(1)
    expect(cache.size).toBe(0)
  })

  it('goes on when a callback throws', () => {
    const cache = new LRUCache<number, number>({
      ttl: 10,
      ttlAutopurge: true,
      ttlResolution: 0,
      perf,
      disposeAfter: (_, key) => {
        if (key === 1) throw new Error('of the callback')
      },
    })
    cache.set(1, 1).set(2, 2).set(3, 3)
    expect(() => vi.advanceTimersByTime(11)).toThrow('of the callback')
    vi.advanceTimersByTime(10)
    expect(cache.size).toBe(0)
  })

  it('throws nothing and is not stuck where the clock jumps', () => {
    let now = 5000
    const cache = new LRUCache<number, number>({
      ttl: 10,
      ttlAutopurge: true,
      evictExpiredFirst: true,
      ttlResolution: 0,
      perf: { now: () => now },
    })
    for (const jump of [10, -4000, 1e12, -1e12, Number.NaN, 100]) {
      now = jump
      cache.set(1, 1).set(2, 2)
      cache.get(1)
      vi.advanceTimersByTime(50)
    }
    now = 1000
    vi.advanceTimersByTime(1000)
    expect(cache.size).toBe(0)
  })

  it('lets entries go when lru-cache does', () => {
    fc.assert(
      fc.property(calls, sequence => {
        vi.clearAllTimers()
        const logs: unknown[][] = [[], []]
        const caches = [LRUCache, Peer].map((Cache, at) => {
          const options = {
            ttl: 7,
            ttlAutopurge: true,
            ttlResolution: 0,
            perf,
            updateAgeOnGet: true,
            dispose: (_: number, key: number, reason: string) => logs[at]?.push([Date.now(), key, reason]),
          }
          return new Cache<number, number>(options as never) as Peer<number, number>
        })
        for (const call of sequence) {
          for (const cache of caches) {
            if (call.name === 'set') cache.set(call.key, call.key, { ttl: call.ttl })
            else if (call.name === 'get') cache.get(call.key)
            else if (call.name === 'delete') cache.delete(call.key)
          }
          if (call.name === 'wait') vi.advanceTimersByTime(call.ms)
          expect(logs[0]).toEqual(logs[1])
          expect([...(caches[0] as Peer<number, number>).keys()]).toEqual([
            ...(caches[1] as Peer<number, number>).keys(),
          ])
        }
      }),
      { numRuns: 80 },
    )
  })
})

const key = fc.nat(6)
const calls = fc.array(
  fc.oneof(
    fc.record({ name: fc.constant('set' as const), key, ttl: fc.nat(12) }),
    fc.record({ name: fc.constant('get' as const), key }),
    fc.record({ name: fc.constant('delete' as const), key }),
    fc.record({ name: fc.constant('wait' as const), ms: fc.nat(9) }),
  ),
  { maxLength: 60 },
)
