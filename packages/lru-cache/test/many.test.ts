import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LRUCache } from '../src/index.js'

const numbers = (max = 3) => new LRUCache<number, string>({ max })

describe('getMany', () => {
  it('answers a Map of what was found, in the order that was asked for', () => {
    const cache = numbers().set(1, 'one').set(2, 'two')
    expect([...cache.getMany([2, 7, 1])]).toEqual([
      [2, 'two'],
      [1, 'one'],
    ])
  })

  it('uses what it finds, as get does', () => {
    const cache = numbers(2).set(1, 'one').set(2, 'two')
    cache.getMany(new Set([1]))
    cache.set(3, 'three')
    expect([...cache.keys()]).toEqual([3, 1])
  })

  it('takes the options of get', () => {
    let now = 1
    const cache = new LRUCache<number, string>({ max: 2, ttl: 5, ttlResolution: 0, perf: { now: () => now } })
    cache.set(1, 'one')
    now = 10
    expect(cache.getMany([1], { allowStale: true, noDeleteOnStaleGet: true })).toEqual(new Map([[1, 'one']]))
    expect(cache.getMany([1])).toEqual(new Map())
    expect(cache.size).toBe(0)
  })
})

describe('setMany', () => {
  it('sets what any iterable yields, and answers how many', () => {
    const cache = numbers()
    expect(cache.setMany(new Map([[1, 'one'] as const, [2, 'two'] as const]))).toBe(2)
    expect(cache.setMany([[1, 'ONE']])).toBe(1)
    expect([...cache]).toEqual([
      [1, 'ONE'],
      [2, 'two'],
    ])
  })

  it('asks for an entry only when the former one is set', () => {
    const cache = numbers()
    const sizes: number[] = []
    function* rows(): Generator<[number, string]> {
      for (let id = 0; id < 5; id++) {
        sizes.push(cache.size)
        yield [id, `row ${id}`]
      }
    }
    expect(cache.setMany(rows())).toBe(5)
    expect(sizes).toEqual([0, 1, 2, 3, 3])
  })

  it('answers a promise for a source that makes one wait', async () => {
    async function* rows(): AsyncGenerator<[number, string]> {
      yield [1, 'one']
      await Promise.resolve()
      yield [2, 'two']
    }
    const cache = numbers()
    await expect(cache.setMany(rows())).resolves.toBe(2)
    expect([...cache.rkeys()]).toEqual([1, 2])
  })

  it('takes the options of set', () => {
    const cache = new LRUCache<number, string>({ maxSize: 10 })
    expect(
      cache.setMany(
        [
          [1, 'one'],
          [2, 'two'],
        ],
        { size: 4, ttl: 1000 },
      ),
    ).toBe(2)
    expect([cache.calculatedSize, cache.info(1)?.size]).toEqual([8, 4])
    expect(cache.getRemainingTTL(1)).toBeGreaterThan(0)
  })

  it('does not count what is not kept: values that are too large, or undefined', () => {
    const cache = new LRUCache<number, string>({ maxSize: 10, maxEntrySize: 5, sizeCalculation: text => text.length })
    cache.set(3, 'three')
    expect(
      cache.setMany([
        [1, 'one'],
        [2, 'far too long'],
        [3, undefined],
      ]),
    ).toBe(1)
    expect([...cache.keys()]).toEqual([1])
  })

  it('passes an error of the source through, and what was set before stays', async () => {
    const broken = new Error('the connection is gone')
    function* rows(): Generator<[number, string]> {
      yield [1, 'one']
      throw broken
    }
    async function* waiting(): AsyncGenerator<[number, string]> {
      yield* rows()
    }
    const cache = numbers()
    expect(() => cache.setMany(rows())).toThrow(broken)
    await expect(cache.setMany(waiting())).rejects.toBe(broken)
    expect(cache.get(1)).toBe('one')
  })

  it('closes the source where an entry is refused', async () => {
    const closed: string[] = []
    function* rows(): Generator<[number, string]> {
      try {
        yield [1, 'one']
        yield [2, '']
        yield [3, 'never asked for']
      } finally {
        closed.push('sync')
      }
    }
    async function* waiting(): AsyncGenerator<[number, string]> {
      try {
        yield [1, 'one']
        yield [2, '']
      } finally {
        closed.push('async')
      }
    }
    const cache = new LRUCache<number, string>({ maxSize: 10, sizeCalculation: text => text.length })
    expect(() => cache.setMany(rows())).toThrow('sizeCalculation return invalid')
    await expect(cache.setMany(waiting())).rejects.toThrow('sizeCalculation return invalid')
    expect(closed).toEqual(['sync', 'async'])
    expect([...cache.keys()]).toEqual([1])
  })

  it.each([
    ['an object', { id: 1, name: 'one' }, 'an entry must be [key, value]; it is an object; make a pair of each row'],
    ['a text', 'ab', 'an entry must be [key, value]; it is ab; make a pair of each row'],
    ['three of a kind', [1, 2, 3], 'an entry must be [key, value]; it is an array of 3; make a pair of each row'],
  ])('refuses %s in place of a pair', (_, row, message) => {
    const cache = numbers()
    const rows = [row] as unknown as [number, string][]
    expect(() => cache.setMany(rows)).toThrow(expect.objectContaining({ code: 'LRU_INVALID_ENTRIES', message }))
  })

  it.each([undefined, null, 5, {}])('refuses %s in place of entries', entries => {
    expect(() => numbers().setMany(entries as never)).toThrow(
      expect.objectContaining({
        code: 'LRU_INVALID_ENTRIES',
        message: expect.stringContaining('entries must be an iterable or async iterable of [key, value]'),
      }),
    )
  })

  it('leaves what as many calls of set would leave, and getMany finds what as many calls of get find', () => {
    const entries = fc.array(fc.tuple(fc.nat(9), fc.string()))
    fc.assert(
      fc.property(entries, fc.array(fc.nat(9)), (entries, keys) => {
        const [many, each] = [numbers(), numbers()]
        many.setMany(entries)
        for (const [key, value] of entries) each.set(key, value)
        expect([...many]).toEqual([...each])
        const found = new Map<number, string>()
        for (const key of keys) {
          const value = each.get(key)
          if (value !== undefined) found.set(key, value)
        }
        expect([...many.getMany(keys)]).toEqual([...found])
        expect([...many]).toEqual([...each])
        expect(many.stats()).toEqual(each.stats())
      }),
    )
  })
})
