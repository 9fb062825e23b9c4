// The kinds of value on which `sizeOf` is held against the truth: each makes one fresh value per call.
// The file runs in Node and in a page alike; `i` tells copies apart, so that no two share what need not be shared.
class Point {
  constructor(i) {
    this.x = i & 255
    this.y = 2
    this.z = 3
  }
}
class Account {
  constructor(i) {
    this.id = i & 1023
    this.balance = i + 0.5
    this.owner = text(i, 12)
    this.open = true
    this.limits = undefined
  }
}

// Flat strings, made anew: of one byte per character, and of two.
const text = (i, length) => String.fromCharCode(...Array.from({ length }, (_, at) => 97 + ((i >> (at % 16)) & 15)))
const wide = (i, length) => String.fromCharCode(...Array.from({ length }, (_, at) => 0x3b1 + ((i >> (at % 16)) & 15)))
const record = i =>
  JSON.parse(
    `{"id":${i},"name":"${text(i, 16)}","email":"${text(i, 22)}","age":${i % 90},"score":${i + 0.25},"active":true,"tag":null,"city":"${text(i, 14)}"}`,
  )
const filled = (length, make) => {
  const array = new Array(length)
  for (let at = 0; at < length; at++) array[at] = make(at)
  return array
}
const tree = depth => (depth === 0 ? null : { left: tree(depth - 1), right: tree(depth - 1), value: depth })

/** @type {Record<string, { copies: number, make: (i: number) => unknown, only?: 'node' }>} */
export const kinds = {
  'object of three ints': { copies: 20_000, make: i => ({ a: i & 255, b: 2, c: 3 }) },
  'object of three doubles': { copies: 20_000, make: i => ({ a: i + 0.1, b: i + 0.2, c: i + 0.3 }) },
  'parsed record of 8 keys': { copies: 10_000, make: record },
  'class instance, 3 ints': { copies: 20_000, make: i => new Point(i) },
  'class instance, 5 mixed': { copies: 20_000, make: i => new Account(i) },
  'dictionary object': {
    copies: 1000,
    make: () => {
      const object = Object.create(null)
      for (let key = 0; key < 100; key++) object[`key${key}`] = key
      return object
    },
  },
  'object grown by 20 keys': {
    copies: 5000,
    make: () => {
      const object = {}
      for (let key = 0; key < 20; key++) object[`key${key}`] = key
      return object
    },
  },
  'array of 1,000 ints': { copies: 500, make: () => filled(1000, at => at) },
  'array of 1,000 doubles, preallocated': { copies: 500, make: i => filled(1000, at => at + i + 0.5) },
  'array of 1,000 doubles, pushed': {
    copies: 500,
    make: i => {
      const array = []
      for (let at = 0; at < 1000; at++) array.push(at + i + 0.5)
      return array
    },
  },
  'array of 1,000 mixed': {
    copies: 500,
    make: i => filled(1000, at => (at % 2 ? at + i + 0.5 : at % 4 ? null : true)),
  },
  'array of 100 {x, y}': { copies: 1000, make: i => filled(100, at => ({ x: at, y: i & 255 })) },
  'string of 20, one byte': { copies: 20_000, make: i => text(i, 20) },
  'string of 1,000, one byte': { copies: 2000, make: i => text(i, 1000) },
  'string of 20, two bytes': { copies: 20_000, make: i => wide(i, 20) },
  'string of 1,000, two bytes': { copies: 2000, make: i => wide(i, 1000) },
  'string, concatenated': { copies: 5000, make: i => text(i, 40) + text(i + 1, 40) },
  'Map of 100 ints': { copies: 1000, make: () => new Map(filled(100, at => [at, at])) },
  'Map of 100 strings to objects': {
    copies: 500,
    make: i => new Map(filled(100, at => [text(i * 100 + at, 20), { at, i: i & 255 }])),
  },
  'Map just grown (65 ints)': { copies: 1000, make: () => new Map(filled(65, at => [at, at])) },
  'Set of 100 ints': { copies: 1000, make: () => new Set(filled(100, at => at)) },
  'tree of depth 8': { copies: 300, make: () => tree(8) },
  'Float64Array of 1,000': { copies: 500, make: () => new Float64Array(1000) },
  'Uint8Array of 32, on the heap': { copies: 10_000, make: () => new Uint8Array(32) },
  'Buffer of 100, pooled': { copies: 8000, make: i => Buffer.from(text(i, 100)), only: 'node' },
  'Buffer of 10,000': { copies: 500, make: () => Buffer.alloc(10_000), only: 'node' },
  'ArrayBuffer of 4,096': { copies: 1000, make: () => new ArrayBuffer(4096) },
  Date: { copies: 20_000, make: i => new Date(1.7e12 + i) },
  'BigInt, small': { copies: 20_000, make: i => BigInt(i) + 5n },
  'BigInt of 512 bits': { copies: 20_000, make: i => (1n << 511n) + BigInt(i) },
  'shared sub-objects': {
    copies: 2000,
    make: i => {
      const part = { a: i & 255, b: [1, 2, i & 255] }
      return { first: part, second: part, third: [part, part] }
    },
  },
  cycle: {
    copies: 10_000,
    make: i => {
      const parent = { name: i & 255, child: null }
      parent.child = { parent, value: 1 }
      return parent
    },
  },
  closure: {
    copies: 20_000,
    make: i => {
      let count = i & 255
      return () => ++count
    },
  },
  'Error with stack': { copies: 3000, make: i => new Error(text(i, 24)) },
}

/** Values that no layout was tuned for. */
export const composites = {
  'list of 200 orders': {
    copies: 60,
    make: i =>
      filled(200, at => ({
        id: at,
        total: at + i + 0.99,
        when: new Date(1.7e12 + at),
        lines: filled(3, line => ({ sku: text(at * 3 + line, 12), count: line, price: line + 0.5 })),
      })),
  },
  'index of sets': {
    copies: 100,
    make: i => new Map(filled(50, at => [text(i * 50 + at, 16), new Set(filled(at % 12, entry => entry))])),
  },
  'matrix of rows': {
    copies: 200,
    make: i =>
      Array.from({ length: 30 }, (_, row) => Array.from({ length: 30 }, (_, column) => row * column + i + 0.5)),
  },
  'parsed tree of settings': {
    copies: 500,
    make: i =>
      JSON.parse(
        JSON.stringify({
          name: text(i, 30),
          list: [1, 2, 3.5, text(i, 18)],
          deep: { a: { b: { c: [null, true] } } },
          rate: i + 0.5,
        }),
      ),
  },
  'linked list of 200': {
    copies: 200,
    make: i => {
      let head = null
      for (let at = 0; at < 200; at++) head = { value: at + i, next: head }
      return head
    },
  },
  'typed columns': {
    copies: 300,
    make: () => ({
      x: new Float32Array(500),
      y: new Float32Array(500),
      flags: new Uint8Array(500),
      small: new Uint8Array(8),
    }),
  },
  'views on one buffer': {
    copies: 500,
    make: () => {
      const buffer = new ArrayBuffer(8000)
      return {
        head: new Uint32Array(buffer, 0, 100),
        body: new Float64Array(buffer, 400, 900),
        view: new DataView(buffer),
      }
    },
  },
  'instances holding maps': {
    copies: 500,
    make: i => {
      const account = new Account(i)
      account.limits = new Map([
        ['day', i + 0.5],
        ['month', new Point(i)],
      ])
      return account
    },
  },
  'bigints and dates': {
    copies: 500,
    make: i => filled(30, at => [BigInt(i) << BigInt(at * 8), new Date(1.7e12 + at)]),
  },
  'sparse array': {
    copies: 500,
    make: () => {
      const array = []
      for (let at = 0; at < 20; at++) array[at * 5000] = at
      return array
    },
  },
}
