import type { EvictionPolicy, PolicyEntries, PolicyState } from './policy.js'

/**
 * Who was used longest ago goes first: a list of all entries, linked both ways. Of an entry's two links the first leads to
 * who was used after it.
 */
export class LeastRecent implements PolicyState {
  readonly #entries: PolicyEntries
  // From the least to the most recently used.
  #head = -1
  #tail = -1
  #links: Int32Array

  constructor(entries: PolicyEntries) {
    this.#entries = entries
    this.#links = entries.links
  }

  get bytes(): number {
    return 0
  }

  bytesFor(): number {
    return 0
  }

  move(from: number, to: number): void {
    const links = this.#links
    const after = links[2 * from] as number
    const before = links[2 * from + 1] as number
    links[2 * to] = after
    links[2 * to + 1] = before
    if (from === this.#head) this.#head = to
    else links[2 * before] = to
    if (from === this.#tail) this.#tail = to
    else links[2 * after + 1] = to
  }

  resize(): void {
    this.#links = this.#entries.links
  }

  insert(entry: number): void {
    const links = this.#links
    const tail = this.#tail
    if (tail === -1) this.#head = entry
    else links[2 * tail] = entry
    links[2 * entry + 1] = tail
    this.#tail = entry
  }

  hit(entry: number): void {
    const tail = this.#tail
    if (entry === tail) return
    const links = this.#links
    const after = links[2 * entry] as number
    if (entry === this.#head) this.#head = after
    else {
      const before = links[2 * entry + 1] as number
      links[2 * before] = after
      links[2 * after + 1] = before
    }
    links[2 * tail] = entry
    links[2 * entry + 1] = tail
    this.#tail = entry
  }

  victim(spare: number): number {
    const head = this.#head
    if (head === -1 || head !== spare) return head
    return head === this.#tail ? -1 : (this.#links[2 * head] as number)
  }

  evict(entry: number): void {
    this.remove(entry)
  }

  remove(entry: number): void {
    const links = this.#links
    const after = links[2 * entry] as number
    const before = links[2 * entry + 1] as number
    if (entry === this.#tail) {
      if (entry === this.#head) this.#head = this.#tail = -1
      else this.#tail = before
    } else if (entry === this.#head) this.#head = after
    else {
      links[2 * before] = after
      links[2 * after + 1] = before
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
    return entry === this.#head ? -1 : (this.#links[2 * entry + 1] as number)
  }

  before(entry: number): number {
    return entry === this.#tail ? -1 : (this.#links[2 * entry] as number)
  }
}

/** Least recently used first: the policy of every cache that is given none. */
export const lru: EvictionPolicy = { name: 'lru', create: entries => new LeastRecent(entries) }
