import { collectionBytes } from '@plimsoll/bytes'
import { fewReads, fingerprint, hashKey, hashNumber, hashOther, hashText, mix } from './hash.js'
import type { Column } from './policy/policy.js'
import { slotBytes } from './slot-bytes.js'

const smallest = 16
// Twice as many are near what an array may hold.
const largest = 2 ** 25
const noSlots = new Int32Array(2)
const none = new Int32Array(0)
// Texts of one hash that are too many to be chance, and how far from its place a text has to lie for them to be counted.
const crowd = 8
const far = 24

/**
 * Keys to entries: open addressing with linear probing over flat arrays. An entry is a whole number from 0, its place in
 * every column. A slot holds an entry's number from 1 and, above it, bits of its key's hash, so that a key is looked at
 * only where it is nearly sure to be the one. Who is removed leaves no mark: those behind move up (Knuth, TAOCP 3, 6.4,
 * algorithm R), so that a table under churn stays as it is.
 *
 * Keys are the same where `Map` takes them to be: NaN is NaN, 0 is -0. Objects, symbols and other kinds without a number of their
 * own are found by a Map, and so are texts of a hash that too many have: whoever knows how the hash is made can make such texts.
 */
export class Table<K, V> {
  /** For whoever keeps the entries' order: two numbers for each, side by side, for they are read together. */
  links: Int32Array = none
  /** Entries there are. */
  size = 0
  /** Entries there is room for. */
  capacity = 0
  /** Changes whenever entries were given other numbers. */
  generation = 0
  /** The hash of the key that `find` did not find last. */
  missed = 0
  readonly #columns: Column[] = []
  // Each entry's key and value, side by side, for they are read together; `undefined` where there is none.
  #cells: (K | V | undefined)[] = []
  #free: number[] = []
  #slots: Int32Array = noSlots
  #entryMask = 0
  // Hashes by entry, from the first key on that is no 32-bit integer; of those they are made anew each time.
  #hashes: Int32Array | undefined
  #others: Map<unknown, number> | undefined
  // Numbers that were given since the table was empty.
  #given = 0
  // Whether any text is among the others.
  #hasOtherTexts = false
  // Units of a text that its hash reads: more, once many texts differ in none of them.
  #reads = fewReads

  /** Bytes of its arrays that lie on the heap. */
  get heapBytes(): number {
    if (this.capacity === 0) return 0
    const otherBytes = this.#others === undefined ? 0 : collectionBytes('Map', this.#others.size)
    return 16 + slotBytes() * (2 * this.capacity + this.#free.length) + otherBytes
  }

  /** Bytes of its arrays that lie outside of it. */
  get externalBytes(): number {
    if (this.capacity === 0) return 0
    return 4 * (2 * this.capacity + this.#slots.length + (this.#hashes?.length ?? 0))
  }

  /** Tells a column now, and whenever there is more room. */
  attach(column: Column): void {
    this.#columns.push(column)
    column.resize(this.capacity)
  }

  /** Answers an entry's key; `undefined` where there is none. */
  keyAt(entry: number): K | undefined {
    return this.#cells[2 * entry] as K | undefined
  }

  /** Answers an entry's value; `undefined` where there is none. */
  valueAt(entry: number): V | undefined {
    return this.#cells[2 * entry + 1] as V | undefined
  }

  /** Gives an entry another value. */
  setValue(entry: number, value: V | undefined): void {
    this.#cells[2 * entry + 1] = value
  }

  /** Answers a key's entry, or -1. */
  find(key: unknown): number {
    if (typeof key === 'number') return (key | 0) === key ? this.#findInteger(key) : this.#findNumber(key)
    if (typeof key === 'string') return this.#findText(key)
    return this.#others?.get(key) ?? -1
  }

  #findInteger(key: number): number {
    const slots = this.#slots
    const last = slots.length - 1
    const entryMask = this.#entryMask
    const cells = this.#cells
    const hash = mix(key)
    for (let at = hash & last; ; at = (at + 1) & last) {
      const slot = slots[at] as number
      if (slot === 0) break
      if (((slot ^ hash) & ~entryMask) !== 0) continue
      const entry = (slot & entryMask) - 1
      if (cells[2 * entry] === key) return entry
    }
    this.missed = hash
    return -1
  }

  #findText(key: string): number {
    const slots = this.#slots
    const last = slots.length - 1
    const entryMask = this.#entryMask
    const cells = this.#cells
    const hash = hashText(key, this.#reads)
    for (let at = hash & last; ; at = (at + 1) & last) {
      const slot = slots[at] as number
      if (slot === 0) break
      if (((slot ^ hash) & ~entryMask) !== 0) continue
      const entry = (slot & entryMask) - 1
      if (cells[2 * entry] === key) return entry
    }
    this.missed = hash
    return this.#hasOtherTexts ? (this.#others?.get(key) ?? -1) : -1
  }

  #findNumber(key: number): number {
    const slots = this.#slots
    const last = slots.length - 1
    const entryMask = this.#entryMask
    const cells = this.#cells
    const hash = hashNumber(key)
    for (let at = hash & last; ; at = (at + 1) & last) {
      const slot = slots[at] as number
      if (slot === 0) break
      if (((slot ^ hash) & ~entryMask) !== 0) continue
      const entry = (slot & entryMask) - 1
      const there = cells[2 * entry]
      if (there === key || Object.is(there, key)) return entry
    }
    this.missed = hash
    return -1
  }

  /** Answers 32 bits of an entry's key. */
  hashOf(entry: number): number {
    const key = this.#cells[2 * entry]
    if (typeof key !== 'number' && typeof key !== 'string') return hashOther(key)
    return this.#hashOf(entry)
  }

  // Of an entry that has a slot.
  #hashOf(entry: number): number {
    const hashes = this.#hashes
    return hashes === undefined ? mix(this.#cells[2 * entry] as number) : (hashes[entry] as number)
  }

  /** Answers another 32 bits of an entry's key. */
  fingerprintOf(entry: number): number {
    return fingerprint(this.#cells[2 * entry])
  }

  /** Whether a key that is not there finds room without more of it. */
  get hasRoom(): boolean {
    return this.size < this.capacity
  }

  /**
   * Adds a key that is not there, where there is room; answers its entry. The number given up last is given again first.
   *
   * @param hash - `missed`, where nobody else has come between
   */
  add(key: K, value: V, hash?: number): number {
    const entry = this.#free.length === 0 ? this.#given++ : (this.#free.pop() as number)
    this.#place(entry, key, value, hash)
    return entry
  }

  #place(entry: number, key: K, value: V, known: number | undefined): void {
    this.#cells[2 * entry] = key
    this.#cells[2 * entry + 1] = value
    this.size++
    if (typeof key !== 'number' && typeof key !== 'string') {
      this.#others ??= new Map()
      this.#others.set(key, entry)
      return
    }
    const hash = known ?? hashKey(key, this.#reads)
    if (this.#hashes === undefined && (typeof key === 'string' || (key | 0) !== key)) this.#hashes = this.#hashAll()
    if (this.#hashes !== undefined) this.#hashes[entry] = hash
    if (this.#insert(hash, entry) > far && typeof key === 'string') this.#disperse(key, hash, entry)
  }

  // Answers how far from its place.
  #insert(hash: number, entry: number): number {
    const slots = this.#slots
    const last = slots.length - 1
    let at = hash & last
    while (slots[at] !== 0) at = (at + 1) & last
    slots[at] = (hash & ~this.#entryMask) | (entry + 1)
    return (at - hash) & last
  }

  #hashAll(): Int32Array {
    const hashes = new Int32Array(this.capacity)
    for (let entry = 0; entry < this.#given; entry++) {
      const key = this.#cells[2 * entry]
      if (typeof key === 'number' || typeof key === 'string') hashes[entry] = hashKey(key, this.#reads)
    }
    return hashes
  }

  // Where too many texts have one hash, they differ in what it does not read, or somebody made them so.
  #disperse(text: string, hash: number, entry: number): void {
    const slots = this.#slots
    const last = slots.length - 1
    let alike = 0
    for (let at = hash & last; slots[at] !== 0 && alike < crowd; at = (at + 1) & last)
      if (this.#hashOf(((slots[at] as number) & this.#entryMask) - 1) === hash) alike++
    if (alike < crowd) return
    if (text.length > this.#reads) {
      this.#reads *= 4
      this.#hashes = this.#hashAll()
      this.#fill()
    } else {
      this.#vacate(entry)
      this.#others ??= new Map()
      this.#others.set(text, entry)
      this.#hasOtherTexts = true
    }
  }

  #fill(): void {
    this.#slots = new Int32Array(slotsFor(this.capacity))
    for (let entry = 0; entry < this.#given; entry++) {
      const key = this.#cells[2 * entry]
      if (typeof key !== 'number' && typeof key !== 'string') continue
      if (!(this.#hasOtherTexts && this.#others?.has(key))) this.#insert(this.#hashOf(entry), entry)
    }
  }

  /** Takes an entry out. Its number is given again. */
  remove(entry: number): void {
    this.#leave(entry)
    this.#cells[2 * entry] = undefined
    this.#cells[2 * entry + 1] = undefined
    if (this.size === 0) {
      this.#given = 0
      this.#free.length = 0
    } else this.#free.push(entry)
  }

  /**
   * Puts another key in the place of an entry.
   *
   * @param hash - `missed`, where nobody else has come between
   */
  replace(entry: number, key: K, value: V, hash?: number): void {
    this.#leave(entry)
    this.#place(entry, key, value, hash)
  }

  #leave(entry: number): void {
    this.size--
    const key = this.#cells[2 * entry]
    if (typeof key !== 'number' && typeof key !== 'string') this.#others?.delete(key)
    else if (!(this.#hasOtherTexts && this.#others?.delete(key))) this.#vacate(entry)
  }

  #vacate(entry: number): void {
    const slots = this.#slots
    const last = slots.length - 1
    const entryMask = this.#entryMask
    let hole = this.#hashOf(entry) & last
    while (((slots[hole] as number) & entryMask) !== entry + 1) hole = (hole + 1) & last
    for (let at = (hole + 1) & last; slots[at] !== 0; at = (at + 1) & last) {
      const slot = slots[at] as number
      const home = this.#hashOf((slot & entryMask) - 1) & last
      if (((at - home) & last) < ((at - hole) & last)) continue
      slots[hole] = slot
      hole = at
    }
    slots[hole] = 0
  }

  /** Answers the room that the next step gives, at most `max`. */
  nextCapacity(max: number): number {
    return Math.min(max, largest, Math.max(smallest, 2 * this.capacity))
  }

  /** Answers the most bytes that so much room takes, with a key like this one among the others. */
  bytesFor(capacity: number, key: unknown): number {
    if (capacity === 0) return 0
    const isOther = typeof key !== 'number' && typeof key !== 'string'
    const isHashed = typeof key === 'string' || (typeof key === 'number' && (key | 0) !== key)
    const hashBytes = this.#hashes === undefined && !isHashed ? 0 : 4 * capacity
    const otherBytes = this.#others === undefined && !isOther ? 0 : collectionBytes('Map', capacity)
    const columns = 16 + 3 * slotBytes() * capacity + 8 * capacity
    return columns + 4 * slotsFor(capacity) + hashBytes + otherBytes
  }

  /**
   * Gives room up: entries beyond it move to places that are free, under other numbers.
   *
   * @param capacity - at least as many as there are
   */
  shrink(capacity: number): void {
    const free = this.#free.filter(entry => entry < capacity)
    for (let from = capacity; from < this.#given; from++) {
      if (this.#cells[2 * from + 1] === undefined) continue
      const to = free.pop() as number
      this.#cells[2 * to] = this.#cells[2 * from]
      this.#cells[2 * to + 1] = this.#cells[2 * from + 1]
      if (this.#hashes !== undefined) this.#hashes[to] = this.#hashes[from] as number
      const key = this.#cells[2 * to]
      if (this.#others?.has(key)) this.#others.set(key, to)
      for (const column of this.#columns) column.move(from, to)
    }
    // A copy: an array keeps the room of what was popped.
    this.#free = free.slice()
    this.#given = Math.min(this.#given, capacity)
    this.generation++
    this.resize(capacity)
  }

  /** Makes room for so many entries: fewer only where the numbers that were given allow it. */
  resize(capacity: number): void {
    this.#cells = copyOf(this.#cells, 2 * capacity)
    this.links = copyOfNumbers(this.links, 2 * capacity)
    if (this.#hashes !== undefined) this.#hashes = copyOfNumbers(this.#hashes, capacity)
    this.capacity = capacity
    this.#entryMask = 2 ** (32 - Math.clz32(capacity)) - 1
    this.#fill()
    for (const column of this.#columns) column.resize(capacity)
  }

  /** Forgets all, and gives its room back. */
  clear(): void {
    this.size = 0
    this.#given = 0
    this.#free.length = 0
    this.#others = undefined
    this.#hasOtherTexts = false
    this.#hashes = undefined
    this.#cells = []
    this.links = none
    this.capacity = 0
    this.#slots = noSlots
    this.#entryMask = 0
    for (const column of this.#columns) column.resize(0)
  }
}

// At most three quarters full.
function slotsFor(capacity: number): number {
  // Asked for at each set where bytes are bounded: a power would take most of its time.
  return (1 << (32 - Math.clz32(Math.ceil((capacity * 4) / 3)))) >>> 0
}

// What V8 takes in `new Array` for an array with few elements, and makes a table of.
const longest = 2 ** 25

// Of `undefined` from the start, so that reads are of one kind whatever is put in.
function copyOf<T>(from: readonly (T | undefined)[], length: number): (T | undefined)[] {
  const to = new Array<T | undefined>(Math.min(length, longest)).fill(undefined)
  while (to.length < length) to.push(undefined)
  const end = Math.min(from.length, length)
  for (let at = 0; at < end; at++) to[at] = from[at]
  return to
}

function copyOfNumbers(from: Int32Array, length: number): Int32Array {
  const to = new Int32Array(length)
  to.set(from.length > length ? from.subarray(0, length) : from)
  return to
}
