import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { DiskTier } from '../../src/disk.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A tier whose `encode` does something first, once. */
async function opened(first: (tier: DiskTier<string, string>) => void) {
  let isCalled = false
  const tier: DiskTier<string, string> = await DiskTier.open<string, string>({
    backend: memoryFiles(),
    maxDiskBytes: '1MiB',
    encode: value => {
      if (!isCalled) {
        isCalled = true
        first(tier)
      }
      return encoder.encode(value)
    },
    decode: bytes => decoder.decode(bytes),
  })
  return tier
}

const found = async (tier: DiskTier<string, string>, ...keys: string[]) =>
  Promise.all(keys.map(async key => (await tier.get(key))?.value))

describe('an encode that calls its tier', () => {
  it.each<[string, (tier: DiskTier<string, string>) => void]>([
    ['delete', tier => tier.delete('zzzzz')],
    ['get', tier => void tier.get('zzzzz')],
    ['clear', tier => tier.clear()],
  ])('by %s leaves its value under its own key', async (_, first) => {
    const tier = await opened(first)
    tier.put('outer', 'value')
    expect(await found(tier, 'outer', 'zzzzz')).toEqual(['value', undefined])
    await tier.flush()
    expect(await found(tier, 'outer', 'zzzzz')).toEqual(['value', undefined])
    expect(tier.stats().entries).toBe(1)
    await tier.close()
  })

  it('by put leaves both values, and of one key that which was asked for from outside', async () => {
    const other = await opened(tier => tier.put('inner and longer', 'another'))
    other.put('outer', 'value')
    expect(await found(other, 'outer', 'inner and longer')).toEqual(['value', 'another'])
    await other.close()
    const same = await opened(tier => tier.put('outer', 'another'))
    same.put('outer', 'value')
    expect(await found(same, 'outer')).toEqual(['value'])
    await same.close()
  })

  it('by close leaves nothing behind that would be written later', async () => {
    let closing: Promise<void> | undefined
    const tier = await opened(own => {
      closing = own.close()
    })
    tier.put('outer', 'value')
    expect(tier.stats()).toMatchObject({ entries: 0, puts: 0, queuedBytes: 0 })
    await closing
  })

  it('is not called for keys that are not kept', async () => {
    const given: unknown[] = []
    const tier = await DiskTier.open<unknown, string>({
      backend: memoryFiles(),
      maxDiskBytes: '1MiB',
      encode: value => encoder.encode(String(given.push(value))),
      decode: bytes => decoder.decode(bytes),
    })
    for (const key of [{}, Symbol('a'), () => 1]) tier.put(key, 'value')
    expect([given, tier.stats().skippedKeys]).toEqual([[], 3])
    await tier.close()
  })
})

describe('a value whose proxy calls the tier while it is encoded', () => {
  it('is stored whole, and so is what was put meanwhile', async () => {
    const tier = await DiskTier.open<string, unknown>({ backend: memoryFiles(), maxDiskBytes: '1MiB' })
    const trap = (value: unknown) => ({
      get: (target: object, name: string) => {
        tier.put('inner', value)
        return Reflect.get(target, name)
      },
    })
    const outer = (value: unknown) => ({ before: 1, proxy: new Proxy({ a: 2 }, trap(value)), after: 3 })
    for (const value of [{ of: [1, 2, 3] }, 'text']) {
      tier.put('outer', outer(value))
      expect(await tier.get('outer')).toEqual({ value: { before: 1, proxy: { a: 2 }, after: 3 } })
      expect(await tier.get('inner')).toEqual({ value })
    }
    await tier.close()
  })
})
