import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { DiskTier, type DiskTierError } from '../../src/disk.js'

/** What a tier makes of a value: the value that is found, or what `onError` is told. */
async function foundOrTold(value: unknown): Promise<{ found: unknown } | { told: string[] }> {
  const told: string[] = []
  const onError = ({ code, message }: DiskTierError) => told.push(`${code}: ${message}`)
  await using tier = await DiskTier.open<string>({ backend: memoryFiles(), maxDiskBytes: '4MiB', onError })
  tier.put('a', 'before')
  tier.put('a', value)
  const hit = await tier.get('a')
  expect(tier.stats()).toMatchObject({ skippedValues: hit ? 0 : 1, entries: hit ? 1 : 0 })
  return hit ? { found: hit.value } : { told }
}

class Rows extends Array<number> {}
class Page extends ArrayBuffer {}
class Pixels extends Uint8Array {}
class Tags extends Set<string> {}

const nested = (value: object) => ({ list: [new Map([[1, value]])] })

const withAccessor = (member: PropertyDescriptor) => Object.defineProperty({}, 'total', { enumerable: true, ...member })

describe('values of a disk tier that would come back as something else', () => {
  it.each<[string, object, string]>([
    ['an array of a class', Rows.of(1, 2), 'an array of Rows'],
    ['an array with members', Object.assign([1, 2], { total: 5 }), 'an array with the member "total"'],
    ['what a pattern matched', 'abc'.match(/b/) as object, 'an array with the member "groups"'],
    ['an array with a symbol', Object.assign([1], { [Symbol('unit')]: 'm' }), 'an array with the key Symbol(unit)'],
    ['an object with a symbol', { [Symbol.for('x')]: 1, a: 2 }, 'an object with the key Symbol(x)'],
    [
      'a getter',
      {
        get total() {
          return 1
        },
      },
      'an object with the accessor "total"',
    ],
    ['a setter', withAccessor({ set() {} }), 'an object with the accessor "total"'],
    ['a hidden member', Object.defineProperty({ a: 1 }, 'id', { value: 1 }), 'an object with the hidden member "id"'],
    ['a hidden getter', withAccessor({ enumerable: false, get: () => 1 }), 'an object with the hidden member "total"'],
    ['a date with members', Object.assign(new Date(0), { zone: 'UTC' }), 'a Date with the member "zone"'],
    ['a map with members', Object.assign(new Map(), { unit: 'm' }), 'a Map with the member "unit"'],
    ['a set with a symbol', Object.assign(new Set(), { [Symbol('b')]: 1 }), 'a Set with the key Symbol(b)'],
    ['a set of a class', new Tags(), 'an object of Tags'],
    ['a buffer of a class', new Page(8), 'an object of Page'],
    ['a view of a class', new Pixels(8), 'an object of Pixels'],
    ['a buffer with members', Object.assign(new ArrayBuffer(8), { of: 'a' }), 'an ArrayBuffer with the member "of"'],
    [
      'a view of data with members',
      Object.assign(new DataView(new ArrayBuffer(8)), { of: 'a' }),
      'a DataView with the member "of"',
    ],
    [
      'what only says that it is a buffer',
      { [Symbol.toStringTag]: 'ArrayBuffer' },
      'an object with the key Symbol(Symbol.toStringTag)',
    ],
    ['what only inherits from a buffer', Object.create(ArrayBuffer.prototype), 'a value could not be encoded'],
    ['what only inherits from a date', Object.create(Date.prototype), 'a value could not be encoded'],
    ['an object of another one', Object.create({ inherited: 1 }), 'an object of Object'],
  ])('are refused by name: %s', async (_, value, what) => {
    const end = what.endsWith('encoded') ? '' : ' cannot be encoded'
    const message = `TIER_UNENCODABLE_VALUE: ${what}${end}; give encode and decode, or values of plain data`
    expect(await foundOrTold(value)).toEqual({ told: [message] })
    expect(await foundOrTold(nested(value))).toEqual({ told: [message] })
  })

  it('are refused by name: a buffer that may change its length', async () => {
    const Resizable = ArrayBuffer as new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer
    const buffer = new Resizable(2, { maxByteLength: 8 })
    expect(await foundOrTold(buffer)).toEqual({ told: [expect.stringContaining(': a resizable ArrayBuffer cannot')] })
    expect(await foundOrTold(new Uint8Array(buffer))).toEqual({ found: new Uint8Array(2) })
  })

  it('are kept where they differ in nothing that is compared: what is frozen, and a proxy', async () => {
    expect(await foundOrTold(Object.freeze({ a: [1] }))).toEqual({ found: { a: [1] } })
    expect(await foundOrTold(new Proxy({ a: [1] }, {}))).toEqual({ found: { a: [1] } })
  })

  it('are refused where a proxy in them changes them while they are read', async () => {
    const map = new Map<number, unknown>()
    const trap = {
      ownKeys: () => {
        map.set(map.size, 'later')
        return []
      },
    }
    map.set(0, new Proxy({}, trap)).set(1, 'b')
    expect(await foundOrTold(map)).toEqual({ told: [expect.stringContaining(': a Map that changed while it was')] })
  })
})
