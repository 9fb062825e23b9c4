import type { PolicyEntries } from './policy.js'

const none = new Int32Array(0)
const smallest = 16
// Marks a place whose key was recalled.
const recalled = -2

/**
 * Remembers the keys that left last, in 64 bits each: a ring of places, and chains of those whose hashes end alike. A link
 * that leads to a newer place has been overtaken by the ring, and ends its chain; so nobody tidies up (as in LZ77 searches).
 */
export class Ghost {
  readonly #entries: PolicyEntries
  #hashes: Int32Array = none
  #fingerprints: Int32Array = none
  // By place: the place of the one before in its chain, or -1.
  #older: Int32Array = none
  // By the end of a hash: the place of the newest in its chain, or -1.
  #newest: Int32Array = none
  // The place for the next key.
  #next = 0
  #filled = 0
  #limit = 0

  constructor(entries: PolicyEntries) {
    this.#entries = entries
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return 4 * (3 * this.#hashes.length + this.#newest.length)
  }

  /** Answers the most bytes that its arrays take where it is to remember so many keys, or less. */
  bytesFor(keys: number): number {
    const room = keys + Math.ceil(keys / 8) + smallest
    return Math.max(this.bytes, 4 * (3 * room + chainsFor(room)))
  }

  /** Remembers an entry's key, and from now on no more than `limit` keys, those recalled since among them. */
  remember(entry: number, limit: number): void {
    this.#limit = limit
    if (limit < 1) return
    const room = this.#hashes.length
    // The step is an eighth at least, for a limit that creeps up; a limit that fell far gives memory back.
    if (this.#filled === room && room < limit)
      this.#resize(Math.min(Math.max(smallest, 2 * room), Math.max(limit, room + (room >> 3))))
    else if (room > 4 * limit + smallest) this.#resize(limit)
    const place = this.#next
    this.#write(place, this.#entries.hashOf(entry), this.#entries.fingerprintOf(entry))
    this.#next = place + 1 === this.#hashes.length ? 0 : place + 1
  }

  #write(place: number, hash: number, fingerprint: number): void {
    const chain = hash & (this.#newest.length - 1)
    const before = this.#newest[chain] as number
    // The place may belong to another chain by now.
    const isOurs = before !== -1 && ((this.#hashes[before] as number) & (this.#newest.length - 1)) === chain
    this.#hashes[place] = hash
    this.#fingerprints[place] = fingerprint
    this.#older[place] = isOurs && before !== place ? before : -1
    this.#newest[chain] = place
    if (this.#filled < this.#hashes.length) this.#filled++
  }

  /** Answers whether an entry's key is remembered, and forgets it. */
  recall(entry: number): boolean {
    if (this.#filled === 0) return false
    const hash = this.#entries.hashOf(entry)
    const chain = hash & (this.#newest.length - 1)
    let newer = -1
    let age = -1
    for (let place = this.#newest[chain] as number; place >= 0; place = this.#older[place] as number) {
      const former = age
      age = this.#ageOf(place)
      if (age <= former || age >= this.#limit) return false
      if (this.#hashes[place] === hash && this.#fingerprints[place] === this.#entries.fingerprintOf(entry)) {
        const link = this.#older[place] as number
        const older = link !== -1 && this.#ageOf(link) > age ? link : -1
        if (newer === -1) this.#newest[chain] = older
        else this.#older[newer] = older
        this.#older[place] = recalled
        return true
      }
      newer = place
    }
    return false
  }

  // 0 for the key remembered last.
  #ageOf(place: number): number {
    const age = this.#next - 1 - place
    return age < 0 ? age + this.#hashes.length : age
  }

  #resize(room: number): void {
    const hashes = this.#hashes
    const fingerprints = this.#fingerprints
    const older = this.#older
    const kept = Math.min(this.#filled, room)
    let from = this.#next - kept
    if (from < 0) from += hashes.length
    this.#hashes = new Int32Array(room)
    this.#fingerprints = new Int32Array(room)
    this.#older = new Int32Array(room)
    this.#newest = new Int32Array(chainsFor(room)).fill(-1)
    this.#filled = 0
    for (let place = 0; place < kept; place++) {
      if (older[from] === recalled) {
        this.#older[place] = recalled
        this.#filled++
      } else this.#write(place, hashes[from] as number, fingerprints[from] as number)
      from = from + 1 === hashes.length ? 0 : from + 1
    }
    this.#next = kept === room ? 0 : kept
  }

  /** Forgets all, and gives its memory back. */
  clear(): void {
    this.#hashes = this.#fingerprints = this.#older = this.#newest = none
    this.#next = this.#filled = this.#limit = 0
  }
}

const chainsFor = (room: number) => 2 ** (32 - Math.clz32(room - 1))
