import { sizeOf } from '@plimsoll/bytes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'
import { TallyingBudget } from './tallying-budget.js'

const text = (length: number) => 'x'.repeat(length)

describe('fetches in a cache bounded by bytes', () => {
  it('count while they are under way, and what they bring from then on', async () => {
    let settle = (_: string) => {}
    const cache = new LRUCache<string, string>({
      maxBytes: '64KiB',
      fetchMethod: () =>
        new Promise<string>(resolve => {
          settle = resolve
        }),
    })
    const fetched = cache.fetch('key')
    expect(cache.calculatedSize).toBeGreaterThan(1000)
    settle(text(5000))
    await fetched
    expect(cache.calculatedSize).toBe(sizeOf('key') + sizeOf(text(5000)))
  })

  it('answer what is too large, and keep it not', async () => {
    const cache = new LRUCache<string, string>({ maxBytes: '4KiB', fetchMethod: () => text(10_000) })
    expect(await cache.fetch('key')).toHaveLength(10_000)
    expect([cache.size, cache.calculatedSize]).toEqual([0, 0])
  })

  it('leave bound and budget whole, after any calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2000, max: 20_000 }), calls, async (maxBytes, sequence) => {
        const budget = new TallyingBudget()
        const waiting: (() => void)[] = []
        let now = 1
        const cache = new LRUCache<number, string>({
          maxBytes,
          budget,
          ttl: 10,
          ttlResolution: 0,
          perf: { now: () => now },
          fetchMethod: key =>
            new Promise<string | undefined>((resolve, reject) => {
              waiting.push(() => {
                if (key % 5 === 4) reject(new Error('none'))
                else resolve(key % 5 === 3 ? undefined : text(key * 100))
              })
            }),
        })
        const fetches: Promise<unknown>[] = []
        const check = () => {
          const { heapBytes, externalBytes } = cache.memoryUsage()
          expect(heapBytes + externalBytes).toBeLessThanOrEqual(maxBytes)
          expect(budget.bytes).toBeGreaterThanOrEqual(heapBytes + externalBytes)
        }
        for (const { name, key, length } of sequence) {
          if (name === 'set') cache.set(key, text(length))
          else if (name === 'get') cache.get(key, { allowStale: length % 2 === 0 })
          else if (name === 'delete') cache.delete(key)
          else if (name === 'reclaim') cache.reclaim(length)
          else if (name === 'fetch')
            fetches.push(
              cache.fetch(key, { allowStale: length % 2 === 0, forceRefresh: length % 3 === 0 }).catch(() => {}),
            )
          else if (name === 'wait') now += length % 8
          else {
            waiting.splice(length % (waiting.length + 1), 1)[0]?.()
            for (let tick = 0; tick < 10; tick++) await Promise.resolve()
          }
          check()
        }
        for (const settle of waiting) settle()
        await Promise.all(fetches)
        for (let tick = 0; tick < 10; tick++) await Promise.resolve()
        check()
        const sum = cache.dump().reduce((bytes, [key, { value }]) => bytes + sizeOf(key) + sizeOf(value), 0)
        expect(cache.calculatedSize).toBe(sum)
        cache[Symbol.dispose]()
        expect(budget.bytes).toBe(0)
      }),
      { numRuns: 150 },
    )
  })
})

const names = ['set', 'set', 'get', 'delete', 'reclaim', 'fetch', 'fetch', 'fetch', 'wait', 'settle', 'settle'] as const
const calls = fc.array(fc.record({ name: fc.constantFrom(...names), key: fc.nat(20), length: fc.nat(3000) }), {
  maxLength: 60,
})
