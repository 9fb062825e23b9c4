import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { DiskTier, DiskTierError, type DiskTierOptions } from '../../src/disk.js'

describe('DiskTier.open', () => {
  const backend = memoryFiles()
  const good = { backend, maxDiskBytes: '1MiB' }
  const refusal = async (options: unknown) => {
    const error = await DiskTier.open(options as DiskTierOptions<unknown>).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DiskTierError)
    expect((error as DiskTierError).code).toBe('TIER_INVALID_OPTIONS')
    return (error as DiskTierError).message
  }

  it.each([
    [undefined, /was given undefined; give it \{ maxDiskBytes/],
    ['cache', /was given "cache"/],
    [{ backend }, /maxDiskBytes is missing; give what the files may take/],
    [{ ...good, maxDiskBytes: 1000 }, /maxDiskBytes 1000; use at least '64KiB'/],
    [{ ...good, maxQueuedBytes: '1KiB' }, /maxQueuedBytes "1KiB"; use at least '64KiB'/],
    [{ ...good, maxDisk: 1 }, /there is no option "maxDisk" of DiskTier.open; use maxDiskBytes, directory/],
    [{ ...good, directory: 'cache' }, /both a directory and a backend/],
    [{ maxDiskBytes: '1MiB', directory: '' }, /directory ""; give the path of a folder/],
    [{ ...good, backend: 'cache' }, /backend "cache"; give a value of @plimsoll\/files/],
    [{ ...good, name: '../up' }, /name "..\/up"; use 1 to 100 letters/],
    [{ ...good, name: '..' }, /name ".."/],
    [{ ...good, encode: () => new Uint8Array() }, /encode without decode; give both, or none/],
    [{ ...good, decode: 5, encode: () => new Uint8Array() }, /decode 5; give a function/],
    [{ ...good, onError: {} }, /onError a value of type Object; give a function/],
    [{ ...good, lockTimeoutMs: Number.NaN }, /lockTimeoutMs NaN; use milliseconds from 0/],
  ])('refuses %o', async (options, message) => {
    expect(await refusal(options)).toMatch(message)
    expect(await backend.list()).toEqual([])
  })

  it('lets the errors of sizes through', async () => {
    await expect(DiskTier.open({ backend, maxDiskBytes: '5 apples' })).rejects.toMatchObject({ name: 'BytesError' })
  })

  it('refuses a folder that a newer version wrote, and leaves it as it is', async () => {
    const tier = await DiskTier.open({ ...good, name: 'newer' })
    tier.put('a', 1)
    await tier.close()
    const [{ name, size } = { name: '', size: 0 }] = await backend.list('newer/')
    const file = await backend.open(name)
    const header = new Uint8Array(64)
    await file.readAt(header, 0)
    header[8] = 2
    const { crc32 } = await import('@plimsoll/files')
    new DataView(header.buffer).setUint32(60, crc32(header.subarray(0, 60)), true)
    await file.writeAt(header, 0)
    await file.close()
    await expect(DiskTier.open({ ...good, name: 'newer' })).rejects.toMatchObject({
      code: 'TIER_UNKNOWN_VERSION',
      message: expect.stringMatching(/format 2; this one reads 1\); update the package, or remove its folder/),
    })
    expect(await backend.list('newer/')).toMatchObject([{ name, size }])
  })

  it('removes what is no segment of its own, and leaves other files alone', async () => {
    for (const [name, bytes] of [
      ['mixed/notes.txt', 5],
      ['mixed/000000000001.segment', 20],
      ['mixed/000000000002.segment', 500],
    ] as const) {
      const file = await backend.open(name, { create: true })
      await file.writeAt(new Uint8Array(bytes), 0)
      await file.close()
    }
    const tier = await DiskTier.open({ ...good, name: 'mixed' })
    expect((await backend.list('mixed/')).map(({ name }) => name)).toEqual(['mixed/notes.txt'])
    tier.put('a', 1)
    await tier.close()
    expect((await backend.list('mixed/')).map(({ name }) => name)).toEqual([
      'mixed/000000000003.segment',
      'mixed/notes.txt',
    ])
  })
})

describe('a disk tier that is closed', () => {
  it('finds nothing and takes nothing, and may be closed again', async () => {
    const tier = await DiskTier.open({ backend: memoryFiles(), maxDiskBytes: '1MiB' })
    tier.put('a', 1)
    await tier.close()
    tier.put('b', 2)
    tier.delete('a')
    tier.clear()
    expect(await tier.get('a')).toBeUndefined()
    await tier.flush()
    await tier.close()
  })

  it('is closed at the end of its block', async () => {
    const backend = memoryFiles()
    {
      await using tier = await DiskTier.open({ backend, maxDiskBytes: '1MiB' })
      tier.put('a', 1)
    }
    const again = await DiskTier.open({ backend, maxDiskBytes: '1MiB', lockTimeoutMs: 0 })
    expect(await again.get('a')).toEqual({ value: 1 })
    await again.close()
  })
})
