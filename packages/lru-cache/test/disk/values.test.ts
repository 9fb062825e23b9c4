import { memoryFiles } from '@plimsoll/files/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DiskTier, type DiskTierError } from '../../src/disk.js'

const open = <K = string, V = unknown>(onError?: (error: DiskTierError) => void) =>
  DiskTier.open<K, V>({ backend: memoryFiles(), maxDiskBytes: '4MiB', ...(onError && { onError }) })

/** What comes back of values, once from memory and once from disk. */
async function backAgain(values: readonly unknown[]): Promise<[unknown[], unknown[]]> {
  const tier = await open<number>()
  for (const [at, value] of values.entries()) tier.put(at, value)
  const read = () => Promise.all(values.map(async (_, at) => (await tier.get(at))?.value))
  const before = await read()
  await tier.flush()
  const after = await read()
  await tier.close()
  return [before, after]
}

describe('values of a disk tier', () => {
  it.each<[string, unknown]>([
    ['texts', 'plain'],
    ['texts of all characters', 'naïve 漢字 🚢 \u0000 \ufeff'],
    ['an empty text', ''],
    ['halves of characters', 'a\ud83d'],
    ['numbers', [0, -0, 1.5, -7, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40, -(2 ** 33), 5e-324]],
    ['what is none', [null, undefined]],
    ['truth', [true, false]],
    ['BigInt', [0n, -(2n ** 200n), 12345678901234567890n]],
    ['dates', [new Date(1e12), new Date(Number.NaN)]],
    ['plain objects', { a: { b: [1, 'two', { three: undefined }] }, '': 0, 漢: 'é' }],
    ['an array with holes', Object.assign(new Array(4), { 1: 'a', 3: 'b' })],
    [
      'maps and sets',
      new Map<unknown, unknown>([
        ['a', new Set([1, 'two'])],
        [{ b: 1 }, new Map()],
      ]),
    ],
    ['bytes', Uint8Array.of(1, 2, 3)],
    ['a view of a part', new Uint8Array(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2)],
    ['numbers of all types', [Int8Array.of(-1), Uint16Array.of(1, 2), Float64Array.of(-0, 0.5), BigInt64Array.of(-3n)]],
    ['one array of numbers', Float32Array.of(1.5, Number.NaN)],
    ['a buffer', Uint8Array.of(9, 8).buffer],
    ['a view of data', new DataView(Uint8Array.of(7, 6, 5).buffer, 1)],
  ])('keep %s', async (_, value) => {
    const [before, after] = await backAgain([value])
    expect(before).toStrictEqual([value])
    expect(after).toStrictEqual([value])
  })

  it('come back as what they were, and as their own', async () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const [[first], [second]] = (await backAgain([bytes])) as [[Uint8Array], [Uint8Array]]
    expect([first.buffer.byteLength, second.buffer.byteLength]).toEqual([3, 3])
    expect(first).not.toBe(bytes)
  })

  it('are stored as they were when they were put', async () => {
    const tier = await open<string, { count: number } | Uint8Array>()
    const object = { count: 1 }
    const bytes = Uint8Array.of(1)
    tier.put('object', object)
    tier.put('bytes', bytes)
    object.count = 2
    bytes[0] = 2
    await tier.flush()
    expect(await tier.get('object')).toEqual({ value: { count: 1 } })
    expect(await tier.get('bytes')).toEqual({ value: Uint8Array.of(1) })
    await tier.close()
  })

  it('keep what occurs twice, or within itself', async () => {
    const shared = { a: 1 }
    const round: { self?: unknown; both: unknown[] } = { both: [shared, shared] }
    round.self = round
    const [, [back]] = (await backAgain([round])) as [unknown, [typeof round]]
    expect(back.self).toBe(back)
    expect(back.both[0]).toBe(back.both[1])
    expect(back.both[0]).toEqual({ a: 1 })
  })

  it('change no prototype', async () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}}')
    const [, [back]] = (await backAgain([value])) as [unknown, [object]]
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
    expect(Object.keys(back)).toEqual(['__proto__'])
    const [, [bare]] = await backAgain([Object.assign(Object.create(null), { a: 1 })])
    expect(Object.getPrototypeOf(bare)).toBe(null)
  })

  it('keep any plain data', async () => {
    const anything = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 8 }), async values => {
        const [before, after] = await backAgain(values)
        expect(before).toStrictEqual(values)
        expect(after).toStrictEqual(values)
      }),
      { numRuns: 100 },
    )
  })

  class Ship {
    readonly name = 'Plimsoll'
  }

  it.each<[string, unknown, RegExp]>([
    ['an object of a class', { ship: new Ship() }, /an object of Ship cannot be encoded; give encode and decode/],
    ['a function', [() => 1], /a function cannot be encoded/],
    ['a symbol', Symbol('a'), /a symbol cannot be encoded/],
  ])('that have no form, such as %s, are left out with what was there before', async (_, value, message) => {
    const told: DiskTierError[] = []
    const tier = await open(error => told.push(error))
    tier.put('a', 'before')
    tier.put('a', value)
    expect(await tier.get('a')).toBeUndefined()
    expect(tier.stats()).toMatchObject({ skippedValues: 1, entries: 0 })
    expect(told).toMatchObject([{ code: 'TIER_UNENCODABLE_VALUE', message: expect.stringMatching(message) }])
    await tier.close()
  })

  it('that are too large are left out', async () => {
    const tier = await open()
    tier.put('text', 'x'.repeat(2 ** 20))
    tier.put('bytes', new Uint8Array(2 ** 20))
    tier.put(
      'list',
      Array.from({ length: 300_000 }, () => 'abcd'),
    )
    tier.put('fits', 'x'.repeat(2 ** 20 - 300))
    expect(tier.stats()).toMatchObject({ tooLarge: 3, entries: 1 })
    await tier.close()
  })

  it('are encoded and decoded by the functions that are given', async () => {
    const backend = memoryFiles()
    const text = (ship: Ship) => new TextEncoder().encode(ship.name)
    const options = { backend, maxDiskBytes: '1MiB', encode: text, decode: () => new Ship() }
    const tier = await DiskTier.open<string, Ship>(options)
    tier.put('a', new Ship())
    await tier.close()
    const again = await DiskTier.open<string, Ship>(options)
    expect((await again.get('a'))?.value).toBeInstanceOf(Ship)
    await again.close()

    const told: string[] = []
    const without = await DiskTier.open({
      backend,
      maxDiskBytes: '1MiB',
      onError: error => told.push(String(error.cause)),
    })
    expect(await without.get('a')).toBeUndefined()
    expect([without.stats().damaged, told]).toEqual([1, [expect.stringMatching(/was not opened with/)]])
    await without.close()
  })
})

describe('keys of a disk tier', () => {
  it('are told apart as a Map does', async () => {
    const tier = await open<unknown, string>()
    const keys = [
      '1',
      1,
      1n,
      true,
      'true',
      Number.NaN,
      0,
      '',
      null,
      undefined,
      'null',
      1.5,
      -1,
      'é',
      '\ud800',
      '\ud801',
    ]
    for (const key of keys) tier.put(key, `of ${String(key)} ${typeof key}`)
    for (const key of keys) expect((await tier.get(key))?.value).toBe(`of ${String(key)} ${typeof key}`)
    expect((await tier.get(-0))?.value).toBe('of 0 number')
    tier.delete(-0)
    expect(await tier.get(0)).toBeUndefined()
    await tier.close()
  })

  it('that mean nothing in another process are left out, and counted', async () => {
    const tier = await open<unknown, string>()
    const keys = [{}, [], Symbol('a'), () => 1, 'x'.repeat(2 ** 21)]
    for (const key of keys) {
      tier.put(key, 'value')
      tier.delete(key)
      expect(await tier.get(key)).toBeUndefined()
    }
    expect(tier.stats()).toMatchObject({ skippedKeys: 5, entries: 0 })
    await tier.close()
  })
})
