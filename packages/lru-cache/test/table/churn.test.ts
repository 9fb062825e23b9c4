import { describe, expect, it } from 'vitest'
import { Table } from '../../src/table.js'

const bytesOf = (table: Table<unknown, unknown>) => table.heapBytes + table.externalBytes

/** Sets that each put a new key into a full table, in the place of the key that has been there longest. */
function churn<K>(table: Table<K, number>, keyOf: (index: number) => K, sets: number): void {
  const { capacity } = table
  for (let index = capacity; index < capacity + sets; index++) {
    if (table.find(keyOf(index)) !== -1) throw new Error(`key ${index} is there before it was set`)
    const hash = table.missed
    table.replace(table.find(keyOf(index - capacity)), keyOf(index), index, hash)
  }
}

const kinds: Record<string, (index: number) => unknown> = {
  integers: index => Math.imul(index, 0x9e3779b1),
  'dense integers': index => index,
  'multiples of a power of two': index => (index << 14) | 0,
  'numbers past 2^31': index => 2 ** 40 + index,
  fractions: index => index + 0.25,
  'short strings': index => `${index}`,
  'long strings': index => `/a/rather/long/path/with/a/number/${index}/in/its/middle/and/the/same/end`,
}

describe('Table under churn', () => {
  for (const [name, keyOf] of Object.entries(kinds))
    it(`stays as it is after a hundred turnovers of ${name}`, () => {
      const table = new Table<unknown, number>()
      table.resize(500)
      for (let index = 0; index < 500; index++) table.add(keyOf(index), index)
      const bytes = bytesOf(table)
      churn(table, keyOf, 50_000)
      expect([table.size, table.capacity, bytesOf(table)]).toEqual([500, 500, bytes])
      for (let index = 50_000; index < 50_500; index++) expect(table.valueAt(table.find(keyOf(index)))).toBe(index)
      expect(table.find(keyOf(49_999))).toBe(-1)
    })
})

describe('Table of texts that differ in one place', () => {
  // Quadratic, these would not end.
  for (const [count, length, part] of [
    [100_000, 40, 0.1],
    [100_000, 40, 0.62],
    [100_000, 300, 0.45],
    [20_000, 2000, 0.62],
  ] as const)
    it(`finds ${count} of ${length} units, the place at ${part}`, () => {
      const before = 'x'.repeat(Math.floor(length * part))
      const after = 'x'.repeat(length - before.length - 5)
      const keyOf = (index: number) => `${before}${String(index).padStart(5, '0')}${after}`
      const table = new Table<string, number>()
      table.resize(count)
      for (let index = 0; index < count; index++)
        if (table.find(keyOf(index)) === -1) table.add(keyOf(index), index, table.missed)
      expect(table.size).toBe(count)
      for (let index = 0; index < count; index += 97) expect(table.valueAt(table.find(keyOf(index)))).toBe(index)
      expect(table.find(`${before}?????${after}`)).toBe(-1)
    })

  it('finds them where single units differ that only a full reading sees', () => {
    const texts = Array.from({ length: 2000 }, (_, at) => `${'x'.repeat(at)}y${'x'.repeat(1999 - at)}`)
    const table = new Table<string, number>()
    table.resize(texts.length)
    for (const [index, text] of texts.entries()) if (table.find(text) === -1) table.add(text, index)
    expect(texts.every((text, index) => table.valueAt(table.find(text)) === index)).toBe(true)
  })
})
