import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LRUCache } from '../../src/index.js'
import { s3fifo } from '../../src/s3-fifo.js'
import { wTinyLfu } from '../../src/w-tinylfu.js'

const text = (length: number) => 'x'.repeat(length)
const usageOf = (cache: { memoryUsage(): { heapBytes: number; externalBytes: number } }) => {
  const { heapBytes, externalBytes } = cache.memoryUsage()
  return heapBytes + externalBytes
}
const filled = (options: object, entries: number, length: number) => {
  const cache = new LRUCache<number, string>({ max: entries, ...options })
  for (let key = 0; key < entries; key++) cache.set(key, text(length))
  return cache
}

afterEach(() => vi.useRealTimers())

describe('reclaim', () => {
  it('lets those go that were used longest ago, as many as are needed', () => {
    const cache = filled({}, 100, 1000)
    cache.get(0)
    const freed = cache.reclaim(5000)
    expect(freed).toBeGreaterThanOrEqual(5000)
    expect(cache.size).toBeGreaterThan(93)
    expect([cache.has(0), cache.has(1)]).toEqual([true, false])
  })

  it('answers nothing for nothing, and all for more than there is', () => {
    const cache = filled({ maxBytes: '1MiB' }, 100, 1000)
    const all = usageOf(cache)
    expect([cache.reclaim(0), cache.reclaim(-1), cache.reclaim(Number.NaN), cache.size]).toEqual([0, 0, 0, 100])
    expect(cache.reclaim(Number.POSITIVE_INFINITY)).toBe(all)
    expect(cache.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 0 })
    expect(cache.reclaim(1)).toBe(0)
  })

  it('lets what has expired go first', () => {
    vi.useFakeTimers()
    const cache = new LRUCache<number, string>({ max: 100, evictExpiredFirst: true, perf: Date })
    for (let key = 0; key < 50; key++) cache.set(key, text(1000))
    for (let key = 50; key < 60; key++) cache.set(key, text(1000), { ttl: 10 })
    vi.advanceTimersByTime(20)
    cache.reclaim(10_000)
    expect([cache.size, cache.has(0)]).toEqual([50, true])
  })

  it('gives the arrays back where they are all that there is', () => {
    const cache = new LRUCache<number, number>({ maxBytes: '4MiB' })
    for (let key = 0; key < 50_000; key++) cache.set(key, key)
    const before = usageOf(cache)
    const freed = cache.reclaim(before / 2)
    expect(freed).toBe(before - usageOf(cache))
    expect(freed).toBeGreaterThanOrEqual(before / 2)
    expect(cache.size).toBeGreaterThan(15_000)
    for (let key = 50_000 - cache.size; key < 50_000; key++) expect(cache.peek(key)).toBe(key)
  })

  it('lets nobody`s callback keep it from going on, and throws none of their errors at who asked', async () => {
    const thrown: unknown[] = []
    const caught = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(call => {
      try {
        call()
      } catch (error) {
        thrown.push((error as Error).message)
      }
    })
    const fail = (what: string) => () => {
      throw new Error(what)
    }
    for (const options of [{ dispose: fail('before') }, { disposeAfter: fail('after') }]) {
      const cache = filled(options, 10, 1000)
      expect(cache.reclaim(4000)).toBeGreaterThanOrEqual(4000)
      expect(cache.size).toBe(6)
    }
    caught.mockRestore()
    expect(thrown).toEqual([...Array(4).fill('before'), ...Array(4).fill('after')])
  })

  it('gives nothing from inside of itself, nor from inside of a call', () => {
    const answers: number[] = []
    const cache: LRUCache<number, string> = filled({ dispose: () => answers.push(cache.reclaim(1000)) }, 10, 1000)
    cache.reclaim(1500)
    cache.set(100, text(1))
    cache.set(101, text(1))
    cache.set(102, text(1))
    expect(answers).toEqual([0, 0, 0])
    expect(cache.size).toBe(10)
  })

  it('leaves a fetch that is under way where it is', async () => {
    let settle = (_: string) => {}
    const cache = new LRUCache<number, string>({
      max: 100,
      fetchMethod: () =>
        new Promise<string>(resolve => {
          settle = resolve
        }),
    })
    for (let key = 0; key < 100; key++) cache.set(key, text(1000))
    const fetched = cache.fetch(100)
    cache.reclaim(90_000)
    settle('fetched')
    expect(await fetched).toBe('fetched')
    expect(cache.get(100)).toBe('fetched')
  })

  for (const policy of [undefined, s3fifo(), wTinyLfu()])
    it(`keeps what is left in its order, and iterators that are running go on: ${policy?.name ?? 'lru'}`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 60 }),
          fc.array(fc.nat(59)),
          fc.array(fc.nat(59)),
          fc.nat(60),
          fc.nat(30),
          fc.boolean(),
          (entries, deleted, got, at, parts, back) => {
            const cache = new LRUCache<number, number>({ max: 60, ...(policy && { policy }) })
            for (let key = 0; key < entries; key++) cache.set(key, key)
            for (const key of deleted) cache.delete(key)
            for (const key of got) cache.get(key)
            const before = [...(back ? cache.rkeys() : cache.keys())]
            const iterator = back ? cache.rentries() : cache.entries()
            const seen: number[] = []
            for (let step = 0; step < at; step++) {
              const next = iterator.next()
              if (!next.done) seen.push(next.value[0])
            }
            cache.reclaim((usageOf(cache) * parts) / 30)
            const left = back ? [...cache.rkeys()] : [...cache.keys()]
            expect(new Set([...before.filter(key => left.includes(key))])).toEqual(new Set(left))
            if (!policy) expect(left).toEqual(before.filter(key => left.includes(key)))
            for (const [key, value] of iterator) {
              expect(value).toBe(key)
              expect(left).toContain(key)
              // Others move entries when they choose who goes.
              if (!policy) expect(seen).not.toContain(key)
              seen.push(key)
            }
            // Nobody is left out that stands behind where the iterator was.
            const last = seen.at(-1)
            if (seen.length > 0 && left.includes(last as number) && !policy) expect(left.at(-1)).toBe(last)
            for (let key = 1000; key < 1100; key++) cache.set(key, key)
            expect([cache.size, [...cache.keys()].length]).toEqual([60, 60])
          },
        ),
        { numRuns: 100 },
      )
    })
})
