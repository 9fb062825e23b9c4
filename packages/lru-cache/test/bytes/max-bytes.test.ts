import { sizeOf } from '@plimsoll/bytes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LRUCache, LRUCacheError } from '../../src/index.js'
import { s3fifo } from '../../src/s3-fifo.js'
import { wTinyLfu } from '../../src/w-tinylfu.js'
import { PlainBounded } from './plain-bounded.js'

const usageOf = (cache: LRUCache<never, never>) => {
  const { heapBytes, externalBytes } = cache.memoryUsage()
  return heapBytes + externalBytes
}
const text = (length: number) => 'x'.repeat(length)

describe('LRUCache with maxBytes', () => {
  it('reads sizes as text, and counts keys and values', () => {
    const cache = new LRUCache<string, string>({ maxBytes: '10KiB' })
    cache.set('a key', text(1000))
    expect(cache.calculatedSize).toBe(sizeOf('a key') + sizeOf(text(1000)))
    expect(cache.maxEntrySize).toBe(10_240)
  })

  it('evicts who was used longest ago when the next one does not fit', () => {
    const cache = new LRUCache<string, string>({ maxBytes: '8KiB' })
    for (const key of ['a', 'b', 'c']) cache.set(key, text(2000))
    cache.get('a')
    cache.set('d', text(2000))
    expect([...cache.keys()]).toEqual(['d', 'a', 'c'])
  })

  it('counts what is given as size, or calculated, in place of what it would measure', () => {
    const cache = new LRUCache<string, string>({ maxBytes: '10KiB', sizeCalculation: value => value.length })
    cache.set('a', text(100)).set('b', text(200), { size: 1000 })
    expect(cache.calculatedSize).toBe(1100)
    expect(() => cache.set('c', 'd', { size: -1, sizeCalculation: () => 0.5 })).toThrow(TypeError)
  })

  it('does not keep what is larger than the bound, nor the former value of that key', () => {
    const gone: unknown[] = []
    const cache = new LRUCache<string, string>({
      maxBytes: '4KiB',
      dispose: (_, key, reason) => gone.push([key, reason]),
    })
    const status: LRUCache.Status<string, string> = {}
    cache.set('a', 'small').set('b', 'small')
    cache.set('a', text(5000), { status })
    expect([...cache.keys()]).toEqual(['b'])
    expect(gone).toEqual([['a', 'set']])
    expect(status).toMatchObject({ set: 'miss', maxEntrySizeExceeded: true })
  })

  it('counts a value that has changed when it is set again', () => {
    const cache = new LRUCache<string, number[]>({ maxBytes: '100KiB' })
    const value = [1]
    cache.set('a', value)
    for (let at = 0; at < 1000; at++) value.push(at)
    const before = cache.calculatedSize
    cache.set('a', value)
    expect(cache.calculatedSize).toBeGreaterThan(before + 3000)
  })

  it('costs nothing but a place for integers, and fills its bound with them', () => {
    const cache = new LRUCache<number, number>({ maxBytes: '1MiB' })
    for (let key = 0; key < 100_000; key++) cache.set(key, key)
    expect(cache.calculatedSize).toBe(0)
    expect(usageOf(cache as never)).toBeLessThanOrEqual(2 ** 20)
    expect(cache.size).toBeGreaterThan(2 ** 20 / 60)
  })

  it('gives up places for large entries where small ones had filled it', () => {
    const cache = new LRUCache<number, string | number>({ maxBytes: '256KiB' })
    for (let key = 0; key < 20_000; key++) cache.set(key, key)
    const small = cache.size
    for (let key = 0; key < 200; key++) {
      cache.set(-key - 1, text(20_000 + key))
      expect(usageOf(cache as never)).toBeLessThanOrEqual(2 ** 18)
      expect(cache.peek(-key - 1)).toHaveLength(20_000 + key)
    }
    for (let key = 0; key < 20_000; key++) cache.set(key, key)
    expect(cache.size).toBeGreaterThan(small * 0.8)
  })

  it('refuses maxSize beside it, and says what to do', () => {
    expect(() => new LRUCache({ maxBytes: 1000, maxSize: 1000 } as never)).toThrow(/use maxBytes for bytes, or maxSize/)
    expect(() => new LRUCache({ maxBytes: 'much' } as never)).toThrow(LRUCacheError)
  })

  it('holds what a plain list holds, and never more than its bytes, after any calls', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 600, max: 20_000 }),
        fc.option(fc.integer({ min: 1, max: 8 })),
        calls,
        (maxBytes, max, sequence) => {
          const cache = new LRUCache<NonNullable<unknown>, NonNullable<unknown>>({
            maxBytes,
            ...(max !== null && { max }),
          })
          const model = new PlainBounded()
          for (const call of sequence) {
            switch (call.name) {
              case 'get':
                expect(cache.get(call.key)).toBe(model.get(call.key))
                break
              case 'delete':
                cache.delete(call.key)
                model.delete(call.key)
                break
              case 'clear':
                cache.clear()
                model.entries = []
                break
              case 'set': {
                const { key, value, ttl, size } = call
                cache.set(key, value, { ...(ttl && { ttl: 1000 }), ...(size && { size }) })
                model.set(key, value, size || undefined, cache.size, cache.peek(key) === value)
              }
            }
            expect([...cache.rkeys()]).toEqual(model.entries.map(({ key }) => key))
            expect([cache.size, cache.calculatedSize]).toEqual([model.entries.length, model.payload])
            expect(usageOf(cache as never)).toBeLessThanOrEqual(maxBytes)
            expect(usageOf(cache as never)).toBeGreaterThanOrEqual(model.payload)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  for (const policy of [s3fifo(), wTinyLfu()])
    it(`never holds more than its bytes, nor anything that was not set, after any calls: ${policy.name}`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 600, max: 20_000 }), calls, (maxBytes, sequence) => {
          const cache = new LRUCache<NonNullable<unknown>, NonNullable<unknown>>({ maxBytes, policy })
          const last = new Map<unknown, unknown>()
          for (const call of sequence) {
            if (call.name === 'set') {
              cache.set(call.key, call.value)
              last.set(call.key, call.value)
            } else if (call.name === 'get') cache.get(call.key)
            else if (call.name === 'delete') cache.delete(call.key)
            else cache.clear()
            const entries = [...cache.entries()]
            expect(entries.length).toBe(cache.size)
            expect([...cache.rkeys()].reverse()).toEqual(entries.map(([key]) => key))
            for (const [key, value] of entries) expect(value).toBe(last.get(key))
            expect(cache.calculatedSize).toBe(
              entries.reduce((sum, [key, value]) => sum + sizeOf(key) + sizeOf(value), 0),
            )
            expect(usageOf(cache as never)).toBeLessThanOrEqual(maxBytes)
          }
        }),
        { numRuns: 80 },
      )
    })

  it('keeps each entry that fits by itself', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(3000)), { maxLength: 60 }), sets => {
        const cache = new LRUCache<number, string>({ maxBytes: 4000 })
        for (const [key, length] of sets) {
          cache.set(key, text(length))
          expect(cache.peek(key)).toBe(text(length))
        }
      }),
    )
  })
})

const object = { a: 'key' }
const key = fc.oneof(
  fc.nat(12),
  fc.constantFrom<NonNullable<unknown>>(
    'text',
    'another text',
    1.5,
    Number.NaN,
    2 ** 40,
    object,
    Symbol.iterator,
    10n,
    true,
  ),
)
const value = fc.oneof(
  fc.nat(100),
  fc.nat(4000).map(text),
  fc.nat(2000).map(length => new Uint8Array(length)),
  fc.record({ id: fc.nat(), name: fc.string() }),
)
const calls = fc.array(
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({
        name: fc.constant('set' as const),
        key,
        value,
        ttl: fc.boolean(),
        size: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.nat(9000)),
      }),
    },
    { weight: 10, arbitrary: fc.record({ name: fc.constant('get' as const), key }) },
    { weight: 4, arbitrary: fc.record({ name: fc.constant('delete' as const), key }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('clear' as const) }) },
  ),
  { maxLength: 80 },
)
