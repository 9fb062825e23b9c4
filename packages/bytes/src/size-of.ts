import * as brand from './brand.js'
import { countIndices, elementsOfIndices, isDense, isTable, isThin } from './keys.js'
import * as v8 from './v8-layout.js'

/**
 * Counts the bytes that a value holds: those on the heap and those outside of it, that come back when it goes.
 *
 * Follows everything reachable through properties, elements, Map and Set entries, and buffers behind views, each object
 * once: `O(n)`, without recursion. Runs none of the value's code: no getter, no `toJSON`, no iterator, in Node no
 * trap of a Proxy either. Not counted: what is shared with code (hidden classes, prototypes, functions' source), what
 * WeakMap, WeakSet and WeakRef hold, variables of closures, private fields, targets of proxies. Equal strings count
 * once. Made for V8 (Node, Deno, Chromium); on other engines an estimate.
 *
 * @returns whole bytes; 0 for what stands in a slot of its holder: small integers, booleans, `null`, `undefined`
 *
 * @example
 * ```ts
 * sizeOf({ a: 1, b: 2, c: 3 }) // 48 in Node
 * sizeOf(new Map([['key', new Float64Array(1000)]])) // 8392 in Node
 * ```
 */
export function sizeOf(value: unknown): number {
  const walk = new Walk()
  walk.count(value)
  return walk.run()
}

const { word, heapNumber } = v8.layout
const { getOwnPropertyDescriptor, getPrototypeOf } = Object
const { ownKeys } = Reflect
const eachOfMap = Map.prototype.forEach
const eachOfSet = Set.prototype.forEach

// A Set of V8 ends at 2^24 entries.
const maxSeen = 2 ** 24 - 1
// Named properties of an array (a match's `index`) are looked for in arrays up to so long: keys are made as strings.
const maxNamedLength = 1000

class Walk {
  #bytes = 0
  readonly #stack: object[] = []
  #seen = new Set<unknown>()
  readonly #fullSets: Set<unknown>[] = []
  readonly #pools = new Map<object, number>()

  /** Counts a value where it stands in a tagged slot; objects wait for {@link run}. */
  count(value: unknown): void {
    switch (typeof value) {
      case 'object':
        if (value !== null && this.#isNew(value)) this.#stack.push(value)
        break
      case 'function':
        if (this.#isNew(value)) this.#stack.push(value)
        break
      case 'string':
        if (value.length > 0 && this.#isNew(value)) this.#bytes += v8.stringBytes(value)
        break
      case 'number':
        if (!v8.isSmi(value)) this.#bytes += heapNumber
        break
      case 'bigint':
        this.#bytes += v8.bigintBytes(value)
        break
      case 'symbol':
        if (this.#isNew(value)) {
          this.#bytes += v8.symbol
          this.count(value.description)
        }
        break
    }
  }

  run(): number {
    for (let value = this.#stack.pop(); value !== undefined; value = this.#stack.pop()) {
      try {
        this.#visit(value)
      } catch {
        // A proxy in a browser whose trap throws, or that was revoked.
        this.#bytes += v8.fourWords
      }
    }
    for (const bytes of this.#pools.values()) this.#bytes += bytes
    return this.#bytes
  }

  #isNew(value: unknown): boolean {
    if (this.#seen.has(value) || this.#fullSets.some(full => full.has(value))) return false
    if (this.#seen.size === maxSeen) {
      this.#fullSets.push(this.#seen)
      this.#seen = new Set()
    }
    this.#seen.add(value)
    return true
  }

  #visit(value: object): void {
    if (brand.isProxy(value)) this.#bytes += v8.fourWords
    else if (typeof value === 'function') this.#visitFunction(value)
    else if (Array.isArray(value)) this.#visitArray(value)
    else if (ArrayBuffer.isView(value)) this.#visitView(value)
    else this.#visitObject(value)
  }

  #visitObject(value: object): void {
    const kind = brand.kindOf(value, getPrototypeOf(value))
    switch (kind) {
      case 'plain':
      case 'null':
      case 'instance':
        this.#visitProperties(value, kind)
        return
      case 'Map':
        this.#bytes += v8.jsCollection + v8.hashTable(brand.mapSize(value), 3)
        Reflect.apply(eachOfMap, value, [
          (item: unknown, key: unknown) => {
            this.count(key)
            this.count(item)
          },
        ])
        break
      case 'Set':
        this.#bytes += v8.jsCollection + v8.hashTable(brand.setSize(value), 2)
        Reflect.apply(eachOfSet, value, [(item: unknown) => this.count(item)])
        break
      case 'ArrayBuffer':
        this.#bytes += v8.layout.arrayBuffer + brand.bufferBytes(value)
        break
      case 'SharedArrayBuffer':
        this.#bytes += v8.layout.arrayBuffer + brand.sharedBytes(value)
        break
      case 'Date':
        this.#bytes += v8.layout.date
        if (v8.layout.boxesTime) this.count(brand.timeOf(value))
        break
      case 'RegExp':
        this.#bytes += v8.jsRegExp
        this.count(brand.regExpSource(value))
        break
      case 'Error':
        // The message's slot is counted with the others.
        this.#bytes += v8.jsError - word + guessedFrames()
        this.#countOwn(value, key => key === 'stack')
        return
      case 'Promise':
        this.#bytes += v8.jsPromise
        break
      case 'WeakMap':
      case 'WeakSet':
        this.#bytes += v8.jsWeakCollection
        break
      case 'String':
        this.#bytes += v8.fourWords
        this.count(String.prototype.valueOf.call(value))
        return
      default:
        this.#bytes += v8.fourWords
    }
    this.#countOwn(value)
  }

  // Objects of properties alone. V8's own mode (slots or a dictionary) cannot be asked for; the keys hint at it.
  #visitProperties(value: object, kind: 'plain' | 'null' | 'instance'): void {
    const keys = ownKeys(value)
    const indices = countIndices(keys)
    const named = keys.length - indices
    this.#bytes += v8.objectHeader
    if (kind === 'null' || named >= v8.literalLimit || (named >= v8.keyedStoreLimit && isTable(keys, indices)))
      this.#bytes += v8.nameDictionary(named)
    else this.#bytes += (named === 0 && kind === 'plain' ? v8.emptyObjectSlots : named) * word
    if (indices > 0) this.#bytes += elementsOfIndices(keys, indices)
    for (const key of keys) this.#countProperty(value, key)
  }

  #visitFunction(value: object): void {
    const prototype = getOwnPropertyDescriptor(value, 'prototype')
    // A class's prototype cannot be replaced; a function's can.
    if (prototype?.writable === false) this.#bytes += v8.jsClass
    else this.#bytes += v8.jsFunction + v8.contextOfOne + (prototype ? word : 0)
    this.#countOwn(
      value,
      key => key === 'length' || key === 'name' || key === 'prototype' || key === 'arguments' || key === 'caller',
    )
  }

  #visitView(value: ArrayBufferView): void {
    const parts = brand.viewParts(value)
    const byteLength = parts.byteLength(value)
    if (brand.isDataView(value)) this.#bytes += v8.layout.dataView
    else {
      this.#bytes += v8.layout.typedArray
      // Small ones lie on the heap, and asking for `buffer` would move them out. (One at the start of a larger buffer
      // looks the same: that buffer counts when something else leads to it.)
      if (parts.byteOffset(value) === 0 && byteLength <= v8.maxOnHeapBytes && !brand.isNodeBuffer(value)) {
        this.#bytes += v8.layout.arrayBuffer + v8.denseElements(byteLength, 1)
        return
      }
    }
    const buffer = parts.buffer(value)
    if (brand.isPooled(value, byteLength, buffer.byteLength)) {
      const share = (this.#pools.get(buffer) ?? 0) + Math.ceil(byteLength / 8) * 8
      this.#pools.set(buffer, Math.min(share, buffer.byteLength))
    } else this.count(buffer)
  }

  #visitArray(value: unknown[]): void {
    const { length } = value
    const thin = isThin(value)
    // The keys of a long array are as many strings: made only where most of them are missing.
    const keys = thin || length <= maxNamedLength ? ownKeys(value) : []
    const count = thin ? countIndices(keys) : length
    let doubles = 0
    let others = 0
    for (let at = 0; at < count; at++) {
      const property = getOwnPropertyDescriptor(value, thin ? (keys[at] as PropertyKey) : at)
      if (property === undefined) continue
      if (typeof property.value !== 'number') {
        others++
        this.#countDescriptor(property)
      } else if (!v8.isSmi(property.value)) doubles++
    }
    const dense = !thin || isDense(keys, count, length)
    // Numbers alone stand unboxed, 8 bytes each; beside other values each of the large ones has a box.
    const unboxed = dense && doubles > 0 && others === 0
    this.#bytes += v8.jsArray + (dense ? v8.denseElements(length, unboxed ? 8 : word) : v8.numberDictionary(count))
    if (!unboxed) this.#bytes += doubles * heapNumber
    for (const key of keys.slice(countIndices(keys))) if (key !== 'length') this.#countSlot(value, key)
  }

  // Properties beside those that the kind has; they stand in slots of the object.
  #countOwn(value: object, isKnown: (key: PropertyKey) => boolean = () => false): void {
    for (const key of ownKeys(value)) {
      if (!isKnown(key)) this.#countSlot(value, key)
    }
  }

  #countSlot(value: object, key: PropertyKey): void {
    this.#bytes += word
    this.#countProperty(value, key)
  }

  #countProperty(value: object, key: PropertyKey): void {
    const property = getOwnPropertyDescriptor(value, key)
    if (property !== undefined) this.#countDescriptor(property)
  }

  #countDescriptor(property: PropertyDescriptor): void {
    if (property.get === undefined && property.set === undefined) this.count(property.value)
    else {
      this.#bytes += v8.accessorPair
      this.count(property.get)
      this.count(property.set)
    }
  }
}

// Frames cannot be counted without reading the stack, which would format it and keep the text: half of the limit.
function guessedFrames(): number {
  const limit: unknown = getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.value
  const frames = typeof limit === 'number' && limit > 0 ? Math.ceil(Math.min(limit, 200) / 2) : 0
  return frames === 0 ? 0 : v8.fixedArrayHeader + v8.stackFrame * frames
}
