import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DiskTier, type DiskTierError } from '../../src/disk.js'
import { FaultyDisk } from './faulty-disk.js'
import { runsOr } from './runs.js'

const bytes = (fill: number, length = 3000) => new Uint8Array(length).fill(fill)

async function opened(disk: FaultyDisk, maxDiskBytes = 2 ** 20) {
  const told: DiskTierError[] = []
  const tier = await DiskTier.open<string, Uint8Array>({
    backend: disk.files,
    maxDiskBytes,
    onError: error => told.push(error),
  })
  return { tier, told }
}

describe('a disk tier on a disk that is full', () => {
  it('goes on without what has no room, says so, and has what was there before', async () => {
    const disk = new FaultyDisk()
    const { tier, told } = await opened(disk)
    tier.put('a', bytes(1))
    await tier.flush()
    disk.roomBytes = 5000
    tier.put('b', bytes(2))
    await expect(tier.flush()).rejects.toMatchObject({ code: 'TIER_WRITE_FAILED', cause: { code: 'FILES_FULL' } })
    expect(told).toMatchObject([{ code: 'TIER_WRITE_FAILED', cause: { code: 'FILES_FULL' } }])
    expect([(await tier.get('a'))?.value, await tier.get('b')]).toEqual([bytes(1), undefined])
    expect(tier.stats()).toMatchObject({ entries: 1, droppedByFailure: 1, failedWrites: 1 })

    disk.roomBytes = Number.POSITIVE_INFINITY
    tier.put('c', bytes(3))
    await tier.flush()
    await tier.close()
    const { tier: again } = await opened(disk)
    expect(again.recovery).toEqual({ entries: 2, droppedBytes: 0 })
    expect([(await again.get('a'))?.value, (await again.get('c'))?.value]).toEqual([bytes(1), bytes(3)])
    await again.close()
  })

  it('does not bring back what was deleted, or what had no room in its new form', async () => {
    const disk = new FaultyDisk()
    const { tier } = await opened(disk)
    for (const key of ['a', 'b', 'c']) tier.put(key, bytes(1))
    await tier.flush()
    disk.roomBytes = 12_000
    tier.put('a', bytes(2, 5000))
    tier.delete('b')
    await tier.flush().catch(() => {})
    await tier.close()
    const { tier: again } = await opened(disk)
    expect([await again.get('a'), await again.get('b'), (await again.get('c'))?.value]).toEqual([
      undefined,
      undefined,
      bytes(1),
    ])
    await again.close()
  })

  it('gives up the oldest where not even a deletion has room', async () => {
    const disk = new FaultyDisk()
    const { tier } = await opened(disk, 2 ** 16)
    for (let number = 0; number < 15; number++) tier.put(`key ${number}`, bytes(number))
    await tier.flush()
    disk.roomBytes = (await disk.files.list()).reduce((sum, { size }) => sum + size, 0)
    tier.delete('key 9')
    await expect(tier.flush()).rejects.toMatchObject({ code: 'TIER_WRITE_FAILED' })
    await tier.close()
    const { tier: again } = await opened(disk, 2 ** 16)
    expect([await again.get('key 9'), await again.get('key 0')]).toEqual([undefined, undefined])
    expect((await again.get('key 14'))?.value).toEqual(bytes(14))
    await again.close()
  })
})

describe('a disk tier on a disk that fails', () => {
  it('reads as absent what cannot be read, says so, and finds it later', async () => {
    const disk = new FaultyDisk()
    const { tier, told } = await opened(disk)
    tier.put('a', bytes(1))
    await tier.flush()
    disk.refuses.add('readAt')
    expect(await tier.get('a')).toBeUndefined()
    expect(told).toMatchObject([{ code: 'TIER_READ_FAILED', cause: { code: 'FILES_FAILED' } }])
    disk.refuses.clear()
    expect((await tier.get('a'))?.value).toEqual(bytes(1))
    expect(tier.stats()).toMatchObject({ failedReads: 1, hits: 1, misses: 1 })
    await tier.close()
  })

  it('keeps a deletion until it can be written', async () => {
    const disk = new FaultyDisk()
    const { tier } = await opened(disk)
    tier.put('a', bytes(1))
    await tier.flush()
    disk.refuses.add('writeAt').add('truncate').add('remove')
    tier.delete('a')
    await expect(tier.flush()).rejects.toMatchObject({ code: 'TIER_WRITE_FAILED' })
    await expect(tier.flush()).rejects.toMatchObject({ code: 'TIER_WRITE_FAILED' })
    disk.refuses.clear()
    await tier.flush()
    await tier.close()
    const { tier: again } = await opened(disk)
    expect(await again.get('a')).toBeUndefined()
    await again.close()
  })

  it('clears what could not be removed at first', async () => {
    const disk = new FaultyDisk()
    const { tier } = await opened(disk)
    tier.put('a', bytes(1))
    await tier.flush()
    disk.refuses.add('remove').add('writeAt')
    tier.clear()
    await expect(tier.flush()).rejects.toMatchObject({ code: 'TIER_WRITE_FAILED' })
    expect(await tier.get('a')).toBeUndefined()
    disk.refuses.clear()
    tier.put('b', bytes(2))
    await tier.close()
    const { tier: again } = await opened(disk)
    expect([await again.get('a'), (await again.get('b'))?.value]).toEqual([undefined, bytes(2)])
    await again.close()
  })

  it('says when a flush failed', async () => {
    const disk = new FaultyDisk()
    const { tier, told } = await opened(disk)
    disk.refuses.add('flush')
    tier.put('a', bytes(1))
    await expect(tier.flush()).rejects.toMatchObject({ code: 'TIER_WRITE_FAILED' })
    expect(told).toHaveLength(1)
    expect((await tier.get('a'))?.value).toEqual(bytes(1))
    disk.refuses.clear()
    await tier.flush()
    await tier.close()
  })

  it('throws nothing from put, get and delete, and drops what waits beyond its bound', async () => {
    const disk = new FaultyDisk()
    const { tier } = await opened(disk)
    tier.put('a', bytes(1))
    await tier.flush()
    disk.refuses.add('writeAt').add('truncate').add('remove').add('readAt').add('open')
    for (let number = 0; number < 200; number++) {
      tier.put(`key ${number}`, bytes(number))
      tier.delete(`key ${number - 5}`)
      if (number % 20 === 0) expect(await tier.get(`key ${number}`)).toBeDefined()
    }
    await expect(tier.close()).rejects.toMatchObject({ code: 'TIER_WRITE_FAILED' })
  })
})

describe('a disk tier whose values come faster than they are written', () => {
  it('drops those beyond maxQueuedBytes, with what they would have replaced', async () => {
    const disk = new FaultyDisk()
    const tier = await DiskTier.open<string, Uint8Array>({
      backend: disk.files,
      maxDiskBytes: '4MiB',
      maxQueuedBytes: '128KiB',
    })
    tier.put('key 99', bytes(0))
    await tier.flush()
    for (let number = 0; number < 100; number++) {
      tier.put(`key ${number}`, bytes(number))
      expect(tier.memoryUsage().externalBytes).toBeLessThan(2 ** 17 + 2 ** 14)
    }
    const { droppedByQueue, entries, queuedBytes } = tier.stats()
    expect(droppedByQueue).toBeGreaterThan(50)
    expect(entries + droppedByQueue).toBe(100)
    expect(queuedBytes).toBeLessThanOrEqual(2 ** 17)
    expect([(await tier.get('key 0'))?.value, await tier.get('key 99')]).toEqual([bytes(0), undefined])
    await tier.close()
    const again = await DiskTier.open({ backend: disk.files, maxDiskBytes: '4MiB' })
    expect(await again.get('key 99')).toBeUndefined()
    await again.close()
  })
})

describe('a disk tier on a disk that fails now and then', () => {
  const key = fc.nat(10)
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key, length: fc.nat(3000) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('room' as const), room: fc.nat(40_000) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('refuse' as const),
        what: fc.subarray(['writeAt', 'truncate', 'flush', 'remove', 'open'] as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('mend' as const) }) },
  )

  it('finds a value as it was put last or none, then and after a flush and a restart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async steps => {
        const disk = new FaultyDisk()
        const { tier } = await opened(disk, 2 ** 16)
        const model = new Map<string, string>()
        const check = async (asked: DiskTier<string, Uint8Array>) => {
          for (let number = 0; number <= 10; number++) {
            const found = await asked.get(`${number}`)
            if (found) expect(`${found.value[0]} ${found.value.length}`).toBe(model.get(`${number}`))
          }
        }
        for (const [at, given] of steps.entries()) {
          if (given.do === 'put') {
            tier.put(`${given.key}`, bytes(at, given.length + 1))
            model.set(`${given.key}`, `${at} ${given.length + 1}`)
          } else if (given.do === 'delete') {
            tier.delete(`${given.key}`)
            model.delete(`${given.key}`)
          } else if (given.do === 'clear') {
            tier.clear()
            model.clear()
          } else if (given.do === 'flush') await tier.flush().catch(() => {})
          else if (given.do === 'room') disk.roomBytes = given.room
          else {
            disk.refuses.clear()
            disk.roomBytes = Number.POSITIVE_INFINITY
            if (given.do === 'refuse') for (const what of given.what) disk.refuses.add(what)
          }
        }
        await check(tier)
        disk.refuses.clear()
        disk.roomBytes = Number.POSITIVE_INFINITY
        await tier.flush().catch(() => {})
        await tier.flush()
        const { entries } = tier.stats()
        await tier.close()
        expect(disk.largestBytes).toBeLessThanOrEqual(2 ** 16)
        const { tier: again } = await opened(disk, 2 ** 16)
        await check(again)
        expect(again.recovery.entries).toBe(entries)
        await again.close()
      }),
      { numRuns: runsOr(50) },
    )
  })
})
