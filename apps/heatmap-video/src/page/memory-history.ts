/**
 * Readings over time in flat arrays of fixed length, for a graph of the whole run: when they are full, neighbours
 * become one, the larger of the two, and readings are taken half as often. So a peak is never lost and nothing grows.
 */
export class MemoryHistory {
  /** How many series each reading has. */
  readonly series: number
  /** How many readings it keeps at most. */
  readonly capacity: number
  readonly #columns: Float64Array[]
  #length = 0
  #merge = 1
  #waiting = 0

  constructor(series: number, capacity = 480) {
    this.series = series
    this.capacity = capacity
    this.#columns = Array.from({ length: series + 1 }, () => new Float64Array(capacity))
  }

  /** How many readings there are. */
  get length(): number {
    return this.#length
  }

  /** Forgets all. */
  clear(): void {
    this.#length = this.#waiting = 0
    this.#merge = 1
  }

  /**
   * Adds a reading.
   *
   * @param seconds - since the start
   * @param values - one per series; `NaN` where nothing was reported
   */
  add(seconds: number, values: ArrayLike<number>): void {
    if (this.#waiting > 0) this.#raise(this.#length - 1, seconds, values)
    else {
      if (this.#length === this.capacity) this.#halve()
      this.#set(this.#length++, seconds, values)
    }
    this.#waiting = (this.#waiting + 1) % this.#merge
  }

  /** The times and then each series: views, right until the next reading. */
  columns(): Float64Array[] {
    return this.#columns.map(column => column.subarray(0, this.#length))
  }

  #set(at: number, seconds: number, values: ArrayLike<number>): void {
    for (const [index, column] of this.#columns.entries())
      column[at] = index === 0 ? seconds : (values[index - 1] ?? NaN)
  }

  #raise(at: number, seconds: number, values: ArrayLike<number>): void {
    for (const [index, column] of this.#columns.entries())
      column[at] = index === 0 ? seconds : larger(column[at] ?? NaN, values[index - 1] ?? NaN)
  }

  #halve(): void {
    const half = Math.floor(this.capacity / 2)
    for (const [index, column] of this.#columns.entries())
      for (let at = 0; at < half; at++) {
        const [first, second] = [column[2 * at] ?? NaN, column[2 * at + 1] ?? NaN]
        column[at] = index === 0 ? second : larger(first, second)
      }
    this.#length = half
    this.#merge *= 2
  }
}

function larger(first: number, second: number): number {
  return Number.isNaN(first) || second > first ? second : first
}
