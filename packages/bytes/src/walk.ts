import * as brand from './brand.js'
import { countIndices, elementsOfIndices, isDense, isTable, isThin } from './keys.js'
import { Seen } from './seen.js'
import * as v8 from './v8-layout.js'

const { word, heapNumber } = v8.layout
const { getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols, getPrototypeOf } = Object
const { ownKeys } = Reflect
const { hasOwn, isExtensible } = Object
const { prototype: plainPrototype } = Object
const { prototype: arrayPrototype } = Array
const eachOfMap = Map.prototype.forEach
const eachOfSet = Set.prototype.forEach

// Names of an array's own (a match's `index`) are looked for in arrays up to so long: keys are made as strings.
const maxNamedLength = 1000
// Texts are looked at together, up to so many characters, for the copy that is read is garbage afterwards.
const maxTexts = 1 << 16

/** Which parts were counted already, as the walk asks for it. */
export interface Memory {
  add(part: object | symbol): boolean
  addText(text: string): boolean
}

/** What a part is called by its holder: a property's key, an index, or the entry of a Map or Set. */
export type Label = PropertyKey | EntryLabel

/** An entry of a Map or Set. */
export interface EntryLabel {
  readonly of: 'key' | 'value' | 'member'
  readonly key: unknown
}

/** Counts the bytes of parts, one object at a time; the objects below each wait in {@link stack} for their turn. */
export class Walk {
  /** Bytes on the heap. */
  heap = 0
  /** Bytes outside of it. */
  external = 0
  /** Objects that were visited. */
  visited = 0
  /** Whether texts wait to be asked for, however many there are. */
  keepsTexts = false
  /** Whether something was met whose size cannot be seen. */
  guessed = false
  /** Elements of one collection that are looked at; the others are taken to be alike. */
  limit = Number.POSITIVE_INFINITY
  /** For how many parts each part of the last visited collection stands. */
  scale = 1
  /** Objects that were met and not visited yet. */
  readonly stack: object[] = []
  /** Texts that were met and not counted yet. */
  readonly texts: string[] = []
  /** Where it is kept how those on the stack are called, by those who want to know. */
  labels: Label[] | undefined
  #label: Label = ''
  #textLength = 0
  #pools: Map<object, number> | undefined

  constructor(readonly seen: Memory = new Seen()) {}

  /** Counts a value where it stands in a tagged slot; objects wait on the stack. */
  count(value: unknown): void {
    switch (typeof value) {
      case 'string':
        if (value.length > 0 && this.seen.addText(value)) {
          this.texts.push(value)
          this.#textLength += value.length
          if (this.#textLength > maxTexts && !this.keepsTexts) this.countTexts()
        }
        break
      case 'number':
        if (!v8.isSmi(value)) this.heap += heapNumber
        break
      case 'object':
        if (value !== null && this.seen.add(value)) this.#push(value)
        break
      case 'function':
        if (this.seen.add(value)) this.#push(value)
        break
      case 'bigint':
        this.heap += v8.bigintBytes(value)
        break
      case 'symbol':
        if (this.seen.add(value)) {
          this.heap += v8.symbol
          this.count(value.description)
        }
        break
    }
  }

  #push(value: object): void {
    this.stack.push(value)
    if (this.labels !== undefined) this.labels.push(this.#label)
  }

  /** Visits all that is reachable from what was counted. */
  run(): void {
    const { stack } = this
    for (let value = stack.pop(); value !== undefined; value = stack.pop()) this.visit(value)
    this.countTexts()
  }

  /** Begins anew. */
  clear(): void {
    this.heap = 0
    this.external = 0
    this.#pools = undefined
    this.#label = ''
  }

  /** Counts the texts that were met. */
  countTexts(): void {
    const { texts } = this
    if (texts.length === 0) return
    this.heap += v8.textBytes(texts)
    // Taken out one by one, for a length of 0 would throw the array's room away.
    while (texts.length > 0) texts.pop()
    this.#textLength = 0
  }

  /** Counts an object alone. */
  visit(value: object): void {
    this.scale = 1
    this.visited++
    if (brand.isProxy(value)) this.#visitOpaque()
    else {
      try {
        if (typeof value === 'function') this.#visitFunction(value)
        else if (Array.isArray(value)) this.#visitArray(value)
        else {
          const prototype: object | null = getPrototypeOf(value)
          if (prototype === plainPrototype) this.#visitProperties(value, 'plain', 0)
          else if (ArrayBuffer.isView(value)) this.#visitView(value)
          else this.#visitObject(value, prototype)
        }
      } catch {
        // A proxy in a browser whose trap throws, or that was revoked.
        this.#visitOpaque()
      }
    }
  }

  #visitOpaque(): void {
    this.heap += v8.fourWords
    this.guessed = true
  }

  #visitObject(value: object, prototype: object | null): void {
    const shape = brand.shapeOf(value, prototype)
    if (shape.hidden) this.guessed = true
    switch (shape.kind) {
      case 'plain':
      case 'null':
      case 'instance':
        this.#visitProperties(value, shape.kind, shape.privateFields)
        return
      case 'Map':
        this.heap += v8.jsCollection + v8.hashTable(brand.mapSize(value), 3)
        this.#visitEntries(value, eachOfMap, brand.mapSize(value), true)
        break
      case 'Set':
        this.heap += v8.jsCollection + v8.hashTable(brand.setSize(value), 2)
        this.#visitEntries(value, eachOfSet, brand.setSize(value), false)
        break
      case 'ArrayBuffer':
        this.heap += v8.layout.arrayBuffer
        this.external += brand.bufferBytes(value)
        break
      case 'SharedArrayBuffer':
        this.heap += v8.layout.arrayBuffer
        this.external += brand.sharedBytes(value)
        break
      case 'Date':
        this.heap += v8.layout.date
        if (v8.layout.boxesTime) this.count(brand.timeOf(value))
        break
      case 'RegExp': {
        const source = brand.regExpSource(value)
        this.heap += v8.regExpBytes(source)
        this.count(source)
        this.guessed = true
        break
      }
      case 'Error':
        // The message's slot is counted with the others.
        this.heap += v8.jsError - word + guessedFrames()
        this.guessed = true
        this.#countOwn(value, key => key === 'stack')
        return
      case 'String':
        this.heap += v8.fourWords
        this.count(String.prototype.valueOf.call(value))
        return
      case 'URL':
        this.heap += v8.layout.url
        // Browsers keep the texts outside of V8's heap.
        if (word === 8) this.count(brand.urlText(value))
        break
      case 'URLSearchParams':
        this.heap += v8.layout.urlSearchParams
        if (word === 8)
          brand.eachSearchParam(value, (item, key) => {
            this.count(key)
            this.count(item)
          })
        break
      default:
        this.heap += v8.objectHeader + shape.extra
    }
    this.heap += shape.privateFields * word
    this.#countOwn(value)
  }

  // Every so-manieth entry where there are more than are looked at: a Map cannot be entered in the middle.
  #visitEntries(value: object, each: (call: never) => void, size: number, keyed: boolean): void {
    const step = Math.max(1, size / this.limit)
    const labelled = this.labels !== undefined
    const before = this.heap
    let at = 0
    let looked = 0
    const call = (item: unknown, key: unknown) => {
      if (at++ < picked(looked, step)) return
      looked++
      if (keyed) {
        if (labelled) this.#label = { of: 'key', key }
        this.count(key)
        if (labelled) this.#label = { of: 'value', key }
        this.count(item)
      } else {
        if (labelled) this.#label = { of: 'member', key: at - 1 }
        this.count(item)
      }
    }
    Reflect.apply(each, value, [call])
    if (step > 1) this.#rescale(before, at, looked)
  }

  #rescale(before: number, of: number, looked: number): void {
    this.scale = of / looked
    this.heap = before + (this.heap - before) * this.scale
  }

  // Objects of properties alone. V8's own mode (slots or a dictionary) cannot be asked for; the keys hint at it.
  #visitProperties(value: object, kind: 'plain' | 'null' | 'instance', privateFields: number): void {
    const names = getOwnPropertyNames(value)
    const symbols = getOwnPropertySymbols(value)
    const { length } = names
    const indices = countIndices(names)
    const named = length - indices + symbols.length + privateFields
    if (kind === 'plain' && names[length - 1] === 'callee' && brand.isArguments(value)) {
      this.#visitArguments(value, indices)
      return
    }
    this.heap += v8.objectHeader
    if (kind === 'null' || named >= v8.literalLimit || (named >= v8.keyedStoreLimit && isTable(names, indices)))
      this.heap += v8.nameDictionary(named)
    else this.heap += (named === 0 && kind === 'plain' ? v8.emptyObjectSlots : named) * word
    if (indices > 0) this.heap += elementsOfIndices(names, indices)
    if (length > this.limit) this.#sampleProperties(value, names)
    else
      for (let at = 0; at < length; at++) {
        const name = names[at] as string
        const property = getOwnPropertyDescriptor(value, name)
        if (property !== undefined) {
          this.#label = name
          if (property.value !== undefined) this.count(property.value)
          else this.#countAccessor(property)
        }
      }
    for (let at = 0; at < symbols.length; at++) this.#countProperty(value, symbols[at] as symbol)
  }

  #sampleProperties(value: object, names: readonly string[]): void {
    const { length } = names
    const step = length / this.limit
    const before = this.heap
    let looked = 0
    for (let at = 0; at < length; at = picked(++looked, step)) this.#countProperty(value, names[at] as string)
    this.#rescale(before, length, looked)
  }

  // `length` is a slot; `callee` and the iterator are told by the hidden class.
  #visitArguments(value: object, indices: number): void {
    this.heap += v8.objectHeader + word + v8.denseElements(indices, word)
    for (let at = 0; at < indices; at++) this.#countProperty(value, at)
  }

  #visitFunction(value: object): void {
    const prototype = getOwnPropertyDescriptor(value, 'prototype')
    // A class's prototype cannot be replaced; a function's can.
    if (prototype?.writable === false) this.heap += v8.jsClass
    else this.heap += v8.jsFunction + v8.contextOfOne + (prototype ? word : 0)
    this.guessed = true
    this.#countOwn(
      value,
      key => key === 'length' || key === 'name' || key === 'prototype' || key === 'arguments' || key === 'caller',
    )
  }

  #visitView(value: ArrayBufferView): void {
    const parts = brand.viewParts(value)
    const byteLength = parts.byteLength(value)
    if (brand.isDataView(value)) this.heap += v8.layout.dataView
    else {
      this.heap += v8.layout.typedArray
      // Small ones lie on the heap, and asking for `buffer` would move them out. (One at the start of a larger buffer
      // looks the same: that buffer counts when something else leads to it.)
      if (parts.byteOffset(value) === 0 && byteLength <= v8.maxOnHeapBytes && !brand.isNodeBuffer(value)) {
        this.heap += v8.layout.arrayBuffer + v8.denseElements(byteLength, 1)
        return
      }
    }
    const buffer = parts.buffer(value)
    this.#label = 'buffer'
    if (brand.isPooled(value, byteLength, buffer.byteLength)) {
      this.#pools ??= new Map()
      const before = this.#pools.get(buffer) ?? 0
      const after = Math.min(before + Math.ceil(byteLength / 8) * 8, buffer.byteLength)
      this.#pools.set(buffer, after)
      this.external += after - before
    } else this.count(buffer)
  }

  #visitArray(value: unknown[]): void {
    const { length } = value
    const thin = isThin(value)
    // Where most of a long array is missing, its keys are fewer than its indices.
    const keys: readonly PropertyKey[] = thin ? ownKeys(value) : []
    const count = thin ? countIndices(keys) : length
    // A plain array is taken to have no properties beside its elements, unless it is a match.
    const plain = brand.tellsProxies && getPrototypeOf(value) === arrayPrototype
    const named = !thin && length <= maxNamedLength && (!plain || hasOwn(value, 'index'))
    const step = Math.max(1, count / this.limit)
    const before = this.heap
    let doubles = 0
    let others = 0
    let looked = 0
    for (let place = 0; place < count; place = step > 1 ? picked(looked, step) : place + 1) {
      const at = thin ? (keys[place] as number) : place
      looked++
      if (!plain && !hasOwn(value, at)) continue
      let element: unknown
      if (plain && !brand.hasGetter(value, at)) {
        element = value[at]
        if (element === undefined && !hasOwn(value, at)) continue
      } else {
        const property = getOwnPropertyDescriptor(value, at)
        element = property?.value
        if (element === undefined && property !== undefined) this.#countAccessor(property)
      }
      if (typeof element === 'number') {
        if (!v8.isSmi(element)) doubles++
      } else {
        others++
        if (element !== undefined && element !== null) {
          this.#label = at
          this.count(element)
        }
      }
    }
    if (step > 1) {
      this.#rescale(before, count, looked)
      doubles = Math.round(doubles * this.scale)
    }
    const dense = !thin || isDense(keys, count, length)
    // Numbers alone stand unboxed, 8 bytes each; beside other values, and in frozen arrays, the large ones have boxes.
    const unboxed = dense && doubles > 0 && others === 0 && isExtensible(value)
    this.heap += v8.jsArray + (dense ? v8.denseElements(length, unboxed ? 8 : word) : v8.numberDictionary(count))
    if (!unboxed) this.heap += doubles * heapNumber
    if (thin || named) {
      const all = thin ? keys : ownKeys(value)
      this.#countSlots(value, all, countIndices(all))
    }
  }

  #countSlots(value: object, keys: readonly PropertyKey[], from: number): void {
    for (let at = from; at < keys.length; at++)
      if (keys[at] !== 'length') this.#countSlot(value, keys[at] as PropertyKey)
  }

  // Properties beside those that the kind has; they stand in slots of the object.
  #countOwn(value: object, isKnown?: (key: PropertyKey) => boolean): void {
    for (const key of ownKeys(value)) if (!isKnown?.(key)) this.#countSlot(value, key)
  }

  #countSlot(value: object, key: PropertyKey): void {
    this.heap += word
    this.#countProperty(value, key)
  }

  #countProperty(value: object, key: PropertyKey): void {
    const property = getOwnPropertyDescriptor(value, key)
    if (property === undefined) return
    this.#label = key
    if (property.value !== undefined) this.count(property.value)
    else this.#countAccessor(property)
  }

  #countAccessor(property: PropertyDescriptor): void {
    if (property.get === undefined && property.set === undefined) return
    this.heap += v8.accessorPair
    this.count(property.get)
    this.count(property.set)
  }
}

// The place of the so-manieth member of a sample: one in each step, irregularly, for values may repeat regularly.
const picked = (looked: number, step: number): number =>
  step === 1 ? looked : Math.floor((looked + ((looked * 0.618034) % 1)) * step)

// Frames cannot be counted without reading the stack, which would format it and keep the text: half of the limit.
function guessedFrames(): number {
  const limit: unknown = getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.value
  const frames = typeof limit === 'number' && limit > 0 ? Math.ceil(Math.min(limit, 200) / 2) : 0
  return frames === 0 ? 0 : v8.fixedArrayHeader + v8.layout.stackFrame * frames
}
