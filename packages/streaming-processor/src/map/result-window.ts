/** How far the next place in turn is. */
export const waiting = 0
/** It has a result. */
export const done = 1
/** It has an error. */
export const failed = 2
const skipped = 3

const smallest = 16

/**
 * The items that were taken and not handed out yet, in the order in which they are handed out.
 *
 * A ring of places, twice as large whenever it is full. Ordered, an item has its place from the start; unordered, it gets
 * one with its outcome. `O(1)` a call, amortized.
 */
export class ResultWindow {
  readonly #ordered: boolean
  #states = new Uint8Array(smallest)
  #results: unknown[] = new Array(smallest).fill(undefined)
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

  /** How far the next place in turn is. */
  get next(): number {
    return this.#first === this.#end ? waiting : (this.#states[this.#first & this.#mask] as number)
  }

  /** The index of the item in the next place. */
  get index(): number {
    return this.#indices[this.#first & this.#mask] as number
  }

  /** Makes a place for an item that was taken, and answers its index. */
  open(): number {
    const index = this.#taken
    this.#taken += 1
    this.#size += 1
    if (this.#ordered) this.#append(index)
    return index
  }

  /** Puts a result or an error into its place. */
  settle(index: number, state: typeof done | typeof failed, result: unknown): void {
    const at = (this.#ordered ? index : this.#append(index)) & this.#mask
    this.#states[at] = state
    this.#results[at] = result
  }

  /** Closes the place of an item that has no result. */
  skip(index: number): void {
    if (!this.#ordered) {
      this.#size -= 1
      return
    }
    this.#states[index & this.#mask] = skipped
    this.#pass()
  }

  /** Takes out the result or error in the next place. */
  take(): unknown {
    const at = this.#first & this.#mask
    const result = this.#results[at]
    this.#results[at] = undefined
    this.#states[at] = waiting
    this.#first += 1
    this.#size -= 1
    if (this.#ordered) this.#pass()
    return result
  }

  /** Whether what was settled for an item still waits for its turn. */
  holds(index: number): boolean {
    if (this.#ordered) return index >= this.#first
    // Only ever asked of the item that was settled last.
    return this.#first !== this.#end && this.#indices[(this.#end - 1) & this.#mask] === index
  }

  /** Calls back with each result that waits for its turn. */
  eachWaiting(action: (index: number, result: unknown) => void): void {
    for (let place = this.#first; place < this.#end; place += 1) {
      const at = place & this.#mask
      if (this.#states[at] === done) action(this.#indices[at] as number, this.#results[at])
    }
  }

  /** Drops all places. */
  clear(): void {
    this.#states.fill(waiting)
    this.#results.fill(undefined)
    this.#first = this.#end
    this.#size = 0
  }

  #pass(): void {
    while (this.#first !== this.#end && this.#states[this.#first & this.#mask] === skipped) {
      this.#states[this.#first & this.#mask] = waiting
      this.#first += 1
      this.#size -= 1
    }
  }

  #append(index: number): number {
    if (this.#end - this.#first > this.#mask) this.#grow()
    const place = this.#end
    this.#end += 1
    this.#indices[place & this.#mask] = index
    return place
  }

  #grow(): void {
    const length = (this.#mask + 1) * 2
    const [states, results, indices] = [new Uint8Array(length), new Array(length), new Array(length)]
    results.fill(undefined)
    indices.fill(0)
    for (let place = this.#first; place < this.#end; place += 1) {
      const [from, to] = [place & this.#mask, place & (length - 1)]
      states[to] = this.#states[from] as number
      results[to] = this.#results[from]
      indices[to] = this.#indices[from] as number
    }
    this.#states = states
    this.#results = results
    this.#indices = indices
    this.#mask = length - 1
  }
}
