/** The count-min sketch of TinyLFU: four rows of counters up to 15. Only where a key's counters lie is not from the paper. */
class PlainSketch {
  #counters = new Map<string, number>()
  #blocks = 0
  #counted = 0
  entries = 0

  grow(entries: number): void {
    this.entries = Math.max(this.entries, entries)
    for (; this.#blocks * 8 < this.entries; this.#blocks = 2 * this.#blocks || 1)
      for (const [place, count] of [...this.#counters]) {
        const [block, rest] = place.split('/') as [string, string]
        this.#counters.set(`${Number(block) + this.#blocks}/${rest}`, count)
      }
  }

  #places(hash: number): string[] {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1)
    const bits = mixed ^ (mixed >>> 16)
    return [0, 1, 2, 3].map(row => `${hash & (this.#blocks - 1)}/${row},${(bits >>> (8 * row)) & 31}`)
  }

  of(hash: number): number {
    return Math.min(...this.#places(hash).map(place => this.#counters.get(place) ?? 0))
  }

  count(hash: number): void {
    const places = this.#places(hash).filter(place => (this.#counters.get(place) ?? 0) < 15)
    if (places.length === 0) return
    for (const place of places) this.#counters.set(place, (this.#counters.get(place) ?? 0) + 1)
    if (++this.#counted < 10 * this.entries) return
    for (const [place, count] of this.#counters) this.#counters.set(place, Math.floor(count / 2))
    this.#counted = Math.floor(this.#counted / 2)
  }
}

/**
 * W-TinyLFU with an adaptive window as its papers tell it (Einziger, Friedman, Manes, ToS 17; with Eytan, Middleware 18),
 * with Sets for lists of the least recently used: slow, and plainly right. Room is made before a key comes in.
 */
export class PlainWTinyLfu<K> {
  // The oldest first.
  readonly window = new Set<K>()
  readonly probation = new Set<K>()
  readonly guarded = new Set<K>()
  share = 0.01
  readonly #size: number
  readonly #sketch = new PlainSketch()
  readonly #hashOf: (key: K) => number
  #isFull = false
  #surplus = 0
  #hits = 0
  #misses = 0
  #ratio = 0
  #step = -0.1

  constructor(size: number, hashOf: (key: K) => number) {
    this.#size = size
    this.#hashOf = hashOf
  }

  get #held(): number {
    return this.window.size + this.probation.size + this.guarded.size
  }

  get #windowBound(): number {
    return Math.max(1, Math.floor(this.#held * this.share))
  }

  // The window begins with 1 % of all, protected entries with 80 % of the rest; what one wins the other loses.
  get #guardedBound(): number {
    return this.#held * (0.01 + 0.8 * 0.99 - this.share)
  }

  /** Whether a key is there: if so, it is asked for. */
  hit(key: K): boolean {
    if (this.#held === 0 || ![this.window, this.probation, this.guarded].some(list => list.has(key))) return false
    this.#sketch.count(this.#hashOf(key))
    if (this.#isFull) this.#hits++
    if (this.window.delete(key)) this.window.add(key)
    else if (this.guarded.delete(key)) this.guarded.add(key)
    else {
      this.#move(key, this.probation, this.guarded)
      for (let moves = 0; moves < 8 && this.guarded.size > this.#guardedBound; moves++)
        this.#move(oldest(this.guarded), this.guarded, this.probation)
    }
    return true
  }

  /** Puts in a key that is not there. */
  miss(key: K): void {
    const isFull = this.#held >= this.#size
    if (isFull) this.#evict()
    this.window.add(key)
    this.#sketch.grow(this.#held)
    this.#sketch.count(this.#hashOf(key))
    if (this.#isFull) this.#climb()
    for (let moves = 0; moves < 8 && this.window.size > this.#windowBound; moves++) {
      if (isFull && this.#surplus-- <= 0) break
      this.#move(oldest(this.window), this.window, this.probation)
    }
  }

  #move(key: K, from: Set<K>, to: Set<K>): void {
    from.delete(key)
    to.add(key)
  }

  #evict(): void {
    this.#isFull = true
    const main = this.probation.size > 0 ? this.probation : this.guarded
    if (main.size === 0) this.window.delete(oldest(this.window))
    else if (this.window.size < this.#windowBound) main.delete(oldest(main))
    else {
      const candidate = oldest(this.window)
      const resident = oldest(main)
      if (this.#sketch.of(this.#hashOf(candidate)) > this.#sketch.of(this.#hashOf(resident))) {
        this.#move(candidate, this.window, this.probation)
        main.delete(resident)
      } else this.window.delete(candidate)
    }
  }

  #climb(): void {
    this.#misses++
    const requests = this.#hits + this.#misses
    if (requests < Math.max(3000, 3 * this.#sketch.entries)) return
    const ratio = this.#hits / requests
    const change = ratio - this.#ratio
    const step = change < 0 ? -this.#step : this.#step
    const share = Math.min(0.01 + 0.8 * 0.99, Math.max(0, this.share + step))
    if (share !== this.share) this.#surplus = this.#held * (this.share - share)
    this.share = share
    this.#step = Math.abs(change) >= 0.05 ? Math.sign(step) * 0.1 : 0.98 * step
    this.#ratio = ratio
    this.#hits = this.#misses = 0
  }
}

function oldest<K>(list: Set<K>): K {
  for (const key of list) return key
  throw new Error('nobody is there')
}
