import { collectionBytes } from '@plimsoll/bytes'

const least = 4

/**
 * The hash table under a Map or Set, followed from outside by V8's rules: it doubles when it is full, unless half of it
 * are tombstones, which deleting leaves behind; it halves when a quarter is left.
 *
 * Exact as long as nobody else deletes; else at least what the entries need.
 */
export class HashTable {
  readonly #kind: 'Map' | 'Set'
  #capacity = least
  #tombstones = 0

  constructor(kind: 'Map' | 'Set') {
    this.#kind = kind
  }

  /** Takes in how many entries there are now. */
  follow(size: number): void {
    while (this.#capacity > least && size < this.#capacity / 4) this.#rehash(this.#capacity / 2)
    while (size + this.#tombstones > this.#capacity)
      this.#rehash(this.#tombstones >= this.#capacity / 2 ? this.#capacity : this.#capacity * 2)
  }

  /** Takes in that so many entries were deleted one by one, so that `size` are left. */
  deleted(count: number, size: number): void {
    this.#tombstones += count
    this.follow(size)
  }

  /** Takes in that it was cleared, and filled with so many entries. */
  refilled(size: number): void {
    this.#rehash(capacityFor(size))
  }

  /** What it takes up. */
  get bytes(): number {
    return collectionBytes(this.#kind, this.#capacity)
  }

  /** What it would take up if it were cleared, and filled with so many entries. */
  bytesFor(size: number): number {
    return collectionBytes(this.#kind, capacityFor(size))
  }

  /** How many entries fit before it is built anew, which takes the old and the new one at the same time. */
  room(size: number): number {
    return this.#capacity - this.#tombstones - size
  }

  /** Slots for entries. */
  get capacity(): number {
    return this.#capacity
  }

  #rehash(capacity: number): void {
    this.#capacity = capacity
    this.#tombstones = 0
  }
}

function capacityFor(size: number): number {
  let capacity = least
  while (capacity < size) capacity *= 2
  return capacity
}
