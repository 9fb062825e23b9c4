import type { PolicyEntries } from './policy.js'

const none = new Int32Array(0)
const smallest = 16
// Words of a record: 64 bits of a key, and the place of the record before it in its chain, or -1; one read of memory for all.
const width = 3
const other = 1
const link = 2
// In the place of a link: the key came back.
const recalled = -2

/**
 * Remembers the keys that left last, in 64 bits each: a ring of records, chained where their hashes end alike. Nobody tidies
 * up: a link to a record that is newer, or of another chain, has been overtaken by the ring and ends the chain (as in the
 * searches of LZ77).
 */
export class Ghost {
  readonly #entries: PolicyEntries
  #records: Int32Array = none
  // By the end of a hash: the place of the newest record, or -1.
  #newest: Int32Array = none
  // Records there is room for.
  #room = 0
  // The place for the next key.
  #next = 0
  #filled = 0
  #limit = 0

  constructor(entries: PolicyEntries) {
    this.#entries = entries
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return 4 * (this.#records.length + this.#newest.length)
  }

  /** Answers the most bytes that its arrays take where it is to remember so many keys, or less. */
  bytesFor(keys: number): number {
    const room = keys + Math.ceil(keys / 8) + smallest
    return Math.max(this.bytes, 4 * (width * room + chainsFor(room)))
  }

  /** Remembers an entry's key, and from now on no more than `limit` keys, those recalled since among them. */
  remember(entry: number, limit: number): void {
    this.#limit = limit
    if (limit < 1) return
    const room = this.#room
    // The step is an eighth at least, for a limit that creeps up; a limit that fell far gives memory back.
    if (this.#filled === room && room < limit)
      this.#resize(Math.min(Math.max(smallest, 2 * room), Math.max(limit, room + (room >> 3))))
    else if (room > 4 * limit + smallest) this.#resize(limit)
    this.#write(this.#entries.hashOf(entry), this.#entries.fingerprintOf(entry))
  }

  #write(hash: number, fingerprint: number): void {
    const newest = this.#newest
    const records = this.#records
    const place = this.#next
    const chain = hash & (newest.length - 1)
    const at = place * width
    records[at] = hash
    records[at + other] = fingerprint
    records[at + link] = newest[chain] as number
    newest[chain] = place
    this.#next = place + 1 === this.#room ? 0 : place + 1
    if (this.#filled < this.#room) this.#filled++
  }

  /** Answers whether an entry's key is remembered, and forgets it. */
  recall(entry: number): boolean {
    const newest = this.#newest
    if (newest.length === 0) return false
    const hash = this.#entries.hashOf(entry)
    const chain = hash & (newest.length - 1)
    const first = newest[chain] as number
    return first !== -1 && this.#search(entry, hash, first)
  }

  #search(entry: number, hash: number, first: number): boolean {
    const records = this.#records
    const mask = this.#newest.length - 1
    let newer = -1
    let age = -1
    for (let place = first; place >= 0; place = records[place * width + link] as number) {
      const former = age
      age = this.#ageOf(place)
      const at = place * width
      const found = records[at] as number
      if (age <= former || age >= this.#limit || ((found ^ hash) & mask) !== 0) return false
      if (found === hash && records[at + other] === this.#entries.fingerprintOf(entry)) {
        const older = records[at + link] as number
        const next = older >= 0 && this.#ageOf(older) > age ? older : -1
        if (newer === -1) this.#newest[hash & mask] = next
        else records[newer * width + link] = next
        records[at + link] = recalled
        return true
      }
      newer = place
    }
    return false
  }

  // 0 for the key remembered last.
  #ageOf(place: number): number {
    const age = this.#next - 1 - place
    return age < 0 ? age + this.#room : age
  }

  #resize(room: number): void {
    const records = this.#records
    const kept = Math.min(this.#filled, room)
    let from = this.#next - kept
    if (from < 0) from += this.#room
    const former = this.#room
    this.#records = new Int32Array(width * room)
    this.#newest = new Int32Array(chainsFor(room)).fill(-1)
    this.#room = room
    this.#next = this.#filled = 0
    for (let left = kept; left > 0; left--) {
      const at = from * width
      const before = this.#next
      const hash = records[at] as number
      const chain = hash & (this.#newest.length - 1)
      const head = this.#newest[chain] as number
      this.#write(hash, records[at + other] as number)
      // Who came back keeps its place, and is in no chain.
      if (records[at + link] === recalled) {
        this.#newest[chain] = head
        this.#records[before * width + link] = recalled
      }
      from = from + 1 === former ? 0 : from + 1
    }
  }

  /** Forgets all, and gives its memory back. */
  clear(): void {
    this.#records = this.#newest = none
    this.#room = this.#next = this.#filled = this.#limit = 0
  }
}

const chainsFor = (room: number) => 2 ** (32 - Math.clz32(room - 1))
