import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Table } from '../../src/table.js'

const missing = Symbol('missing')

/** A key that is equal to another, but another object where that is possible. */
const again = <K>(key: K): K => (typeof key === 'string' ? ([...key].join('') as K) : key)

const palette: readonly unknown[] = [
  0,
  -0,
  1,
  -1,
  2 ** 30,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.MIN_VALUE,
  '',
  '0',
  'NaN',
  'é',
  '\u{1f6a2}',
  'twenty characters ..',
  `cut ${'a'.repeat(40)} and joined`.slice(4, 30),
  'x'.repeat(5000),
  `${'x'.repeat(2500)}y${'x'.repeat(2499)}`,
  0n,
  1n,
  2n ** 80n,
  true,
  false,
  null,
  undefined,
  Symbol('one'),
  Symbol('one'),
  Symbol.for('one'),
  {},
  {},
  [],
  () => 1,
]

/** A table as its cache uses it, for keys that are there or not. */
class Used {
  readonly table = new Table<unknown, number>()
  readonly model = new Map<unknown, number>()

  set(key: unknown, value: number): void {
    const { table } = this
    const entry = table.find(again(key))
    if (entry !== -1) table.setValue(entry, value)
    else {
      const hash = table.missed
      if (!table.hasRoom) table.resize(table.nextCapacity(1 << 20))
      // Half of the callers know the hash.
      if (value % 2 === 0 && typeof key !== 'object') table.add(key, value, hash)
      else table.add(key, value)
    }
    this.model.set(key, value)
  }

  delete(key: unknown): void {
    const entry = this.table.find(again(key))
    if (entry !== -1) this.table.remove(entry)
    this.model.delete(key)
  }

  replace(key: unknown, by: unknown, value: number): void {
    const entry = this.table.find(key)
    if (entry === -1 || this.table.find(by) !== -1) return
    this.table.replace(entry, by, value)
    this.model.delete(key)
    this.model.set(by, value)
  }

  clear(): void {
    this.table.clear()
    this.model.clear()
  }

  check(keys: Iterable<unknown>): void {
    const { table, model } = this
    expect(table.size).toBe(model.size)
    for (const key of keys) {
      const entry = table.find(again(key))
      expect(entry === -1 ? missing : table.valueAt(entry)).toBe(model.has(key) ? model.get(key) : missing)
      if (entry !== -1) expect(new Set([table.keyAt(entry), key]).size).toBe(1)
    }
  }
}

const keyOf = fc.oneof(
  fc.constantFrom(...palette),
  fc.integer({ min: 0, max: 60 }),
  fc.integer(),
  fc.double(),
  fc.string(),
)
const call = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('set' as const), keyOf) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), keyOf) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('replace' as const), keyOf, keyOf) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('resize' as const), fc.nat({ max: 40 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('shrink' as const), fc.nat({ max: 40 })) },
)

describe('Table', () => {
  it('finds what a Map finds, after any calls', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 120 }), calls => {
        const used = new Used()
        const seen = new Set(palette)
        for (const [at, [op, key, by]] of calls.entries()) {
          seen.add(key)
          if (op === 'set') used.set(key, at)
          else if (op === 'delete') used.delete(key)
          else if (op === 'replace') {
            seen.add(by)
            used.replace(key, by, at)
          } else if (op === 'resize') used.table.resize(used.table.capacity + (key as number))
          else used.table.shrink(Math.max(used.table.size, used.table.capacity - (key as number)))
          expect(used.table.size).toBe(used.model.size)
        }
        used.check(seen)
        used.clear()
        used.check(seen)
      }),
    )
  })

  it('takes every kind of key for what Map takes it for', () => {
    const used = new Used()
    for (const [at, key] of palette.entries()) used.set(key, at)
    used.check(palette)
    expect(used.table.find(-0)).toBe(used.table.find(0))
    for (const key of palette.slice(0, 20)) used.delete(key)
    used.check(palette)
  })

  it('keeps a key as it was given', () => {
    const table = new Table<number, number>()
    table.resize(16)
    const entry = table.add(-0, 1)
    expect(table.find(0)).toBe(entry)
    expect(table.keyAt(entry)).toBe(-0)
  })

  it('gives the number that was given up last, and begins anew where it is empty', () => {
    const table = new Table<string, number>()
    table.resize(16)
    expect(['a', 'b', 'c', 'd'].map(key => table.add(key, 0))).toEqual([0, 1, 2, 3])
    table.remove(1)
    table.remove(2)
    expect(['e', 'f', 'g'].map(key => table.add(key, 0))).toEqual([2, 1, 4])
    for (let entry = 0; entry < 5; entry++) table.remove(entry)
    expect(table.add('h', 0)).toBe(0)
  })

  it('gives equal keys equal hashes while they are there, and nearly all others another one', () => {
    const table = new Table<unknown, number>()
    table.resize(2000)
    const object = {}
    const keys = [object, 1.5, 'text', ...Array.from({ length: 1000 }, (_, number) => `key ${number}`)]
    const hashes = keys.map(key => table.hashOf(table.add(key, 0)))
    expect(keys.map(key => table.hashOf(table.find(key)))).toEqual(hashes)
    expect(new Set(hashes).size).toBeGreaterThan(keys.length - 3)
  })
})
