import { countArray } from './arrays.js'
import * as brand from './brand.js'
import { countOwn, countProperties } from './properties.js'
import { picked, Tally } from './tally.js'
import * as v8 from './v8-layout.js'
import { countView } from './views.js'

const { word } = v8.layout
const { getOwnPropertyDescriptor, getPrototypeOf, prototype: plainPrototype } = Object
const eachOfMap = Map.prototype.forEach
const eachOfSet = Set.prototype.forEach

/** Counts all that is reachable, one object at a time, each by the rule of its kind. */
export class Walk extends Tally {
  /** Visits all that is reachable from what was counted. */
  run(): void {
    const { stack } = this
    for (let value = stack.pop(); value !== undefined; value = stack.pop()) this.visit(value)
    this.countTexts()
  }

  /** Counts an object alone. */
  visit(value: object): void {
    this.scale = 1
    this.visited++
    if (brand.isProxy(value)) this.#visitOpaque()
    else {
      try {
        if (typeof value === 'function') this.#visitFunction(value)
        else if (Array.isArray(value)) countArray(this, value)
        else {
          const prototype: object | null = getPrototypeOf(value)
          if (prototype === plainPrototype) countProperties(this, value, 'plain', 0)
          else if (ArrayBuffer.isView(value)) countView(this, value)
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
        countProperties(this, value, shape.kind, shape.privateFields)
        return
      case 'Map':
        this.#visitEntries(value, eachOfMap, brand.mapSize(value), 3)
        break
      case 'Set':
        this.#visitEntries(value, eachOfSet, brand.setSize(value), 2)
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
        countOwn(this, value, ['stack'])
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
    countOwn(this, value)
  }

  // Looks at every so-manieth entry where there are more than are looked at: a Map cannot be entered in the middle.
  #visitEntries(value: object, each: (call: never) => void, size: number, wordsEach: 2 | 3): void {
    this.heap += v8.jsCollection + v8.hashTable(size, wordsEach)
    const step = Math.max(1, size / this.limit)
    const labelled = this.labels !== undefined
    const before = this.heap
    let at = 0
    let looked = 0
    const call = (item: unknown, key: unknown) => {
      if (at++ < picked(looked, step)) return
      looked++
      if (wordsEach === 3) {
        if (labelled) this.label = { of: 'key', key }
        this.count(key)
        if (labelled) this.label = { of: 'value', key }
        this.count(item)
      } else {
        if (labelled) this.label = { of: 'member', key: at - 1 }
        this.count(item)
      }
    }
    Reflect.apply(each, value, [call])
    if (step > 1) this.rescale(before, at, looked)
  }

  #visitFunction(value: object): void {
    const prototype = getOwnPropertyDescriptor(value, 'prototype')
    // A class's prototype cannot be replaced; a function's can.
    if (prototype?.writable === false) this.heap += v8.jsClass
    else this.heap += v8.jsFunction + v8.contextOfOne + (prototype ? word : 0)
    this.guessed = true
    countOwn(this, value, ['length', 'name', 'prototype', 'arguments', 'caller'])
  }
}

// Frames cannot be counted without reading the stack, which would format it and keep the text: half of the limit.
function guessedFrames(): number {
  const limit: unknown = getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.value
  const frames = typeof limit === 'number' && limit > 0 ? Math.ceil(Math.min(limit, 200) / 2) : 0
  return frames === 0 ? 0 : v8.fixedArrayHeader + v8.layout.stackFrame * frames
}
