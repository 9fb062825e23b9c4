import type { FileBackend } from '@plimsoll/files'
import { describe, expect, it } from 'vitest'
import { DiskTier, type DiskTierError, type DiskTierOptions } from '../../src/disk.js'

const sizeOf = async (backend: FileBackend) => (await backend.list()).reduce((sum, { size }) => sum + size, 0)

/** What a disk tier promises on any backend. `create` answers one that is empty. */
export function describeDiskTier(backendName: string, create: () => Promise<FileBackend>): void {
  describe(`a disk tier on ${backendName}`, () => {
    const open = <V = string>(backend: FileBackend, options: Partial<DiskTierOptions<V>> = {}) =>
      DiskTier.open<string, V>({ backend, maxDiskBytes: '1MiB', ...options })

    it('finds what was put, before and after it is written', async () => {
      const tier = await open(await create())
      tier.put('a', 'first')
      tier.put('b', 'second', { expiresAt: 1234 })
      expect(await tier.get('a')).toEqual({ value: 'first' })
      await tier.flush()
      expect(await tier.get('a')).toEqual({ value: 'first' })
      expect(await tier.get('b')).toEqual({ value: 'second', expiresAt: 1234 })
      expect(await tier.get('c')).toBeUndefined()
      await tier.close()
    })

    it('finds the newest value of a key, none of one that was deleted', async () => {
      const tier = await open(await create())
      tier.put('a', 'first')
      tier.put('b', 'first')
      await tier.flush()
      tier.put('a', 'second')
      tier.delete('b')
      expect([await tier.get('a'), await tier.get('b')]).toEqual([{ value: 'second' }, undefined])
      await tier.flush()
      expect([await tier.get('a'), await tier.get('b')]).toEqual([{ value: 'second' }, undefined])
      expect(tier.stats().entries).toBe(1)
      await tier.close()
    })

    it('finds the same after it was closed and opened again', async () => {
      const backend = await create()
      const tier = await open(backend)
      for (let number = 0; number < 300; number++) tier.put(`key ${number}`, `value ${number}`)
      await tier.flush()
      for (let number = 0; number < 300; number += 3) tier.delete(`key ${number}`)
      for (let number = 1; number < 300; number += 3) tier.put(`key ${number}`, `another ${number}`)
      await tier.close()

      const again = await open(backend)
      expect(again.recovery).toEqual({ entries: 200, droppedBytes: 0 })
      for (let number = 0; number < 300; number++) {
        const value = [undefined, `another ${number}`, `value ${number}`][number % 3]
        expect((await again.get(`key ${number}`))?.value).toBe(value)
      }
      await again.close()
    })

    it('takes no more of the disk than it may, and drops the oldest for the newest', async () => {
      const backend = await create()
      const tier = await open<Uint8Array>(backend, { maxDiskBytes: '64KiB' })
      for (let number = 0; number < 200; number++) {
        tier.put(`key ${number}`, new Uint8Array(1000).fill(number))
        if (number % 10 !== 9) continue
        // A list of files that change meanwhile is no sum of any moment.
        await tier.flush()
        expect(await sizeOf(backend)).toBeLessThanOrEqual(65536)
      }
      expect(await tier.get('key 0')).toBeUndefined()
      expect(await tier.get('key 199')).toEqual({ value: new Uint8Array(1000).fill(199) })
      const { entries, diskBytes, droppedByBound } = tier.stats()
      expect(entries).toBeGreaterThan(45)
      expect(entries + droppedByBound).toBe(200)
      expect(diskBytes).toBe(await sizeOf(backend))
      await tier.close()
    })

    it('is within a smaller bound when it is opened with that', async () => {
      const backend = await create()
      const tier = await open<Uint8Array>(backend)
      for (let number = 0; number < 200; number++) tier.put(`key ${number}`, new Uint8Array(3000).fill(number))
      await tier.close()
      expect(await sizeOf(backend)).toBeGreaterThan(600_000)

      const smaller = await open<Uint8Array>(backend, { maxDiskBytes: '200KiB' })
      expect(await sizeOf(backend)).toBeLessThanOrEqual(204_800)
      expect(await smaller.get('key 0')).toBeUndefined()
      expect((await smaller.get('key 199'))?.value[0]).toBe(199)
      await smaller.close()
    })

    it('forgets all when it is cleared, for good', async () => {
      const backend = await create()
      const tier = await open(backend)
      tier.put('a', 'first')
      await tier.flush()
      tier.put('b', 'not written yet')
      tier.clear()
      tier.put('c', 'of later')
      expect([await tier.get('a'), await tier.get('b')]).toEqual([undefined, undefined])
      expect(await tier.get('c')).toEqual({ value: 'of later' })
      await tier.close()

      const again = await open(backend)
      expect([await again.get('a'), await again.get('b')]).toEqual([undefined, undefined])
      expect(await again.get('c')).toEqual({ value: 'of later' })
      await again.close()
    })

    it('is open once at a time', async () => {
      const backend = await create()
      const tier = await open(backend)
      const refusal = await open(backend, { lockTimeoutMs: 20 }).catch((error: DiskTierError) => error)
      expect(refusal).toMatchObject({ name: 'DiskTierError', code: 'TIER_LOCKED', cause: { code: 'FILES_LOCKED' } })
      const other = await open(backend, { name: 'another' })
      await Promise.all([tier.close(), other.close()])
      await (await open(backend)).close()
    })

    it('reads a damaged record as absent, and counts it', async () => {
      const backend = await create()
      const told: string[] = []
      const tier = await open<Uint8Array>(backend)
      tier.put('a', new Uint8Array(5000).fill(1))
      tier.put('b', new Uint8Array(5000).fill(2))
      await tier.close()
      const [{ name } = { name: '' }] = await backend.list('disk/')
      const file = await backend.open(name)
      await file.writeAt(Uint8Array.of(99), 3000)
      await file.close()

      const again = await open<Uint8Array>(backend, { onError: ({ code }) => told.push(code) })
      expect(await again.get('a')).toBeUndefined()
      expect(await again.get('b')).toEqual({ value: new Uint8Array(5000).fill(2) })
      expect([again.stats().damaged, told]).toEqual([1, ['TIER_DAMAGED']])
      await again.close()
    })

    it('takes and finds values of a megabyte', async () => {
      const tier = await open<Float64Array>(await create(), { maxDiskBytes: '16MiB' })
      const grid = (first: number) => Float64Array.from({ length: 131_072 }, (_, at) => first + at)
      for (let number = 0; number < 5; number++) tier.put(`grid ${number}`, grid(number))
      await tier.flush()
      for (let number = 0; number < 5; number++) {
        const found = (await tier.get(`grid ${number}`))?.value
        expect([found?.constructor, found?.length]).toEqual([Float64Array, 131_072])
        expect(found?.every((cell, at) => cell === number + at)).toBe(true)
      }
      await tier.close()
    })
  })
}
