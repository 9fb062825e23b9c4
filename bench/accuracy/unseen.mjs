// Values as programs hold them, written before any of them was ever measured: the blind half of the accuracy figures.
// The file runs in Node and in a page alike; `i` tells copies apart, so that no two share what need not be shared.
const text = (i, length) => String.fromCharCode(...Array.from({ length }, (_, at) => 97 + ((i >> (at % 16)) & 15)))
const filled = (length, make) => {
  const array = new Array(length)
  for (let at = 0; at < length; at++) array[at] = make(at)
  return array
}

const unit = Symbol('unit')
const origin = Symbol('origin')

class Wallet {
  #cents
  #open = true
  #limit = 100
  label
  constructor(i) {
    this.#cents = i & 1023
    this.label = text(i, 14)
  }
  get isOpen() {
    return this.#open && this.#cents < this.#limit
  }
}
class Shape {
  id = 1
  name
  visible = true
}
class Polygon extends Shape {
  corners = []
  closed = false
}
class Rectangle extends Polygon {
  width
  height
  constructor(i) {
    super()
    this.name = text(i, 10)
    this.width = i + 0.5
    this.height = i & 63
    this.corners = [0, 1, 2, i & 255]
  }
}
class Registry extends Map {
  hits = 0
  misses = 0
}
class Stack extends Array {
  limit = 10
}
class Button {
  clicks = 0
  onClick = () => ++this.clicks
  onReset = () => {
    this.clicks = 0
  }
}
class Task {
  constructor(i) {
    this.id = i & 1023
    this.state = 'waiting'
  }
}
class HttpError extends Error {
  constructor(message, status) {
    super(message)
    this.status = status
    this.headers = { 'content-type': 'text/plain' }
  }
}
function* countdown(from) {
  while (from > 0) yield from--
}

/** @type {Record<string, { copies: number, make: (i: number) => unknown, only?: 'node', unreported?: number }>} */
export const unseen = {
  'symbol keys': { copies: 10_000, make: i => ({ [unit]: i & 255, [origin]: i + 0.5, plain: 1 }) },
  'private fields': { copies: 10_000, make: i => new Wallet(i) },
  'class of three levels': { copies: 5000, make: i => new Rectangle(i) },
  'sparse array of objects': {
    copies: 500,
    make: i => {
      const array = []
      for (let at = 0; at < 15; at++) array[(at * 7919) % 60_000] = { at, i: i & 255 }
      return array
    },
  },
  'record after delete': {
    copies: 3000,
    make: i => {
      const record = JSON.parse(
        `{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":"${text(i, 15)}","h":8,"i":9,"j":10,"k":11,"l":${i}.5}`,
      )
      delete record.c
      delete record.f
      delete record.j
      return record
    },
  },
  'frozen objects': {
    copies: 8000,
    make: i => Object.freeze({ a: i & 255, b: text(i, 13), inner: Object.freeze({ x: i + 0.5, y: 2 }) }),
  },
  'frozen array of numbers': { copies: 1000, make: i => Object.freeze(filled(100, at => at + i + 0.5)) },
  'Map subclass with fields': {
    copies: 2000,
    make: i => {
      const registry = new Registry()
      for (let at = 0; at < 10; at++) registry.set(text(i * 10 + at, 15), at)
      return registry
    },
  },
  'Maps of Maps of Maps': {
    copies: 200,
    make: i =>
      new Map(
        filled(5, one => [one, new Map(filled(5, two => [two, new Map(filled(5, three => [three, i + three]))]))]),
      ),
  },
  'Map after many deletes': {
    copies: 500,
    make: () => {
      const map = new Map()
      for (let at = 0; at < 200; at++) map.set(at, at)
      for (let at = 0; at < 150; at++) map.delete(at)
      return map
    },
  },
  'Set of 2,000 objects': { copies: 30, make: i => new Set(filled(2000, at => ({ at, i: i & 255 }))) },
  'Set of strings': { copies: 300, make: i => new Set(filled(80, at => text(i * 80 + at, 18))) },
  'halves of one buffer': {
    copies: 1000,
    make: () => {
      const whole = new Float32Array(1024)
      return { left: whole.subarray(0, 512), right: whole.subarray(512) }
    },
  },
  'resizable buffer': {
    copies: 300,
    make: () => {
      const buffer = new ArrayBuffer(2000, { maxByteLength: 8000 })
      return { buffer, view: new Uint8Array(buffer) }
    },
  },
  'WeakRef beside its target': {
    copies: 5000,
    make: i => {
      const target = { i: i & 255, name: text(i, 16) }
      return { target, ref: new WeakRef(target) }
    },
  },
  URL: { copies: 2000, make: i => new URL(`https://example.org/${text(i, 20)}?page=${i}#top`) },
  URLSearchParams: { copies: 2000, make: i => new URLSearchParams(`a=${i}&name=${text(i, 15)}&c=3`) },
  'array of promises': { copies: 500, make: i => filled(50, at => Promise.resolve(at + i)) },
  'promise with its resolver': {
    copies: 4000,
    make: () => {
      let resolve
      const promise = new Promise(accept => {
        resolve = accept
      })
      return { promise, resolve }
    },
  },
  'suspended generator': {
    copies: 4000,
    make: i => {
      const generator = countdown(i)
      generator.next()
      return generator
    },
  },
  'match with groups': {
    copies: 2000,
    make: i => /(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)/.exec(`on ${1000 + (i % 9000)}-12-24 it was`),
  },
  'boxed primitives': { copies: 3000, make: i => [Object(text(i, 20)), Object(i + 0.5), Object(true), Object(7n)] },
  'objects without prototype': {
    copies: 4000,
    make: i => Object.assign(Object.create(null), { a: i & 255, b: text(i, 14), c: null, d: i + 0.5 }),
  },
  'rows of 40 by 40 ints': { copies: 60, make: () => filled(40, row => filled(40, column => row * column)) },
  'holey array of doubles': {
    copies: 500,
    make: i => {
      const array = new Array(300)
      for (let at = 0; at < 300; at += 3) array[at] = i + at + 0.25
      return array
    },
  },
  'ints that became doubles': {
    copies: 800,
    make: i => {
      const array = filled(200, at => at)
      array[100] = i + 0.5
      return array
    },
  },
  'doubles that became values': {
    copies: 800,
    make: i => {
      const array = filled(200, at => at + i + 0.5)
      array[100] = 'none'
      return array
    },
  },
  'text and slices of it': {
    copies: 500,
    make: i => {
      const whole = text(i, 2000)
      return { whole, parts: filled(10, at => whole.slice(at * 200 + 5, at * 200 + 45)) }
    },
  },
  'text split into lines': { copies: 300, make: i => `${text(i, 40)}\n`.repeat(30).split('\n') },
  'joined and upper-cased': {
    copies: 2000,
    make: i => ({ path: [text(i, 12), text(i + 1, 12), text(i + 2, 12)].join('/'), name: text(i, 30).toUpperCase() }),
  },
  'template text': { copies: 4000, make: i => ({ key: `user:${i}:profile`, label: `Nr. ${i} of many` }) },
  'records with optional keys': {
    copies: 200,
    make: i =>
      filled(30, at => ({
        id: at,
        ...(at % 2 && { note: text(i * 30 + at, 20) }),
        ...(at % 3 && { score: i + at + 0.5 }),
      })),
  },
  'field added later': {
    copies: 8000,
    make: i => {
      const task = new Task(i)
      task.result = i & 127
      task.ms = i + 0.25
      return task
    },
  },
  'Intl.NumberFormat': { copies: 300, make: () => new Intl.NumberFormat('en') },
  'unique symbols': { copies: 500, make: i => filled(40, at => Symbol(text(i * 40 + at, 14))) },
  'getters and setters': {
    copies: 4000,
    make: i => {
      let value = i & 255
      return {
        get value() {
          return value
        },
        set value(next) {
          value = next
        },
        reset() {
          value = 0
        },
      }
    },
  },
  'instance with arrow functions': { copies: 5000, make: () => new Button() },
  'bound functions': {
    copies: 4000,
    make: i => {
      const self = { i: i & 255 }
      return [Button.bind(self, 1, 2), Task.bind(self)]
    },
  },
  'BigInts in arrays': {
    copies: 500,
    make: i => ({ loose: filled(20, at => BigInt(i) * 10n ** BigInt(at)), typed: new BigUint64Array(40) }),
  },
  'image of 64 by 64': {
    copies: 60,
    make: () => ({ width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4), colorSpace: 'srgb' }),
  },
  'DataView of its own': { copies: 2000, make: () => new DataView(new ArrayBuffer(200)) },
  'table by numeric id': {
    copies: 300,
    make: i => {
      const table = {}
      for (let at = 0; at < 40; at++) table[10_000 + at * 37] = { at, i: i & 255 }
      return table
    },
  },
  'object as a list': {
    copies: 1000,
    make: i => {
      const list = {}
      for (let at = 0; at < 25; at++) list[at] = i & 255
      return list
    },
  },
  'table of 200 words': {
    copies: 100,
    make: i => {
      const table = {}
      for (let at = 0; at < 200; at++) table[text(at * 41, 12)] = { count: at, i: i & 255 }
      return table
    },
  },
  'Object.entries of a record': {
    copies: 2000,
    make: i => Object.entries({ id: i & 255, name: text(i, 18), score: i + 0.5, tags: ['a', 'b'] }),
  },
  'Object.fromEntries, 10 keys': {
    copies: 3000,
    make: i => Object.fromEntries(filled(10, at => [`field${at}`, at % 3 ? at : i + at + 0.5])),
  },
  'spread copy with more': {
    copies: 4000,
    make: i => ({ ...{ a: 1, b: text(i, 15), c: 3 }, d: i & 255, e: { f: i + 0.5 } }),
  },
  'cloned record': {
    copies: 2000,
    make: i => structuredClone({ id: i & 255, when: new Date(1.7e12 + i), tags: new Set(['a', text(i, 12)]) }),
  },
  'ring of nodes': {
    copies: 500,
    make: i => {
      const nodes = filled(20, at => ({ value: at + i, next: null, previous: null }))
      nodes.forEach((node, at) => {
        node.next = nodes[(at + 1) % 20]
        node.previous = nodes[(at + 19) % 20]
      })
      return nodes[0]
    },
  },
  'trie of Maps': {
    copies: 200,
    make: i => {
      const root = new Map()
      for (let word = 0; word < 12; word++) {
        let node = root
        for (const letter of text(i * 12 + word * 977, 6)) {
          if (!node.has(letter)) node.set(letter, new Map())
          node = node.get(letter)
        }
      }
      return root
    },
  },
  'parsed outline': {
    copies: 300,
    make: i =>
      JSON.parse(
        JSON.stringify({
          type: 'Feature',
          properties: { name: text(i, 16) },
          geometry: {
            type: 'Polygon',
            coordinates: [filled(40, at => [at + i + 0.123, at * 0.5 + 0.25])],
          },
        }),
      ),
  },
  'parsed page of results': {
    copies: 100,
    make: i =>
      JSON.parse(
        JSON.stringify({
          total: 25,
          items: filled(25, at => ({
            id: text(i * 25 + at, 24),
            price: { amount: at + 0.99, currency: 'EUR' },
            sizes: [36, 38, 40],
            stock: at ? at : null,
          })),
        }),
      ),
  },
  'queue, pushed and shifted': {
    copies: 300,
    make: i => {
      const queue = []
      for (let at = 0; at < 200; at++) {
        queue.push({ at, i: i & 255 })
        if (at % 4 === 0) queue.shift()
      }
      return queue
    },
  },
  'array filtered and mapped': {
    copies: 500,
    make: i =>
      filled(200, at => at)
        .filter(at => at % 3 === 0)
        .map(at => ({ at, double: at + i + 0.5 })),
  },
  'array after pops': {
    copies: 500,
    make: () => {
      const array = []
      for (let at = 0; at < 300; at++) array.push(at)
      while (array.length > 90) array.pop()
      return array
    },
  },
  'Array subclass with a field': {
    copies: 2000,
    make: i => {
      const stack = new Stack()
      stack.push(i & 255, i + 0.5, text(i, 12))
      return stack
    },
  },
  'arguments object': {
    copies: 5000,
    make: i =>
      (function () {
        // biome-ignore lint/complexity/noArguments: the kind of value that is measured
        return arguments
      })(i & 255, text(i, 12), null),
  },
  'iterator half way': {
    copies: 2000,
    make: () => {
      const iterator = new Map(filled(10, at => [at, at])).entries()
      iterator.next()
      return iterator
    },
  },
  'result with an error inside': {
    copies: 1000,
    make: i => ({ ok: false, error: new HttpError(text(i, 30), 404), request: { path: text(i + 1, 40), tries: 3 } }),
  },
  AbortController: { copies: 2000, make: () => new AbortController() },
  'RegExp of its own': { copies: 2000, make: i => new RegExp(`^${text(i, 12)}[0-9]+$`, 'gi') },
  'list of Buffers': {
    copies: 200,
    make: i => filled(8, at => Buffer.from(text(i * 8 + at, 60 + at * 700))),
    only: 'node',
  },
  'shared memory with two views': {
    copies: 300,
    // V8 does not report shared memory among its external bytes; the process's resident set shows it.
    unreported: 4096,
    make: () => {
      const shared = new SharedArrayBuffer(4096)
      return [new Int32Array(shared, 0, 16), new Uint8Array(shared, 64)]
    },
    only: 'node',
  },
  'state of a reducer': {
    copies: 200,
    make: i => ({
      byId: Object.fromEntries(
        filled(20, at => [`id-${at}`, { id: `id-${at}`, title: text(i * 20 + at, 25), done: at % 2 === 0 }]),
      ),
      ids: filled(20, at => `id-${at}`),
      filter: 'all',
      selected: new Set([1, 2]),
    }),
  },
  'scene graph': {
    copies: 200,
    make: i => {
      const node = depth => ({
        matrix: new Float32Array(16),
        position: { x: i + 0.5, y: depth, z: 0 },
        children: depth ? [node(depth - 1), node(depth - 1)] : [],
        visible: true,
      })
      return node(3)
    },
  },
}
