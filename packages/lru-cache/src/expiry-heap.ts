import type { Column } from './policy/policy.js'

const none = new Int32Array(0)

/**
 * Entries in the order of a number that each has, the least at the top: a binary heap that knows where each entry stands, so
 * that any can be taken out. `O(log n)` for each change. Source: Knuth, TAOCP 3, 5.2.3.
 */
export class ExpiryHeap implements Column {
  /** How many entries stand in it. */
  size = 0
  // Entries by their place; places by entry, from 1, 0 for none.
  #heap = none
  #places = none
  readonly #precedes: (one: number, other: number) => boolean

  /** @param precedes - whether an entry goes before another */
  constructor(precedes: (one: number, other: number) => boolean) {
    this.#precedes = precedes
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.bytesFor(this.#heap.length)
  }

  bytesFor(capacity: number): number {
    return 8 * capacity
  }

  resize(capacity: number): void {
    this.#heap = copyOf(this.#heap, capacity)
    this.#places = copyOf(this.#places, capacity)
  }

  move(from: number, to: number): void {
    const place = this.#places[from] as number
    this.#places[from] = 0
    this.#places[to] = place
    if (place !== 0) this.#heap[place - 1] = to
  }

  /** Answers the entry at the top, -1 where there is none. */
  get top(): number {
    return this.size === 0 ? -1 : (this.#heap[0] as number)
  }

  /** Puts an entry where its number belongs, whether it stood in it or not. */
  put(entry: number): void {
    let place = (this.#places[entry] as number) - 1
    if (place === -1) place = this.size++
    this.#sink(entry, this.#rise(entry, place))
  }

  /** Takes an entry out, where it stands in it. */
  take(entry: number): void {
    const place = (this.#places[entry] as number) - 1
    if (place === -1) return
    this.#places[entry] = 0
    const last = this.#heap[--this.size] as number
    if (last !== entry) this.#sink(last, this.#rise(last, place))
  }

  /** Takes all out. */
  clear(): void {
    this.size = 0
    this.#places.fill(0)
  }

  #rise(entry: number, from: number): number {
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = this.#heap[above] as number
      if (!this.#precedes(entry, parent)) break
      this.#stand(parent, place)
      place = above
    }
    return place
  }

  #sink(entry: number, from: number): void {
    let place = from
    for (let below = 2 * place + 1; below < this.size; below = 2 * place + 1) {
      let child = this.#heap[below] as number
      const beside = this.#heap[below + 1] as number
      if (below + 1 < this.size && this.#precedes(beside, child)) {
        child = beside
        below++
      }
      if (!this.#precedes(child, entry)) break
      this.#stand(child, place)
      place = below
    }
    this.#stand(entry, place)
  }

  #stand(entry: number, place: number): void {
    this.#heap[place] = entry
    this.#places[entry] = place + 1
  }
}

function copyOf(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length)
  to.set(from.length > length ? from.subarray(0, length) : from)
  return to
}
