import type { EvictionPolicy, PolicyEntries, PolicyState } from './policy.js'

/** Who was used longest ago goes first: a list of all entries, linked both ways. */
export class LeastRecent implements PolicyState {
  readonly #entries: PolicyEntries
  // From the least to the most recently used.
  #head = -1
  #tail = -1
  #next: Int32Array
  #prev: Int32Array

  constructor(entries: PolicyEntries) {
    this.#entries = entries
    this.#next = entries.next
    this.#prev = entries.prev
  }

  get bytes(): number {
    return 0
  }

  bytesFor(): number {
    return 0
  }

  move(from: number, to: number): void {
    const next = this.#next
    const prev = this.#prev
    const before = prev[from] as number
    const after = next[from] as number
    next[to] = after
    prev[to] = before
    if (from === this.#head) this.#head = to
    else next[before] = to
    if (from === this.#tail) this.#tail = to
    else prev[after] = to
  }

  resize(): void {
    this.#next = this.#entries.next
    this.#prev = this.#entries.prev
  }

  insert(entry: number): void {
    const tail = this.#tail
    if (tail === -1) this.#head = entry
    else this.#next[tail] = entry
    this.#prev[entry] = tail
    this.#tail = entry
  }

  hit(entry: number): void {
    const tail = this.#tail
    if (entry === tail) return
    const next = this.#next
    const prev = this.#prev
    const after = next[entry] as number
    if (entry === this.#head) this.#head = after
    else {
      const before = prev[entry] as number
      next[before] = after
      prev[after] = before
    }
    next[tail] = entry
    prev[entry] = tail
    this.#tail = entry
  }

  victim(spare: number): number {
    const head = this.#head
    if (head === -1 || head !== spare) return head
    return head === this.#tail ? -1 : (this.#next[head] as number)
  }

  evict(entry: number): void {
    this.remove(entry)
  }

  remove(entry: number): void {
    const next = this.#next
    const prev = this.#prev
    if (entry === this.#tail) {
      if (entry === this.#head) this.#head = this.#tail = -1
      else this.#tail = prev[entry] as number
    } else if (entry === this.#head) this.#head = next[entry] as number
    else {
      const before = prev[entry] as number
      const after = next[entry] as number
      next[before] = after
      prev[after] = before
    }
  }

  reweigh(): void {}

  clear(): void {
    this.#head = this.#tail = -1
  }

  first(): number {
    return this.#tail
  }

  last(): number {
    return this.#head
  }

  after(entry: number): number {
    return entry === this.#head ? -1 : (this.#prev[entry] as number)
  }

  before(entry: number): number {
    return entry === this.#tail ? -1 : (this.#next[entry] as number)
  }
}

/** Least recently used first: the policy of every cache that is given none. */
export const lru: EvictionPolicy = { name: 'lru', create: entries => new LeastRecent(entries) }
