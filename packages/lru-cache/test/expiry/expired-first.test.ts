import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LRUCache } from '../../src/index.js'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const clock = { ttlResolution: 0, perf: { now: () => Date.now() } }

describe('LRUCache with evictExpiredFirst', () => {
  it('evicts what has expired before what was used longest ago', () => {
    const gone: unknown[] = []
    const cache = new LRUCache<string, number>({
      max: 3,
      evictExpiredFirst: true,
      ...clock,
      dispose: (_, key, reason) => gone.push([key, reason]),
    })
    cache.set('old', 1).set('late', 2, { ttl: 20 }).set('early', 3, { ttl: 10 })
    cache.get('early')
    vi.advanceTimersByTime(30)
    cache.set('new', 4).set('newer', 5).set('newest', 6)
    expect(gone).toEqual([
      ['early', 'expire'],
      ['late', 'expire'],
      ['old', 'evict'],
    ])
  })

  it('is off by default, as in lru-cache, and on with maxBytes', () => {
    const off = new LRUCache<string, string>({ max: 2, ...clock })
    const on = new LRUCache<string, string>({ max: 2, maxBytes: '1MiB', ...clock })
    for (const cache of [off, on]) {
      cache.set('old', '').set('expired', '', { ttl: 10 })
      vi.advanceTimersByTime(20)
      cache.set('new', '')
    }
    expect([...off.keys()]).toEqual(['new'])
    expect(off.peek('expired', { allowStale: true })).toBe('')
    expect([...on.keys()]).toEqual(['new', 'old'])
  })

  it('leaves what is being fetched again', async () => {
    const cache = new LRUCache<string, string>({
      max: 2,
      ttl: 10,
      evictExpiredFirst: true,
      allowStale: true,
      ...clock,
      fetchMethod: () => Promise.resolve('fetched'),
    })
    cache.set('b', 'first', { ttl: 0 }).set('a', 'first')
    vi.advanceTimersByTime(20)
    expect(await cache.fetch('a')).toBe('first')
    cache.set('c', 'third')
    await vi.advanceTimersByTimeAsync(0)
    expect([cache.get('a'), cache.has('b')]).toEqual(['fetched', false])
  })

  it('keeps a heap that tells who expires first, after any calls', () => {
    fc.assert(
      fc.property(calls, sequence => {
        const cache = new LRUCache<number, number>({
          max: 8,
          evictExpiredFirst: true,
          ...clock,
          dispose: (_, key, reason) => {
            if (reason === 'set' || reason === 'delete') return
            const ends = [...times].map(([, end]) => end)
            const least = Math.min(...ends)
            const hasExpired = least < Date.now()
            expect(reason).toBe(hasExpired ? 'expire' : 'evict')
            if (hasExpired) expect(times.get(key)).toBe(least)
            times.delete(key)
          },
        })
        // When each of those expires that are there.
        const times = new Map<number, number>()
        for (const call of sequence) {
          if (call.name === 'set') {
            cache.set(call.key, call.key, { ttl: call.ttl })
            times.set(call.key, call.ttl ? Date.now() + call.ttl : Number.POSITIVE_INFINITY)
          } else if (call.name === 'delete') {
            cache.delete(call.key)
            times.delete(call.key)
          } else if (call.name === 'wait') vi.advanceTimersByTime(call.ms)
          expect(cache.size).toBe(times.size)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('LRUCache with ttlJitter', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('shortens each ttl by up to that part of it', () => {
    const cache = new LRUCache<number, number>({ max: 10, ttl: 1000, ttlJitter: 0.2, ...clock })
    const ttlOf = (random: number) => {
      vi.spyOn(Math, 'random').mockReturnValue(random)
      cache.set(1, 1)
      return cache.getRemainingTTL(1)
    }
    expect([0, 0.5, 1 - 2 ** -53].map(ttlOf)).toEqual([1000, 900, 800])
  })

  it('leaves those that were shortened when they were dumped, and those without an end', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const cache = new LRUCache<number, number>({ max: 10, ttl: 1000, ttlJitter: 1, ...clock })
    cache.set(1, 1).set(2, 2, { ttl: 0 })
    const other = new LRUCache<number, number>({ max: 10, ttlJitter: 1, ...clock })
    other.load(cache.dump())
    expect([other.getRemainingTTL(1), other.getRemainingTTL(2)]).toEqual([500, Number.POSITIVE_INFINITY])
  })

  it('never makes one last for ever, and refuses what is no part', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1 - 2 ** -53)
    const cache = new LRUCache<number, number>({ max: 10, ttl: 1, ttlJitter: 1, ...clock })
    cache.set(1, 1)
    expect(cache.getRemainingTTL(1)).toBe(1)
    for (const ttlJitter of [-0.1, 1.1, Number.NaN, '0.5'])
      expect(() => new LRUCache({ max: 1, ttlJitter } as never)).toThrow(/from 0 to 1/)
  })
})

const key = fc.nat(12)
const calls = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ name: fc.constant('set' as const), key, ttl: fc.nat(12) }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('delete' as const), key }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('wait' as const), ms: fc.nat(9) }) },
  ),
  { maxLength: 60 },
)
