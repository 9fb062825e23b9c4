import { describe, expect, it } from 'vitest'
import { sizeOf } from '../src/index.js'
import { layout } from '../src/v8-layout.js'

const { word, heapNumber } = layout
const header = 3 * word

describe('sizeOf of what stands in a slot', () => {
  it.each([undefined, null, true, 0, 1, -1, 2 ** 30 - 1, -(2 ** 30), '', 'a'])('is 0 for %j', value => {
    expect(sizeOf(value)).toBe(0)
  })

  it('counts a box for other numbers', () => {
    for (const value of [0.5, -0, 2 ** 31, -(2 ** 31) - 1, Number.NaN, Infinity]) expect(sizeOf(value)).toBe(heapNumber)
  })
})

describe('sizeOf of strings', () => {
  it('counts one byte a character, and two where one of them needs it', () => {
    expect(sizeOf('x'.repeat(1000)) - layout.stringHeader).toBe(1000)
    expect(sizeOf('é'.repeat(1000)) - layout.stringHeader).toBe(1000)
    expect(sizeOf(`${'x'.repeat(999)}λ`) - layout.stringHeader).toBe(2000)
  })

  it('counts the same text once, and keys of objects not at all', () => {
    const long = 'long '.repeat(100)
    expect(sizeOf([long, long]) - sizeOf([long])).toBe(word)
    expect(sizeOf({ aRatherLongName: 1 })).toBe(sizeOf({ a: 1 }))
  })
})

describe('sizeOf of objects', () => {
  it('counts a header and a slot for each property', () => {
    expect(sizeOf({ a: 1, b: 2, c: 3 })).toBe(header + 3 * word)
    expect(sizeOf({ a: 1, [Symbol.iterator]: 2 })).toBe(header + 2 * word)
    expect(sizeOf({})).toBe(header + 4 * word)
  })

  it('counts instances, and the data of accessors without calling them', () => {
    let calls = 0
    class Point {
      x = 1
      y = 2
      get length(): number {
        return ++calls
      }
    }
    const guarded = {
      get secret() {
        return ++calls
      },
      toJSON() {
        return ++calls
      },
    }
    expect(sizeOf(new Point())).toBe(header + 2 * word)
    expect(sizeOf(guarded)).toBeGreaterThan(header + 2 * word)
    expect(sizeOf([guarded, Object.defineProperty([], 0, { get: () => ++calls })])).toBeGreaterThan(0)
    expect(calls).toBe(0)
  })

  it('counts a slot for each private field, of all classes up the chain', () => {
    class Base {
      #one = 1
      #two
      open = true
      constructor() {
        this.#two = this.#one
      }
      #method() {
        return this.#two
      }
      get two() {
        return this.#method()
      }
    }
    class Derived extends Base {
      #three = 3
      get three() {
        return this.#three
      }
    }
    expect(sizeOf(new Base())).toBe(header + 3 * word)
    expect(sizeOf(new Derived())).toBe(header + 4 * word)
  })

  it('counts the arguments of a function by their elements', () => {
    const values = (function (..._: unknown[]) {
      // biome-ignore lint/complexity/noArguments: the kind of value that is measured
      return arguments
    })(1, 2, 3)
    expect(sizeOf(values)).toBe(header + word + (2 + 3) * word)
  })

  it('counts objects used as tables by the capacity of their dictionary', () => {
    const table = Object.create(null) as Record<string, number>
    for (let key = 0; key < 100; key++) table[`key${key}`] = key
    expect(sizeOf(table)).toBe(header + (2 + 6 + 3 * 256) * word)
  })

  it('goes round in cycles once, and counts shared parts once', () => {
    const part = { a: 1 }
    const cycle: Record<string, unknown> = { part, again: part }
    cycle.self = cycle
    expect(sizeOf(cycle)).toBe(header + 3 * word + header + word)
  })

  it('walks a linked list of a million nodes', () => {
    let list: { next: unknown } | null = null
    for (let node = 0; node < 1e6; node++) list = { next: list }
    expect(sizeOf(list)).toBe(1e6 * (header + word))
  })
})

describe('sizeOf of arrays', () => {
  it('counts slots for small integers and values, eight bytes for numbers alone, boxes beside other values', () => {
    const head = 4 * word + 2 * word
    expect(sizeOf([])).toBe(4 * word)
    expect(sizeOf([1, 2, 3])).toBe(head + 3 * word)
    expect(sizeOf([1.5, 2, 3])).toBe(head + 3 * 8)
    expect(sizeOf([1.5, 2, null])).toBe(head + 3 * word + heapNumber)
  })

  it('counts holes as slots, and sparse arrays as dictionaries', () => {
    const holey = new Array(1000)
    holey[10] = 1
    expect(sizeOf(holey)).toBe(6 * word + 1000 * word)
    expect(sizeOf(new Array(100_000))).toBe(6 * word + 100_000 * word)
    const doubles = new Array(5000)
    for (let index = 0; index < 5000; index += 7) doubles[index] = index + 0.5
    expect(sizeOf(doubles)).toBe(6 * word + 5000 * 8)
    const sparse: number[] = []
    sparse[4_000_000_000] = 1
    expect(sizeOf(sparse)).toBe(4 * word + (2 + 4 + 3 * 4) * word)
  })

  it('counts boxes for the numbers of a frozen array', () => {
    expect(sizeOf(Object.freeze([1.5, 2.5]))).toBe(sizeOf([1.5, 2.5]) - 16 + 2 * (word + heapNumber))
  })

  it('tells a hole from undefined, and an element with a getter from a value', () => {
    expect(sizeOf([1.5, undefined])).toBe(6 * word + 2 * word + heapNumber)
    let calls = 0
    const guarded = Object.defineProperty([1.5, 2.5], 1, { get: () => ++calls })
    expect(sizeOf(guarded)).toBeGreaterThan(sizeOf([1.5, 2.5]))
    expect(calls).toBe(0)
  })

  it('counts properties beside the elements', () => {
    class Stack extends Array {
      limit = new Array(100).fill(0)
    }
    expect(sizeOf(new Stack()) - sizeOf([])).toBeGreaterThan(100 * word)
    expect(sizeOf(/b/.exec('abc'))).toBeGreaterThan(sizeOf(['b']) + 3 * word - 1)
  })
})

describe('sizeOf of Map and Set', () => {
  it('counts the capacity of the table, which doubles', () => {
    const map = (length: number) => sizeOf(new Map(Array.from({ length }, (_, at) => [at, at])))
    expect(map(0)).toBe(4 * word + (2 + 3 + 2 + 4 * 3) * word)
    expect(map(64)).toBe(map(33))
    expect(map(65) - map(64)).toBe((32 + 64 * 3) * word)
    expect(sizeOf(new Set([1]))).toBe(4 * word + (2 + 3 + 2 + 4 * 2) * word)
  })

  it('counts keys and values, in classes that extend them too', () => {
    class Named extends Map<object, object> {
      override get size(): number {
        throw new Error('must not be asked')
      }
    }
    const key = { a: 1 }
    expect(sizeOf(new Named([[key, { b: 2 }]])) - sizeOf(new Named())).toBe(2 * (header + word))
  })
})

describe('sizeOf of binary data', () => {
  it('counts a backing store once, whatever looks at it', () => {
    const buffer = new ArrayBuffer(8000)
    const views = [new Uint8Array(buffer), new Float64Array(buffer, 8, 100), new DataView(buffer), buffer]
    expect(sizeOf(views)).toBeGreaterThan(8000)
    expect(sizeOf(views)).toBeLessThan(8000 + 600)
  })

  it('counts shared memory once', () => {
    const shared = new SharedArrayBuffer(8000)
    const size = sizeOf([new Uint8Array(shared), new Uint8Array(shared, 4000)])
    expect(size).toBeGreaterThan(8000)
    expect(size).toBeLessThan(8000 + 600)
  })

  it('asks the view, not what its class says', () => {
    class Sly extends Uint8Array {
      override get buffer(): ArrayBuffer {
        throw new Error('must not be asked')
      }
      override get byteLength(): number {
        throw new Error('must not be asked')
      }
    }
    expect(sizeOf(new Sly(1000))).toBe(sizeOf(new Uint8Array(1000)))
  })

  it('leaves small arrays on the heap', () => {
    expect(sizeOf(new Uint8Array(32))).toBe(layout.typedArray + layout.arrayBuffer + 2 * word + 32)
    expect(sizeOf(new Uint8Array(65))).toBe(layout.typedArray + layout.arrayBuffer + 65)
  })
})

describe('sizeOf of other kinds', () => {
  it('counts each of them', () => {
    for (const value of [
      new Date(),
      /a/,
      Symbol('s'),
      () => 1,
      class {},
      Promise.resolve(),
      Object(1),
      5n,
      new WeakMap(),
      new Error('e'),
    ])
      expect(sizeOf(value), String(value)).toBeGreaterThan(0)
    expect(sizeOf(1n << 511n)).toBe(layout.bigintHeader + 64)
  })

  it('leaves what is held weakly', () => {
    const large = new Float64Array(100_000)
    expect(sizeOf([new WeakMap([[large, large]]), new WeakSet([large]), new WeakRef(large)])).toBeLessThan(1000)
  })

  it('does not read the stack of an error', () => {
    const error = new Error('message', { cause: { a: 1 } })
    let formatted = 0
    const before = Error.prepareStackTrace
    Error.prepareStackTrace = () => ++formatted
    try {
      const size = sizeOf(error)
      expect(formatted).toBe(0)
      expect(size).toBeGreaterThan(sizeOf(new Error('message')))
    } finally {
      if (before) Error.prepareStackTrace = before
      else Reflect.deleteProperty(Error, 'prepareStackTrace')
    }
  })

  it('answers for proxies that throw, and those that were revoked', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap')
        },
        getPrototypeOf: () => {
          throw new Error('trap')
        },
      },
    )
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(sizeOf([hostile, proxy])).toBe(sizeOf([1, 2]) + 2 * 4 * word)
  })
})
