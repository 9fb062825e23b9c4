import { Seen } from './seen.js'
import * as v8 from './v8-layout.js'

const { heapNumber } = v8.layout

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

/** The bytes of what was counted so far. Objects are only noted: each waits in {@link stack} for its turn. */
export class Tally {
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
  /** How what is counted next is called. */
  label: Label = ''
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
      case 'function':
        if (value !== null && this.seen.add(value)) {
          this.stack.push(value)
          if (this.labels !== undefined) this.labels.push(this.label)
        }
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

  /** Counts so much of a block that is shared: together no more than the block. */
  countPart(block: ArrayBufferLike, byteLength: number): void {
    this.#pools ??= new Map()
    const before = this.#pools.get(block) ?? 0
    const after = Math.min(before + Math.ceil(byteLength / 8) * 8, block.byteLength)
    this.#pools.set(block, after)
    this.external += after - before
  }

  /** Lets what was looked at since stand for all, of which it is a sample. */
  rescale(before: number, of: number, looked: number): void {
    this.scale = of / looked
    this.heap = before + (this.heap - before) * this.scale
  }

  /** Begins anew. */
  clear(): void {
    this.heap = 0
    this.external = 0
    this.#pools = undefined
    this.label = ''
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
}

/** The place of the so-manieth member of a sample: one in each step, irregularly, for values may repeat regularly. */
export const picked = (looked: number, step: number): number =>
  step === 1 ? looked : Math.floor((looked + ((looked * 0.618034) % 1)) * step)
