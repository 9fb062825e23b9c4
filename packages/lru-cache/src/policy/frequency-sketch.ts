// A block is 16 words, one line of a processor's cache: 4 words for each of the 4 rows, 8 counters of 4 bits in each word.
const wordsPerBlock = 16
const entriesPerBlock = 8

/**
 * How often keys were asked for lately, about: a count-min sketch of 4-bit counters which are all halved from time to time
 * (Einziger, Friedman, Manes: TinyLFU, ToS 17). It takes 8 bytes for each entry that it was made large enough for, and answers
 * too much rather than too little. All counters of a key lie in one block.
 */
export class FrequencySketch {
  #counters = new Int32Array(0)
  #lastBlock = -1
  #entries = 0
  #counted = 0

  /** Bytes of its array. */
  get bytes(): number {
    return 4 * this.#counters.length
  }

  /** Answers the most bytes that its array takes with room for so many entries. */
  bytesFor(entries: number): number {
    const blocks = 2 ** (32 - Math.clz32(Math.ceil(entries / entriesPerBlock) - 1))
    return Math.max(this.bytes, 4 * wordsPerBlock * blocks)
  }

  /** Entries that it was made large enough for: the most there have been. */
  get entries(): number {
    return this.#entries
  }

  /** Makes it large enough for so many entries, keeping what it knows. */
  grow(entries: number): void {
    if (entries <= this.#entries) return
    this.#entries = entries
    while ((this.#lastBlock + 1) * entriesPerBlock < entries) this.#double()
  }

  // A key's block is found by the last bits of its hash: with one bit more it is either of two copies.
  #double(): void {
    const from = this.#counters
    this.#counters = new Int32Array(Math.max(wordsPerBlock, 2 * from.length))
    this.#counters.set(from)
    this.#counters.set(from, from.length)
    this.#lastBlock = this.#counters.length / wordsPerBlock - 1
  }

  /** Counts a key once more, up to 15; halves all counters when ten times as many were counted as there are entries. */
  count(hash: number): void {
    const counters = this.#counters
    const block = (hash & this.#lastBlock) * wordsPerBlock
    let rest = spread(hash)
    let isCounted = false
    for (let row = block; row < block + wordsPerBlock; row += 4, rest >>>= 8) {
      const word = row + ((rest >>> 3) & 3)
      const shift = (rest & 7) << 2
      const counter = counters[word] as number
      if (((counter >>> shift) & 15) === 15) continue
      counters[word] = counter + (1 << shift)
      isCounted = true
    }
    if (isCounted && ++this.#counted >= 10 * this.#entries) this.#age()
  }

  #age(): void {
    const counters = this.#counters
    for (let word = 0; word < counters.length; word++) counters[word] = ((counters[word] as number) >>> 1) & 0x77777777
    this.#counted >>>= 1
  }

  /** Answers how often a key was counted lately, or more: from 0 to 15. */
  of(hash: number): number {
    const counters = this.#counters
    const block = (hash & this.#lastBlock) * wordsPerBlock
    let rest = spread(hash)
    let least = 15
    for (let row = block; row < block + wordsPerBlock; row += 4, rest >>>= 8) {
      const counter = ((counters[row + ((rest >>> 3) & 3)] as number) >>> ((rest & 7) << 2)) & 15
      if (counter < least) least = counter
    }
    return least
  }

  /** Forgets all, and gives its memory back. */
  clear(): void {
    this.#counters = new Int32Array(0)
    this.#lastBlock = -1
    this.#entries = this.#counted = 0
  }
}

// Other bits than those that find the block: 8 for each row, the last 5 of which name a counter.
function spread(hash: number): number {
  const bits = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1)
  return bits ^ (bits >>> 16)
}
