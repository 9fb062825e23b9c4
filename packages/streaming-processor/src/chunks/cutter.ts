import { checkBytes } from './cut.js'

/** Where items are cut: after so many, or before so many bytes would be passed. */
export type Cutting<Item> =
  | { readonly size: number }
  | { readonly maxBytes: number; readonly measure: (item: Item) => number }

/** Gathers items into chunks. One class for both ways of cutting, so that the loops around it stay quick. */
export class Cutter<Item> {
  readonly #size: number
  readonly #maxBytes: number
  readonly #measure: ((item: Item) => number) | undefined
  #chunk: Item[] = []
  #bytes = 0

  constructor(cut: Cutting<Item>) {
    const bySize = 'size' in cut
    this.#size = bySize ? cut.size : Number.POSITIVE_INFINITY
    this.#maxBytes = bySize ? 0 : cut.maxBytes
    this.#measure = bySize ? undefined : cut.measure
  }

  /** Takes an item, and answers a chunk where the item shows that one is whole. */
  add(item: Item): Item[] | undefined {
    if (this.#measure) return this.#addMeasured(item, checkBytes(this.#measure(item)))
    if (this.#chunk.push(item) < this.#size) return undefined
    return this.#startWith([])
  }

  /** What was taken since the last chunk; there may be nothing. */
  rest(): Item[] {
    return this.#startWith([])
  }

  #addMeasured(item: Item, bytes: number): Item[] | undefined {
    this.#bytes += bytes
    if (this.#bytes <= this.#maxBytes || this.#chunk.length === 0) {
      this.#chunk.push(item)
      return undefined
    }
    this.#bytes = bytes
    return this.#startWith([item])
  }

  #startWith(items: Item[]): Item[] {
    const whole = this.#chunk
    this.#chunk = items
    return whole
  }
}
