import { collectionBytes, type MemoryConsumer, sizeOf } from '@plimsoll/bytes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapConsumer } from '../src/adapters/map.js'
import { withErrorsHeard } from './errors-heard.js'

const total = (consumer: MemoryConsumer) => {
  const { heapBytes, externalBytes } = consumer.memoryUsage()
  return heapBytes + externalBytes
}

describe('mapConsumer', () => {
  const thousand = () =>
    new Map(Array.from({ length: 1000 }, (_, i) => [`key-${i}-${'x'.repeat(20)}`, { i, square: i * i }]))

  it('counts the table, and the entries by a few of them', () => {
    const map = thousand()
    let contents = 0
    for (const [key, value] of map) contents += sizeOf(key) + sizeOf(value)
    const { heapBytes, externalBytes, entries } = mapConsumer('records', map).memoryUsage()
    expect([externalBytes, entries]).toEqual([0, 1000])
    expect(Math.abs(heapBytes / (collectionBytes('Map', 1000) + contents) - 1)).toBeLessThan(0.02)
  })

  it('counts what lies outside of the heap apart', () => {
    const map = new Map([[1, new Uint8Array(50_000)]])
    const { heapBytes, externalBytes } = mapConsumer('uploads', map).memoryUsage()
    expect(externalBytes).toBe(50_000)
    expect(heapBytes).toBe(sizeOf(map) - 50_000)
  })

  it('follows the Map as it changes', () => {
    const map = new Map<number, string>()
    const consumer = mapConsumer('texts', map, { bytesOf: text => text.length })
    expect(total(consumer)).toBe(collectionBytes('Map', 0))
    map.set(1, 'one').set(2, 'seven')
    expect(total(consumer)).toBe(collectionBytes('Map', 2) + 8)
    map.delete(1)
    expect(total(consumer)).toBe(collectionBytes('Map', 1) + 5)
  })

  it('knows of a change in what entries take up, wherever it begins', () => {
    const map = new Map<number, number>()
    const consumer = mapConsumer('sizes', map, { bytesOf: bytes => bytes })
    for (let i = 0; i < 20_000; i++) {
      map.set(i, i < 10_000 ? 100 : 1000)
      if (i % 500 === 0) consumer.memoryUsage()
    }
    for (let calls = 0; calls < 400; calls++) consumer.memoryUsage()
    const contents = total(consumer) - collectionBytes('Map', 20_000)
    expect(Math.abs(contents / 11_000_000 - 1)).toBeLessThan(0.1)
  })

  it('looks at a bounded number of entries, however many there are', () => {
    let looked = 0
    const map = new Map(Array.from({ length: 200_000 }, (_, i) => [i, i]))
    const consumer = mapConsumer('many', map, { bytesOf: () => ++looked && 1 })
    consumer.memoryUsage()
    expect(looked).toBeLessThan(200)
    consumer.memoryUsage()
    expect(looked).toBeLessThan(200)
  })

  it('goes on counting when all that it has looked at is evicted', () => {
    const map = new Map(Array.from({ length: 200_000 }, (_, i) => [i, i]))
    const consumer = mapConsumer('many', map, { bytesOf: () => 1000 })
    consumer.memoryUsage()
    consumer.reclaim(50_000_000)
    expect(total(consumer)).toBe(collectionBytes('Map', 200_000) + 150_000_000)
  })

  it('gives back the oldest entries, as many as it takes', () => {
    const map = new Map([1, 2, 3, 4, 5].map(i => [i, 10_000]))
    const consumer = mapConsumer('five', map, { bytesOf: bytes => bytes })
    expect(consumer.reclaim(15_000)).toBe(20_000)
    expect([...map.keys()]).toEqual([3, 4, 5])
    expect(consumer.reclaim(1000)).toBe(10_000)
    expect([...map.keys()]).toEqual([4, 5])
  })

  it('gives back what it can where that is less', () => {
    const map = new Map([[1, 100]])
    const consumer = mapConsumer('one', map, { bytesOf: bytes => bytes })
    expect(consumer.reclaim(1e9)).toBe(100)
    expect(map.size).toBe(0)
    expect(consumer.reclaim(1e9)).toBe(0)
  })

  it('drops nothing for no bytes', () => {
    const map = new Map([[1, 100]])
    const consumer = mapConsumer('one', map)
    expect([0, -5, Number.NaN].map(bytes => consumer.reclaim(bytes))).toEqual([0, 0, 0])
    expect(map.size).toBe(1)
  })

  it('takes time in proportion to what it evicts, however it is asked', () => {
    let steps = 0
    class Counted extends Map<number, number> {
      override delete(key: number) {
        steps++
        return super.delete(key)
      }
    }
    const map = new Counted(Array.from({ length: 100_000 }, (_, i) => [i, i]))
    const consumer = mapConsumer('many', map, { bytesOf: () => 1000 })
    // One by one: a fresh iterator each time would walk all the gaps, five billion in the end.
    while (map.size > 0) consumer.reclaim(1)
    expect(steps).toBe(100_000)
  })

  it('tells of each entry before it goes', () => {
    const map = new Map([1, 2, 3].map(i => [i, i * 10]))
    const told: [number, number, boolean][] = []
    const consumer = mapConsumer('three', map, {
      bytesOf: () => 100,
      onEvict: (key, value) => told.push([key, value, map.has(key)]),
    })
    consumer.reclaim(200)
    expect(told).toEqual([
      [1, 10, true],
      [2, 20, true],
    ])
  })

  it('keeps the entry whose eviction threw, reports the error, and says what went before', async () => {
    const map = new Map([1, 2, 3].map(i => [i, i]))
    const onEvict = (key: number) => {
      if (key === 2) throw new Error('no room on the disk')
    }
    const consumer = mapConsumer('three', map, { bytesOf: () => 100, onEvict })
    const heard = await withErrorsHeard(() => expect(consumer.reclaim(300)).toBe(100))
    expect(heard).toEqual(['no room on the disk'])
    expect([...map.keys()]).toEqual([2, 3])
    expect(total(consumer)).toBe(collectionBytes('Map', 2) + 200)
  })

  it('reports a size that is none, and evicts nothing', async () => {
    const map = new Map([[1, 1]])
    const consumer = mapConsumer('wrong', map, { bytesOf: () => Number.NaN })
    expect(() => consumer.memoryUsage()).toThrow(expect.objectContaining({ code: 'BUDGET_INVALID_BYTES' }))
    const heard = await withErrorsHeard(() => expect(consumer.reclaim(1)).toBe(0))
    expect(heard).toEqual([expect.stringContaining('bytesOf of "wrong" answered NaN')])
    expect(map.size).toBe(1)
  })

  it('is not entered again by what hears of an eviction', () => {
    const map = new Map([1, 2, 3].map(i => [i, i]))
    const answers: unknown[] = []
    const consumer = mapConsumer('three', map, {
      bytesOf: () => 100,
      onEvict: () => answers.push(consumer.reclaim(100)),
    })
    expect(consumer.reclaim(100)).toBe(100)
    expect(answers).toEqual([0])
    expect(map.size).toBe(2)
  })

  it('comes to an end where each entry that goes makes a new one', () => {
    const map = new Map([1, 2, 3].map(i => [i, i]))
    const consumer = mapConsumer('three', map, { bytesOf: () => 100, onEvict: key => void map.set(key + 10, key) })
    expect(consumer.reclaim(1e6)).toBe(300)
    expect([...map.keys()]).toEqual([11, 12, 13])
  })

  it('leaves alone what took the place of an entry meanwhile', () => {
    const map = new Map([[1, 'old']])
    const consumer = mapConsumer('one', map, { bytesOf: () => 100, onEvict: key => void map.set(key, 'new') })
    consumer.reclaim(100)
    expect([...map]).toEqual([[1, 'new']])
  })

  it('evicts by the own delete of a class that extends Map', () => {
    const deleted: number[] = []
    class Watched extends Map<number, number> {
      override delete(key: number) {
        deleted.push(key)
        return super.delete(key)
      }
    }
    const consumer = mapConsumer('watched', new Watched([[1, 1]]), { bytesOf: () => 100 })
    consumer.reclaim(1)
    expect(deleted).toEqual([1])
  })

  it('gives back a table that has become too large for what is left, and evicts nothing for it', () => {
    const map = new Map<number, number>()
    const consumer = mapConsumer('shrunk', map)
    for (let i = 0; i < 4096; i++) map.set(i, i)
    consumer.memoryUsage()
    for (let i = 0; i < 2600; i++) map.delete(i)
    const before = total(consumer)
    const freed = consumer.reclaim(1000)
    expect([before, freed]).toEqual([
      collectionBytes('Map', 4096),
      collectionBytes('Map', 4096) - collectionBytes('Map', 2048),
    ])
    expect([...map.keys()]).toEqual(Array.from({ length: 1496 }, (_, i) => i + 2600))
  })

  it.each<[string, unknown[], string, RegExp]>([
    ['a name that is none', [7, new Map()], 'BUDGET_INVALID_CONSUMER', /name of a consumer is 7/],
    ['a Map that is none', ['x', new Set()], 'BUDGET_INVALID_CONSUMER', /the map of "x" is an object; give a Map/],
    [
      'an option that it does not know',
      ['x', new Map(), { max: 5 }],
      'BUDGET_INVALID_OPTIONS',
      /"x" has no option "max"/,
    ],
    [
      'an option that is no function',
      ['x', new Map(), { onEvict: 5 }],
      'BUDGET_INVALID_OPTIONS',
      /onEvict of "x" is 5/,
    ],
    ['options that are none', ['x', new Map(), 5], 'BUDGET_INVALID_OPTIONS', /the options of "x" are 5/],
  ])('refuses %s', (_, given, code, message) => {
    const refused = expect.objectContaining({ code, message: expect.stringMatching(message) })
    expect(() => mapConsumer(...(given as Parameters<typeof mapConsumer>))).toThrow(refused)
  })
})

// A list of entries, searched and summed: slow, and plainly right.
const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key: fc.nat(30), bytes: fc.integer({ min: 0, max: 5000 }) }),
  fc.record({ kind: fc.constant('delete' as const), key: fc.nat(30) }),
  fc.record({ kind: fc.constant('clear' as const) }),
  fc.record({ kind: fc.constant('reclaim' as const), bytes: fc.integer({ min: 1, max: 20_000 }) }),
)

describe('any sequence of changes and reclaims', () => {
  it('leaves the newest entries, frees what was asked for as far as it is there, and counts what is left', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), changes => {
        const map = new Map<number, number>()
        const consumer = mapConsumer('entries', map, { bytesOf: bytes => bytes })
        let model: [number, number][] = []
        for (const step of changes) {
          if (step.kind === 'set') {
            map.set(step.key, step.bytes)
            const known = model.find(([key]) => key === step.key)
            if (known) known[1] = step.bytes
            else model.push([step.key, step.bytes])
          } else if (step.kind === 'delete') {
            map.delete(step.key)
            model = model.filter(([key]) => key !== step.key)
          } else if (step.kind === 'clear') {
            map.clear()
            model = []
          } else {
            const before = total(consumer)
            const freed = consumer.reclaim(step.bytes) as number
            const gone = model.length - map.size
            model = model.slice(gone)
            expect(before - total(consumer)).toBe(freed)
            expect(map.size === 0 || freed >= step.bytes).toBe(true)
          }
          expect([...map]).toEqual(model)
          const contents = model.reduce((sum, [, bytes]) => sum + bytes, 0)
          const { heapBytes, entries } = consumer.memoryUsage()
          expect(entries).toBe(model.length)
          expect(heapBytes - contents).toBeGreaterThanOrEqual(collectionBytes('Map', model.length) - 1)
        }
      }),
    )
  })
})
