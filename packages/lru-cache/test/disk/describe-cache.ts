import type { FileBackend } from '@plimsoll/files'
import { describe, expect, it } from 'vitest'
import { DiskTier } from '../../src/disk.js'
import { LRUCache } from '../../src/index.js'

interface Result {
  readonly of: number
  readonly cells: Float32Array
}

const resultOf = (of: number): Result => ({ of, cells: new Float32Array(500).fill(of) })

/** What a cache and a disk tier promise together. `create` answers an empty backend. */
export function describeCacheWithDisk(backendName: string, create: () => Promise<FileBackend>): void {
  describe(`a cache with a disk tier on ${backendName}`, () => {
    const open = (backend: FileBackend) => DiskTier.open<number, Result>({ backend, maxDiskBytes: '8MiB' })

    it('answers after a restart what was evicted before, without asking fetchMethod', async () => {
      const backend = await create()
      const tier = await open(backend)
      const cache = new LRUCache<number, Result>({ max: 10, tier })
      for (let number = 0; number < 300; number++) cache.set(number, resultOf(number))
      cache.delete(5)
      cache.set(6, resultOf(6000))
      await tier.close()

      const asked: number[] = []
      const after = await open(backend)
      const again = new LRUCache<number, Result>({
        max: 10,
        tier: after,
        fetchMethod: number => {
          asked.push(number)
          return resultOf(-number)
        },
      })
      for (let number = 0; number < 290; number++) {
        const isKept = number !== 5 && number !== 6
        expect(await again.fetch(number)).toEqual(resultOf(isKept ? number : -number))
      }
      expect(asked).toEqual([5, 6])
      await after.close()
    })

    it('writes what goes to and fro once', async () => {
      const tier = await open(await create())
      const cache = new LRUCache<number, Result>({ max: 10, tier })
      for (let number = 0; number < 30; number++) cache.set(number, resultOf(number))
      for (let times = 0; times < 3; times++) {
        for (let number = 0; number < 30; number++) expect(await cache.fetch(number)).toEqual(resultOf(number))
      }
      expect(tier.stats()).toMatchObject({ puts: 30, entries: 30 })
      expect(tier.stats().unchanged).toBeGreaterThan(30)
      await tier.close()
    })

    it('stores a value as it was before dispose had it', async () => {
      const tier = await open(await create())
      const cache = new LRUCache<number, Result>({ max: 1, tier, dispose: ({ cells }) => cells.fill(0) })
      cache.set(1, resultOf(1)).set(2, resultOf(2))
      expect(await tier.get(1)).toEqual({ value: resultOf(1) })
      await tier.close()
    })

    it('lets a value live as long on disk as it would have in memory', async () => {
      const backend = await create()
      const tier = await open(backend)
      const cache = new LRUCache<number, Result>({ max: 1, tier, ttl: 60_000 })
      const from = Date.now()
      cache.set(1, resultOf(1)).set(2, resultOf(2))
      await tier.close()
      const after = await open(backend)
      const { expiresAt = 0 } = (await after.get(1)) ?? {}
      expect(expiresAt).toBeGreaterThan(from + 59_000)
      expect(expiresAt).toBeLessThanOrEqual(Date.now() + 60_001)
      const again = new LRUCache<number, Result>({ max: 1, tier: after, ttl: 1000 })
      expect(await again.fetch(1)).toEqual(resultOf(1))
      await after.close()
    })
  })
}
