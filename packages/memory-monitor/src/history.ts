/** One measurement kept. */
export interface Point {
  readonly atMs: number
  readonly bytes: number
}

/** The last measurements, oldest first; the oldest goes when it is full. */
export class History {
  readonly #capacity: number
  #points: Point[] = []
  #start = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Keeps a measurement, in `O(1)`. */
  add(atMs: number, bytes: number): void {
    const point = { atMs, bytes }
    if (this.#points.length < this.#capacity) this.#points.push(point)
    else {
      this.#points[this.#start] = point
      this.#start = (this.#start + 1) % this.#capacity
    }
  }

  /** All that is kept. */
  points(): Point[] {
    return [...this.#points.slice(this.#start), ...this.#points.slice(0, this.#start)]
  }

  /** Forgets all. */
  clear(): void {
    this.#points = []
    this.#start = 0
  }
}
