import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesError, explain, measure, sizeOf } from '../src/index.js'

const order = (at: number, lines: number) => ({
  id: at,
  lines: Array.from({ length: lines }, (_, line) => ({ line, price: line + 0.5 })),
})
const pathsOf = (value: unknown, top = 100) => explain(value, { top }).paths.map(({ path }) => path)

describe('explain', () => {
  const shop = {
    name: 'the name of a shop',
    orders: Array.from({ length: 10 }, (_, at) => order(at, at === 3 ? 500 : 2)),
    prices: new Map([['one', new Float64Array(20)]]),
  }

  it('lists paths by the bytes that they lead to, what differs in indices alone together', () => {
    expect(pathsOf(shop)).toEqual([
      '',
      '.orders',
      '.orders[*]',
      '.orders[*].lines',
      '.orders[*].lines[*]',
      '.prices',
      '.prices.get("one")',
      '.prices.get("one").buffer',
    ])
    expect(pathsOf(shop, 2)).toEqual(['', '.orders'])
  })

  it('names the largest of many', () => {
    const lines = explain(shop).paths.find(({ path }) => path === '.orders[*].lines')
    expect(lines).toMatchObject({ count: 10, largest: { path: '.orders[3].lines' } })
    expect(lines?.largest.totalBytes).toBe(sizeOf(shop.orders[3]?.lines))
  })

  it('answers the bytes of the objects alone, with all below them, and their share', () => {
    const { paths, totalBytes, visited, exact } = explain(shop)
    expect(totalBytes).toBe(sizeOf(shop))
    expect({ visited, exact }).toEqual({ visited: measure(shop).visited, exact: true })
    expect(paths[0]).toMatchObject({ path: '', count: 1, totalBytes, share: 1 })
    expect(paths[1]).toMatchObject({
      totalBytes: sizeOf(shop.orders),
      ownBytes: sizeOf(new Array(10).fill(0)),
      share: sizeOf(shop.orders) / totalBytes,
    })
  })

  it('counts a shared part for the shortest path, and ends in cycles', () => {
    const part = { list: new Array(100).fill(0) }
    const value: Record<string, unknown> = { deep: { part }, part }
    value.self = value
    expect(explain(value).paths.map(({ path }) => path)).toEqual(['', '.part', '.part.list', '.deep'])
  })

  it('writes keys as one would to reach them', () => {
    const key = {}
    const value = { 'two words': [[]], [Symbol('s')]: {}, map: new Map([[key, key]]), set: new Set([{}]) }
    expect(pathsOf(value)).toEqual(
      expect.arrayContaining([
        '["two words"]',
        '["two words"][0]',
        '[Symbol(s)]',
        '.map',
        '.map.keys({…})',
        '.set.values(0)',
      ]),
    )
  })

  it('takes the keys of a table together', () => {
    const table = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`id${at}`, { at }]))
    expect(pathsOf({ table })).toEqual(['', '.table', '.table[*]'])
  })

  it('answers a list of 100,000 nodes', () => {
    let list: unknown = null
    for (let at = 0; at < 100_000; at++) list = { list }
    const { paths, totalBytes } = explain(list)
    expect(totalBytes).toBe(sizeOf(list))
    expect(paths).toHaveLength(10)
  })

  it('is a table as text', () => {
    const [head, first] = String(explain(shop)).split('\n')
    expect(head).toMatch(/total +share +own +count +path/)
    expect(first).toMatch(/100 % .* 1 {2}\(itself\)/)
    expect(String(explain(shop))).toContain('.orders[*].lines  largest .orders[3].lines, ')
  })

  it('refuses options that do not exist or cannot be', () => {
    const code = (options: unknown) => {
      try {
        explain([], options as { top: number })
        return 'taken'
      } catch (error) {
        return error instanceof BytesError && error.code
      }
    }
    for (const options of [{ top: 0 }, { top: 1.5 }, { top: '3' }, { limit: 3 }, null])
      expect(code(options)).toBe('BYTES_INVALID_OPTIONS')
  })

  it('adds up, for any value', () => {
    const value = fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true })
    fc.assert(
      fc.property(value, part => {
        const { paths, totalBytes } = explain(part, { top: Infinity })
        expect(totalBytes).toBe(sizeOf(part))
        expect(paths[0]?.totalBytes).toBe(totalBytes)
        expect(paths.reduce((sum, { ownBytes }) => sum + ownBytes, 0)).toBe(totalBytes)
        for (const { ownBytes, totalBytes: total, largest } of paths) {
          expect(ownBytes).toBeLessThanOrEqual(total)
          expect(largest.totalBytes).toBeLessThanOrEqual(total)
        }
      }),
    )
  })
})
