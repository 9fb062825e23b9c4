import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LRUCache } from '../src/index.js'

interface Call {
  readonly keys: readonly number[]
  readonly signal: AbortSignal
  readonly context: unknown
  answer(values: readonly (string | undefined)[] | ReadonlyMap<number, string>): void
  fail(error: unknown): void
}

/** A cache whose calls of `fetchManyMethod` are answered by the test. */
function waiting(options: object = {}) {
  const calls: Call[] = []
  let called: (call: Call) => void = () => {}
  const cache = new LRUCache<number, string>({
    max: 10,
    fetchManyMethod: (keys, { signal, context }) =>
      new Promise((answer, fail) => {
        const call = { keys, signal, context, answer, fail }
        calls.push(call)
        called(call)
      }),
    ...options,
  })
  return {
    cache,
    calls,
    nextCall: () => new Promise<Call>(resolve => (called = resolve)),
  }
}

const named = (keys: readonly number[]) => keys.map(key => `row ${key}`)

describe('fetchMany with fetchManyMethod', () => {
  it('gets all that are missing by one call, each once, and answers in the order that was asked for', async () => {
    const { cache, calls, nextCall } = waiting()
    cache.set(2, 'two')
    const call = nextCall()
    const found = cache.fetchMany([3, 2, 1, 3])
    const { keys, answer } = await call
    expect(keys).toEqual([3, 1])
    answer(named(keys))
    expect([...(await found)]).toEqual([
      [3, 'row 3'],
      [2, 'two'],
      [1, 'row 1'],
    ])
    expect(calls).toHaveLength(1)
    expect(cache.get(1)).toBe('row 1')
  })

  it('calls nobody where nothing is missing', async () => {
    const { cache, calls } = waiting()
    cache.set(1, 'one')
    expect(await cache.fetchMany([1])).toEqual(new Map([[1, 'one']]))
    expect(await cache.fetchMany([])).toEqual(new Map())
    expect(calls).toEqual([])
  })

  it('takes answers by key, too, and leaves out what there is not', async () => {
    const { cache, nextCall } = waiting()
    const call = nextCall()
    const found = cache.fetchMany([1, 2, 3])
    ;(await call).answer(
      new Map([
        [3, 'three'],
        [9, 'nobody asked'],
      ]),
    )
    expect(await found).toEqual(new Map([[3, 'three']]))
    expect([...cache.keys()]).toEqual([3])
  })

  it('asks for no key again that is being fetched, by fetch or by fetchMany', async () => {
    const { cache, calls, nextCall } = waiting()
    const first = nextCall()
    const some = cache.fetchMany([1, 2])
    const ofFirst = await first
    const second = nextCall()
    const more = cache.fetchMany([2, 3])
    const one = cache.fetch(1)
    const ofSecond = await second
    expect([ofFirst.keys, ofSecond.keys]).toEqual([[1, 2], [3]])
    ofSecond.answer(named([3]))
    ofFirst.answer(named([1, 2]))
    expect([...(await some).keys(), ...(await more).keys(), await one]).toEqual([1, 2, 2, 3, 'row 1'])
    expect(calls).toHaveLength(2)
  })

  it('is what fetch uses for one key, where there is no fetchMethod', async () => {
    const { cache, nextCall } = waiting()
    const call = nextCall()
    const one = cache.fetch(5)
    const { keys, answer } = await call
    expect(keys).toEqual([5])
    answer(['five'])
    expect(await one).toBe('five')
    expect(cache.fetchMethod).toBeUndefined()
  })

  it('answers all of more keys than the cache has room for, and keeps those that came last', async () => {
    const { cache, nextCall } = waiting({ max: 2 })
    const call = nextCall()
    const found = cache.fetchMany([1, 2, 3, 4])
    const { keys, answer } = await call
    answer(named(keys))
    expect([...(await found).keys()]).toEqual([1, 2, 3, 4])
    expect([...cache.keys()].sort()).toEqual([3, 4])
  })

  it('keeps nothing that was deleted or set meanwhile, and answers what was fetched', async () => {
    const { cache, nextCall } = waiting()
    const call = nextCall()
    const found = cache.fetchMany([1, 2])
    const { answer } = await call
    cache.delete(1)
    cache.set(2, 'newer')
    answer(named([1, 2]))
    expect([...(await found).values()]).toEqual(['row 1', 'row 2'])
    expect([...cache]).toEqual([[2, 'newer']])
  })

  it('rejects with what the method throws, and keeps none of its keys', async () => {
    const { cache, nextCall } = waiting()
    cache.set(9, 'nine')
    const broken = new Error('the database is gone')
    const call = nextCall()
    const found = cache.fetchMany([1, 9, 2])
    ;(await call).fail(broken)
    await expect(found).rejects.toBe(broken)
    expect([...cache.keys()]).toEqual([9])
    const thrower = new LRUCache<number, string>({
      max: 2,
      fetchManyMethod: () => {
        throw broken
      },
    })
    await expect(thrower.fetchMany([1, 2])).rejects.toBe(broken)
  })

  it.each([
    ['an array that is too short', ['only one'], 'asked for 2 keys and answered an array of 1'],
    ['something else', { 1: 'one', 2: 'two' }, 'asked for 2 keys and answered object'],
    ['nothing', undefined, 'asked for 2 keys and answered undefined'],
  ])('refuses %s as an answer', async (_, answer, message) => {
    const cache = new LRUCache<number, string>({ max: 2, fetchManyMethod: () => answer as never })
    await expect(cache.fetchMany([1, 2])).rejects.toMatchObject({
      code: 'LRU_INVALID_ANSWER',
      message: expect.stringContaining(message),
    })
    expect(cache.size).toBe(0)
  })

  it('ends with the reason of the signal, and the method is told of it', async () => {
    const { cache, nextCall } = waiting()
    const caller = new AbortController()
    const call = nextCall()
    const found = cache.fetchMany([1, 2], { signal: caller.signal })
    const { signal, answer } = await call
    const enough = new Error('the request was closed')
    caller.abort(enough)
    await expect(found).rejects.toBe(enough)
    expect([signal.aborted, signal.reason]).toEqual([true, enough])
    answer(named([1, 2]))
    await Promise.resolve()
    expect(cache.size).toBe(0)
  })

  it('does not begin where the signal is aborted already', async () => {
    const { cache, calls } = waiting()
    await expect(cache.fetchMany([1], { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
    expect(calls).toEqual([])
  })

  it('goes on where aborts are to be ignored', async () => {
    const { cache, nextCall } = waiting()
    const caller = new AbortController()
    const call = nextCall()
    const found = cache.fetchMany([1], { signal: caller.signal, ignoreFetchAbort: true })
    const { answer } = await call
    caller.abort()
    answer(['one'])
    expect(await found).toEqual(new Map([[1, 'one']]))
    expect(cache.get(1)).toBe('one')
  })

  it('answers what has expired at once with allowStale, and gets it anew', async () => {
    let now = 1
    const { cache, nextCall } = waiting({ ttl: 5, ttlResolution: 0, perf: { now: () => now } })
    cache.set(1, 'old')
    now = 10
    const call = nextCall()
    const found = await cache.fetchMany([1], { allowStale: true })
    expect([...found.values()]).toEqual(['old'])
    const { keys, answer } = await call
    expect(keys).toEqual([1])
    answer(['new'])
    expect(await cache.fetch(1)).toBe('new')
  })

  it('gets what is there, too, with forceRefresh', async () => {
    const { cache, nextCall } = waiting()
    cache.set(1, 'old')
    const call = nextCall()
    const found = cache.fetchMany([1], { forceRefresh: true })
    ;(await call).answer(['new'])
    expect([...(await found).values(), cache.get(1)]).toEqual(['new', 'new'])
  })

  it('hands the context on, counts each key, and sets with the options that it was given', async () => {
    const calls: unknown[] = []
    const cache = new LRUCache<number, string, { tenant: string }>({
      max: 5,
      fetchManyMethod: (keys, { context }) => {
        calls.push(context)
        return named(keys)
      },
    })
    cache.set(1, 'one')
    await cache.fetchMany([1, 2, 3], { context: { tenant: 'a' }, ttl: 1000 })
    expect(calls).toEqual([{ tenant: 'a' }])
    expect(cache.getRemainingTTL(2)).toBeGreaterThan(0)
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 2, inserts: 3 })
  })

  it('is given a function, or nothing', () => {
    expect(() => new LRUCache({ max: 1, fetchManyMethod: 'select' as never })).toThrow(
      'fetchManyMethod must be a function',
    )
  })
})

describe('fetchMany of any keys in a cache of any size', () => {
  it('answers what a lookup of each would answer, and asks once for each key that is missing', async () => {
    const keys = fc.array(fc.nat(12), { maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), keys, keys, async (max, held, wanted) => {
        const asked: number[] = []
        const cache = new LRUCache<number, string>({
          max,
          fetchManyMethod: async keys => {
            asked.push(...keys)
            return keys.map(key => (key % 5 === 0 ? undefined : `row ${key}`))
          },
        })
        cache.setMany(held.map(key => [key, `row ${key}`]))
        const missing = [...new Set(wanted)].filter(key => !cache.has(key))
        const found = await cache.fetchMany(wanted)
        expect([...found].every(([key, value]) => value === `row ${key}`)).toBe(true)
        expect([...found.keys()]).toEqual([...new Set(wanted)].filter(key => !missing.includes(key) || key % 5 !== 0))
        expect(asked).toEqual(missing)
        expect(cache.size).toBeLessThanOrEqual(max)
      }),
    )
  })
})
