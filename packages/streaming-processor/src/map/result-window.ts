/** How an item came out. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

/** The place of one item between being taken from the source and being handed to the reader. */
export interface Place {
  /** How it came out, as soon as it did. */
  outcome: Outcome | undefined
  /** Whether it was handed out or dropped. */
  gone: boolean
  /** What its result is counted for while it waits. */
  heapBytes: number
  externalBytes: number
}

/** The items that were taken and not handed out yet, in the order in which they are handed out. */
export class ResultWindow {
  readonly #ordered: boolean
  // Ordered: all places, as they were taken. Unordered: those with an outcome, as they came.
  #queue: Place[] = []
  #head = 0
  #size = 0

  /** @param ordered - whether items come out as they went in, or as they get done */
  constructor(ordered: boolean) {
    this.#ordered = ordered
  }

  /** Items taken and not handed out. */
  get size(): number {
    return this.#size
  }

  /** Makes a place for an item that was taken. */
  open(): Place {
    const place: Place = { outcome: undefined, gone: false, heapBytes: 0, externalBytes: 0 }
    this.#size += 1
    if (this.#ordered) this.#queue.push(place)
    return place
  }

  /** Puts an outcome into its place. */
  settle(place: Place, outcome: Outcome): void {
    place.outcome = outcome
    if (!this.#ordered) this.#queue.push(place)
  }

  /** Takes out the next place whose turn it is, if it has come out. */
  take(): Place | undefined {
    const place = this.#queue[this.#head]
    if (!place?.outcome) return undefined
    place.gone = true
    this.#size -= 1
    this.#head += 1
    // Emptied from time to time, not shifted each time, so that a wide window costs no more per item.
    if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    return place
  }

  /** Drops all places. */
  clear(): void {
    for (const place of this.#queue) place.gone = true
    this.#queue = []
    this.#head = 0
    this.#size = 0
  }
}
