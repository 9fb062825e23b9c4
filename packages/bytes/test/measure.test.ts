import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesError, type Measured, type MeasureOptions, measure, Seen, sizeOf } from '../src/index.js'

const value = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
})
const bytes = ({ heapBytes, externalBytes }: Measured) => heapBytes + externalBytes
const many = <Part>(length: number, make: (at: number) => Part) => Array.from({ length }, (_, at) => make(at))
const record = (at: number) =>
  JSON.parse(`{"id":${at},"name":"the name of ${at}","score":${at + 0.5},"tags":["one",${at}],"author":{"nr":${at}}}`)

describe('measure', () => {
  it('counts as sizeOf does, for any value', () => {
    fc.assert(
      fc.property(value, part => {
        expect(bytes(measure(part))).toBe(sizeOf(part))
      }),
    )
  })

  it('tells heap and external bytes apart', () => {
    const alone = measure(new ArrayBuffer(0))
    expect(measure(new ArrayBuffer(8000))).toEqual({ ...alone, externalBytes: 8000 })
    expect(measure({ a: 1 }).externalBytes).toBe(0)
  })

  it.each<[string, unknown, number]>([
    ['entries of a Map', new Map([[1, [1, 2, 3]]]), 1],
    ['members of a Set', new Set([1, 2]), 2],
    ['elements of an array', [1, 2, 3], 3],
    ['elements of a typed array', new Uint16Array(7), 7],
    ['properties of an object, symbols too', { a: 1, b: { c: 1, d: 2 }, [Symbol.iterator]: 3 }, 3],
    ['none in a text', 'text', 0],
    ['none in nothing', null, 0],
  ])('answers the %s', (_, part, entries) => {
    expect(measure(part).entries).toBe(entries)
  })

  it('answers how many objects it visited', () => {
    expect(measure([{ a: 1 }, { b: [] }, 'text', 0.5]).visited).toBe(4)
    expect(measure(7).visited).toBe(0)
  })

  it('runs no getter', () => {
    let calls = 0
    const guarded = {
      get secret() {
        return ++calls
      },
    }
    measure([guarded, Object.defineProperty([1], 0, { get: () => ++calls })])
    measure(
      many(100, () => guarded),
      { maxNodes: 10 },
    )
    expect(calls).toBe(0)
  })

  it('refuses options that do not exist or cannot be', () => {
    const refusal = (options: unknown) => {
      try {
        measure([], options as MeasureOptions)
        return 'taken'
      } catch (error) {
        return error instanceof BytesError ? `${error.code}: ${error.message}` : error
      }
    }
    expect(refusal({ maxNode: 5 })).toBe(
      'BYTES_INVALID_OPTIONS: there is no option "maxNode"; there are maxNodes, seen',
    )
    expect(refusal({ maxNodes: 0 })).toBe('BYTES_INVALID_OPTIONS: maxNodes is 0; give a whole number of 1 or more')
    expect(refusal({ seen: new Set() })).toBe(
      'BYTES_INVALID_OPTIONS: seen is no Seen; give new Seen(), or leave it out',
    )
    expect(refusal({ seen: new Seen(), maxNodes: 5 })).toMatch(/^BYTES_INVALID_OPTIONS: maxNodes and seen are both/)
    expect(refusal(null)).toBe('BYTES_INVALID_OPTIONS: options is null; give { maxNodes, seen }, or leave it out')
    expect(refusal(5)).toMatch(/^BYTES_INVALID_OPTIONS: options is a number/)
  })
})

describe('measure with what was seen before', () => {
  it('counts a part that several values share for the first of them', () => {
    const part = many(100, at => ({ at }))
    const seen = new Seen()
    const [first, second] = [measure({ part }, { seen }), measure({ part }, { seen })]
    expect(bytes(first)).toBe(sizeOf({ part }))
    expect(bytes(second)).toBe(sizeOf({ part: null }))
    expect(bytes(measure(part, { seen }))).toBe(0)
  })

  it('adds up to what the values take together, for any values', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 6 }), (parts, again) => {
        const all = [...parts, ...again.map(at => parts[at % Math.max(1, parts.length)])]
        const seen = new Seen()
        const objects = all.filter(part => typeof part === 'object' && part !== null)
        const sum = objects.reduce((total: number, part) => total + bytes(measure(part, { seen })), 0)
        expect(sum).toBe(sizeOf(objects) - sizeOf(new Array(objects.length).fill(null)))
      }),
    )
  })
})

describe('measure of a sample', () => {
  const close = (part: unknown, maxNodes: number, percent: number) => {
    const estimate = measure(part, { maxNodes })
    expect(estimate).toMatchObject({ sampled: true, exact: false })
    expect(estimate.visited).toBeLessThanOrEqual(maxNodes)
    expect(Math.abs(bytes(estimate) / sizeOf(part) - 1)).toBeLessThan(percent / 100)
  }

  it('is within a few percent where members are alike', () => {
    close(many(20_000, record), 1000, 2)
    close(new Map(many(20_000, at => [`the key of ${at}`, { at, half: at + 0.5 }])), 1000, 2)
    close(new Set(many(20_000, at => ({ list: [at, at + 0.5] }))), 1000, 2)
    close(Object.fromEntries(many(20_000, at => [`key${at}`, { at }])), 1000, 2)
    close(
      many(200, row => many(200, column => ({ row, column }))),
      1000,
      2,
    )
    close({ few: many(500, record), more: many(5000, at => new Float64Array(10 + (at % 7))) }, 1000, 5)
  })

  it('counts what members share once', () => {
    const shared = { text: 'x'.repeat(100_000), list: many(100, at => ({ at })) }
    close(
      many(20_000, at => ({ at, shared })),
      1000,
      5,
    )
    const categories = many(10, at => ({ name: `the category ${at}`, list: new Array(1000).fill(at) }))
    close(
      many(20_000, at => ({ at, category: categories[at % 10] })),
      1000,
      5,
    )
  })

  it('is not misled by what repeats regularly', () => {
    close({ numbers: many(20_000, at => (at % 2 ? null : at + 0.5)), rest: many(2000, () => []) }, 500, 5)
  })

  it('is whole where there is room for all', () => {
    fc.assert(
      fc.property(value, part => {
        expect(measure(part, { maxNodes: 100_000 })).toEqual(measure(part))
      }),
    )
  })

  it('visits as many as it may, of what is linked one by one', () => {
    let list: unknown = null
    for (let at = 0; at < 10_000; at++) list = { list }
    expect(measure(list, { maxNodes: 100 })).toMatchObject({ visited: 100, sampled: true })
  })
})

describe('what measure calls exact', () => {
  it('is data, on an engine whose layout is known', () => {
    expect(measure([record(1), new Map([['a', new Set([1])]]), new Date(), new Float64Array(9), 5n]).exact).toBe(true)
  })

  class Wallet {
    #cents = 1
    label = 'a label'
    get cents() {
      return this.#cents
    }
  }
  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['private fields', new Wallet()],
    ['an error', new Error('message')],
    ['a promise', Promise.resolve()],
    ['a weak map', new WeakMap()],
    ['a pattern', /a/],
    ['a suspended generator', (function* () {})()],
    ['an object of the platform', new URL('https://example.org/')],
    ['an iterator', [1].values()],
  ])('is not what holds %s', (_, part) => {
    expect(measure({ deep: [part] }).exact).toBe(false)
  })
})
