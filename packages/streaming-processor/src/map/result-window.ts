/** Stands in the place of an item that has not come out yet. */
export const waiting = Symbol('waiting')

/** Stands in the place of an item that failed for good. */
export class Failed {
  readonly error: unknown

  constructor(error: unknown) {
    this.error = error
  }
}

const skipped = Symbol('skipped')
const smallest = 16

/**
 * The items that were taken and not handed out yet, in the order in which they are handed out.
 *
 * A ring of places, twice as large whenever it is full. Ordered, an item has its place from the start; unordered, it gets
 * one with its outcome. `O(1)` a call, amortized.
 */
export class ResultWindow {
  readonly #ordered: boolean
  #outcomes: unknown[] = new Array(smallest).fill(waiting)
  // Unordered, which item has come out there.
  #indices: number[] = new Array(smallest).fill(0)
  #mask = smallest - 1
  // Counted from the start of the run: the place whose turn it is, and the one after the last place.
  #first = 0
  #end = 0
  #taken = 0
  #size = 0

  /** @param ordered - whether items come out as they went in, or as they get done */
  constructor(ordered: boolean) {
    this.#ordered = ordered
  }

  /** Items taken and not handed out. */
  get size(): number {
    return this.#size
  }

  /** What lies in the place whose turn it is: {@link waiting}, a {@link Failed}, or a result. */
  get next(): unknown {
    return this.#outcomes[this.#first & this.#mask]
  }

  /** The index of the item there. */
  get index(): number {
    return this.#ordered ? this.#first : (this.#indices[this.#first & this.#mask] as number)
  }

  /** Makes a place for an item that was taken, and answers its index. */
  open(): number {
    const index = this.#taken
    this.#taken = index + 1
    this.#size += 1
    if (this.#ordered) {
      if (index - this.#first > this.#mask) this.#grow()
      this.#end = index + 1
    }
    return index
  }

  /** Puts a result or a {@link Failed} into its place. */
  settle(index: number, outcome: unknown): void {
    if (this.#ordered) {
      this.#outcomes[index & this.#mask] = outcome
      return
    }
    const place = this.#end
    if (place - this.#first > this.#mask) this.#grow()
    this.#end = place + 1
    this.#outcomes[place & this.#mask] = outcome
    this.#indices[place & this.#mask] = index
  }

  /** Closes the place of an item that has no result. */
  skip(index: number): void {
    if (!this.#ordered) {
      this.#size -= 1
      return
    }
    this.#outcomes[index & this.#mask] = skipped
    if (index === this.#first) this.#pass()
  }

  /** Takes out what lies in the place whose turn it is. */
  take(): unknown {
    const at = this.#first & this.#mask
    const outcome = this.#outcomes[at]
    this.#outcomes[at] = waiting
    this.#first += 1
    this.#size -= 1
    if (this.#outcomes[this.#first & this.#mask] === skipped) this.#pass()
    return outcome
  }

  /** Takes out all results that lie ready, in their order; of each item it is told before. */
  takeReady(taking: ((index: number) => void) | undefined): unknown[] {
    const results: unknown[] = []
    const outcomes = this.#outcomes
    const mask = this.#mask
    let place = this.#first
    for (;;) {
      const outcome = outcomes[place & mask]
      if (outcome === waiting || outcome instanceof Failed) break
      if (outcome !== skipped) {
        taking?.(this.#ordered ? place : (this.#indices[place & mask] as number))
        results.push(outcome)
      }
      outcomes[place & mask] = waiting
      place += 1
    }
    this.#size -= place - this.#first
    this.#first = place
    return results
  }

  /** Whether the item that was settled last still waits for its turn. */
  holds(index: number): boolean {
    return this.#ordered ? index >= this.#first : this.#first < this.#end
  }

  /** Calls back with each result that waits for its turn. */
  eachWaiting(action: (index: number, result: unknown) => void): void {
    for (let place = this.#first; place < this.#end; place += 1) {
      const at = place & this.#mask
      const outcome = this.#outcomes[at]
      if (outcome === waiting || outcome === skipped || outcome instanceof Failed) continue
      action(this.#ordered ? place : (this.#indices[at] as number), outcome)
    }
  }

  /** Drops all places. */
  clear(): void {
    this.#outcomes.fill(waiting)
    this.#first = this.#end
    this.#size = 0
  }

  #pass(): void {
    while (this.#outcomes[this.#first & this.#mask] === skipped) {
      this.#outcomes[this.#first & this.#mask] = waiting
      this.#first += 1
      this.#size -= 1
    }
  }

  #grow(): void {
    const mask = this.#mask * 2 + 1
    const outcomes: unknown[] = new Array(mask + 1).fill(waiting)
    const indices: number[] = new Array(mask + 1).fill(0)
    for (let place = this.#first; place < this.#end; place += 1) {
      outcomes[place & mask] = this.#outcomes[place & this.#mask]
      indices[place & mask] = this.#indices[place & this.#mask] as number
    }
    this.#outcomes = outcomes
    this.#indices = indices
    this.#mask = mask
  }
}
