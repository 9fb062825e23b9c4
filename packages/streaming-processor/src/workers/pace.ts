// Each block costs messages, and to wake a thread up takes a tenth of a millisecond where all cores are busy; but its
// reader hears of what is done when a block is, and should do so for each frame of a display.
const blockMs = 16

/** What runs over the same workers have learned: the workers are those of a pool, and the function has this name. */
const known = new WeakMap<object, Map<string, number>>()

/** How fast workers fill cells, so that what they are given takes about sixteen milliseconds. */
export class Pace {
  readonly #ofPool: Map<string, number> | undefined
  readonly #fn: string
  #msPerCell: number | undefined
  #cells: number

  /**
   * @param pool - whose workers live on after a run: the next one of the same function begins where the last one was
   * @param fn - the function's name
   */
  constructor(pool: object | undefined, fn: string) {
    this.#fn = fn
    if (pool) {
      this.#ofPool = known.get(pool) ?? new Map()
      known.set(pool, this.#ofPool)
    }
    // Half, for it may be asked for cells that take longer; and of those nobody knows, a few.
    this.#cells = Math.max(16, Math.floor((this.#ofPool?.get(fn) ?? 0) / 2))
  }

  /** How many cells a worker does in about sixteen milliseconds. */
  get cells(): number {
    return this.#cells
  }

  /** Learns how long cells took. */
  learn(cells: number, ms: number): void {
    const now = ms / cells
    const known = this.#msPerCell ?? now
    // Quick to fall, slow to rise: what takes longer than it should most often waited for a core that others had.
    this.#msPerCell = now < known ? now : (3 * known + now) / 4
    const fit = this.#msPerCell > 0 ? Math.floor(blockMs / this.#msPerCell) : Number.POSITIVE_INFINITY
    this.#cells = Math.max(1, Math.min(fit, this.#cells * 8))
    this.#ofPool?.set(this.#fn, this.#cells)
  }
}
