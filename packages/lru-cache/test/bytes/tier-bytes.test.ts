import { memoryFiles } from '@plimsoll/files/memory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DiskTier } from '../../src/disk.js'
import { LRUCache } from '../../src/index.js'
import { TallyingBudget } from './tallying-budget.js'

let tier: DiskTier<number, string>
beforeEach(async () => {
  tier = await DiskTier.open({ backend: memoryFiles(), maxDiskBytes: '64MiB', maxQueuedBytes: '1MiB' })
})
afterEach(() => tier.close())

const text = (length: number) => 'x'.repeat(length)
const usageOf = (cache: { memoryUsage(): { heapBytes: number; externalBytes: number } }) => {
  const { heapBytes, externalBytes } = cache.memoryUsage()
  return heapBytes + externalBytes
}

describe('a cache with bytes and a tier', () => {
  it('counts what the tier holds in memory as its own, and stays below its bound', async () => {
    const cache = new LRUCache<number, string>({ maxBytes: '4MiB', tier })
    for (let key = 0; key < 20_000; key++) {
      cache.set(key, text(1000))
      if (key % 100 === 99) expect(usageOf(cache)).toBeLessThanOrEqual(2 ** 22)
      if (key % 1000 === 999) await tier.flush()
    }
    expect(usageOf(cache)).toBeGreaterThan(2 ** 21)
    expect(cache.size).toBeGreaterThan(2000)
  })

  it('lets no more go than it needs, however slow the disk is: what finds no room on its way there is dropped', () => {
    const cache = new LRUCache<number, string>({ maxBytes: '4MiB', tier })
    let least = Number.POSITIVE_INFINITY
    for (let key = 0; key < 10_000; key++) {
      cache.set(key, text(1000))
      if (key > 5000) least = Math.min(least, cache.size)
    }
    expect(least).toBeGreaterThan(2500)
    expect(tier.queuedBytes).toBeLessThanOrEqual(2 ** 19 + 2 ** 15)
  })

  it('reserves what the tier holds, too', async () => {
    const budget = new TallyingBudget(2 ** 22)
    const cache = new LRUCache<number, string>({ budget, tier })
    for (let key = 0; key < 10_000; key++) {
      cache.set(key, text(1000))
      expect(budget.bytes).toBeGreaterThanOrEqual(usageOf(cache))
      if (key % 1000 === 999) await tier.flush()
    }
    expect(cache.size).toBeGreaterThan(1500)
    expect(tier.stats().entries).toBeGreaterThan(1000)
  })
})
