import { LRUCache } from '@plimsoll/lru-cache'
import { s3fifo } from '@plimsoll/lru-cache/s3-fifo'
import { MemoryBudget } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'

const bytesOf = cache => {
  const { heapBytes, externalBytes } = cache.memoryUsage()
  return heapBytes + externalBytes
}
const text = length => 'x'.repeat(length)

describe('caches of one MemoryBudget', () => {
  it('share its line, and give back for one another: the cheap before the dear', () => {
    const budget = new MemoryBudget({ limit: '4MiB' })
    const faults = []
    budget.on('fault', fault => faults.push(fault))
    const cheap = new LRUCache({ max: 1e6, budget, name: 'cheap' })
    const dear = new LRUCache({ max: 1e6, budget, name: 'dear', budgetTerms: { rebuildCost: 'dear' } })
    for (let key = 0; key < 3000; key++) cheap.set(key, text(1000))
    const before = bytesOf(cheap)
    for (let key = 0; key < 3000; key++) {
      dear.set(key, text(1000))
      if (key % 100 === 0) expect(bytesOf(cheap) + bytesOf(dear)).toBeLessThanOrEqual(2 ** 22)
    }
    expect(dear.size).toBe(3000)
    expect(bytesOf(cheap)).toBeLessThan(before / 2)
    expect(faults).toEqual([])
  })

  it('keep inside of it under random work, with what is reserved never below what is held', () => {
    const budget = new MemoryBudget({ limit: '1MiB' })
    const faults = []
    budget.on('fault', fault => faults.push(fault))
    const caches = [
      new LRUCache({ max: 1e6, budget, name: 'texts' }),
      new LRUCache({ maxBytes: '700KiB', budget, name: 'buffers', policy: s3fifo() }),
      new LRUCache({ max: 1e6, budget, name: 'integers', budgetTerms: { rebuildCost: 'free', min: 10_000 } }),
    ]
    const makes = [i => text(i % 3000), i => new Uint8Array(i % 5000), i => i]
    for (let i = 0; i < 20_000; i++) {
      const at = (i * 7919) % 3
      caches[at].set(i, makes[at](i))
      if (i % 5000 === 4999) caches[0].clear()
      if (i % 100 !== 0) continue
      const { holders } = budget.explain()
      for (const { name, reservedBytes } of holders) {
        const cache = caches.find(each => each.name === name)
        expect(reservedBytes).toBeGreaterThanOrEqual(bytesOf(cache))
      }
      expect(caches.reduce((sum, cache) => sum + bytesOf(cache), 0)).toBeLessThanOrEqual(2 ** 20)
    }
    expect(faults).toEqual([])
    for (const cache of caches) cache[Symbol.dispose]?.()
    expect(budget.tryReserve('1MiB')?.bytes).toBe(2 ** 20)
  })

  it('are asked by hand, and tell the truth', async () => {
    const budget = new MemoryBudget({ limit: '8MiB' })
    const faults = []
    budget.on('fault', fault => faults.push(fault))
    const cache = new LRUCache({ max: 1e6, budget })
    for (let key = 0; key < 4000; key++) cache.set(key, text(1000))
    const before = bytesOf(cache)
    expect(await budget.reclaim('1MiB')).toBeGreaterThanOrEqual(2 ** 20)
    expect(before - bytesOf(cache)).toBeGreaterThanOrEqual(2 ** 20)
    expect(faults).toEqual([])
  })
})
