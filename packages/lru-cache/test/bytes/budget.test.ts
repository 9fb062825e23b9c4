import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'
import { s3fifo } from '../../src/s3-fifo.js'
import { wTinyLfu } from '../../src/w-tinylfu.js'
import { TallyingBudget } from './tallying-budget.js'

const text = (length: number) => 'x'.repeat(length)
const usageOf = (cache: { memoryUsage(): { heapBytes: number; externalBytes: number } }) => {
  const { heapBytes, externalBytes } = cache.memoryUsage()
  return heapBytes + externalBytes
}

describe('LRUCache with a budget', () => {
  it('joins by its name and terms, and is bounded by the budget alone', () => {
    const budget = new TallyingBudget(50_000)
    const cache = new LRUCache<number, string>({ budget, name: 'names', budgetTerms: { rebuildCost: 'dear' } })
    expect([...budget.holders].map(({ name }) => name)).toEqual(['names'])
    expect(budget.terms).toEqual([{ rebuildCost: 'dear' }])
    for (let key = 0; key < 1000; key++) cache.set(key, text(1000))
    expect(cache.size).toBeGreaterThan(40)
    expect(budget.bytes).toBeLessThanOrEqual(50_000)
    expect([...cache.keys()][0]).toBe(999)
  })

  it('asks ahead, not for each entry', () => {
    const budget = new TallyingBudget()
    const cache = new LRUCache<number, string>({ max: 100_000, budget })
    for (let key = 0; key < 10_000; key++) cache.set(key, text(100))
    expect(budget.asked).toBeLessThan(250)
    expect(budget.bytes / usageOf(cache)).toBeLessThan(1.5)
  })

  it('does not keep what the budget refuses, nor the former value of that key, and lets nobody go for it', () => {
    const budget = new TallyingBudget(10_000)
    const cache = new LRUCache<string, string>({ budget })
    cache.set('a', text(1000)).set('b', text(1000))
    cache.set('a', text(20_000))
    expect([...cache.keys()]).toEqual(['b'])
  })

  it('lets its own go where the budget has no more', () => {
    const budget = new TallyingBudget(10_000)
    const cache = new LRUCache<number, string>({ budget })
    for (let key = 0; key < 4; key++) cache.set(key, text(2000))
    budget.limit = budget.bytes
    cache.get(0)
    cache.set(4, text(2000))
    expect([...cache.keys()]).toEqual([4, 0, 3, 2])
  })

  it('counts bytes beside sizes of another unit', () => {
    const budget = new TallyingBudget()
    const cache = new LRUCache<string, string>({ maxSize: 3, sizeCalculation: () => 1, budget })
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, text(1000))
    expect([cache.calculatedSize, cache.size]).toEqual([3, 3])
    expect(usageOf(cache)).toBeGreaterThan(3000)
    expect(budget.bytes).toBeGreaterThanOrEqual(usageOf(cache))
  })

  it('gives back what it no longer holds', () => {
    const budget = new TallyingBudget()
    const cache = new LRUCache<number, string>({ max: 1000, budget })
    for (let key = 0; key < 1000; key++) cache.set(key, text(1000))
    const full = budget.bytes
    for (let key = 0; key < 900; key++) cache.delete(key)
    expect(budget.bytes).toBeLessThan(full / 3)
    cache.clear()
    expect(budget.bytes).toBe(0)
    cache.set(1, 'one')
    expect(budget.bytes).toBeGreaterThan(0)
  })

  it('leaves the budget when it is disposed of, and keeps nothing from then on', async () => {
    const budget = new TallyingBudget()
    let aborted = false
    const gone: unknown[] = []
    const cache = new LRUCache<number, string>({
      max: 10,
      budget,
      dispose: (_, key, reason) => gone.push([key, reason]),
      fetchMethod: (key, _, { signal }) =>
        new Promise(resolve => {
          if (key !== 7) return resolve('fetched')
          signal.addEventListener('abort', () => {
            aborted = true
          })
        }),
    })
    cache.set(1, 'one')
    void cache.fetch(7).catch(() => {})
    cache[Symbol.dispose]()
    expect([budget.bytes, budget.holders.size, cache.size, aborted]).toEqual([0, 0, 0, true])
    expect(gone).toEqual([[1, 'delete']])
    cache.set(2, 'two')
    expect([cache.get(2), cache.size]).toEqual([undefined, 0])
    expect(await cache.fetch(3)).toBe('fetched')
    expect([cache.size, usageOf(cache)]).toEqual([0, 0])
    cache[Symbol.dispose]()
  })

  it('refuses what is no budget, and terms without one', () => {
    expect(() => new LRUCache({ max: 1, budget: {} } as never)).toThrow(/give a MemoryBudget/)
    expect(() => new LRUCache({ max: 1, budgetTerms: { weight: 2 } } as never)).toThrow(/give budget too/)
  })

  for (const policy of [undefined, s3fifo(), wTinyLfu()])
    it(`has reserved what it holds, at any time, and nothing in the end: ${policy?.name ?? 'lru'}`, () => {
      fc.assert(
        fc.property(calls, sequence => {
          const budget = new TallyingBudget(20_000)
          const cache = new LRUCache<number, string | Uint8Array>({
            max: 20,
            budget,
            ...(policy && { policy }),
            dispose: () => expect(budget.bytes).toBeGreaterThanOrEqual(usageOf(cache)),
          })
          for (const call of sequence) {
            if (call.name === 'set') cache.set(call.key, call.value, call.ttl ? { ttl: 1000 } : undefined)
            else if (call.name === 'get') cache.get(call.key)
            else if (call.name === 'delete') cache.delete(call.key)
            else if (call.name === 'clear') cache.clear()
            else if (call.name === 'limit') budget.limit = call.bytes
            else {
              const before = usageOf(cache)
              const freed = cache.reclaim(call.bytes)
              expect(freed).toBe(before - usageOf(cache))
              if (cache.size > 0) expect(freed).toBeGreaterThanOrEqual(call.bytes)
            }
            expect(budget.bytes).toBeGreaterThanOrEqual(usageOf(cache))
          }
          cache[Symbol.dispose]()
          expect([budget.bytes, usageOf(cache)]).toEqual([0, 0])
        }),
        { numRuns: 80 },
      )
    })
})

const key = fc.nat(30)
const value = fc.oneof(
  fc.nat(3000).map(text),
  fc.nat(2000).map(length => new Uint8Array(length)),
)
const calls = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.record({ name: fc.constant('set' as const), key, value, ttl: fc.boolean() }) },
    { weight: 6, arbitrary: fc.record({ name: fc.constant('get' as const), key }) },
    { weight: 3, arbitrary: fc.record({ name: fc.constant('delete' as const), key }) },
    {
      weight: 2,
      arbitrary: fc.record({ name: fc.constant('reclaim' as const), bytes: fc.integer({ min: -5, max: 8000 }) }),
    },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('limit' as const), bytes: fc.nat(40_000) }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('clear' as const) }) },
  ),
  { maxLength: 80 },
)
