import { makeGrid } from '../dtype.js'
import type { Dtype, Grid } from '../frame.js'

// Enough for the second percentile of a single frame to lie within a percent of the ranks, few enough to cost nothing.
const [least, most] = [256, 1024] as const
// What is kept of all frames together.
const keptInAll = 2 ** 16

/** How many values of each frame are kept in its record: all of up to 256, else 1 of 64, from 256 to 1024. */
export function sampleCells(cells: number): number {
  return Math.min(cells, most, Math.max(least, Math.floor(cells / 64)))
}

/** How many of them stay in memory where there are so many frames: at least one of each, and 65,536 in all. */
export function keptOfEach(frames: number): number {
  return Math.max(1, Math.min(most, Math.floor(keptInAll / Math.max(1, frames))))
}

/**
 * Takes values from a frame: one of each of as many parts, at a place that changes from part to part and from frame to
 * frame, so that no pattern of the values can fall in step with it.
 *
 * They come in an order in which the first few are spread over the frame as well: that of van der Corput, shifted by the
 * frame. So a shorter sample is the beginning of a longer one.
 */
export function takeSample(dtype: Dtype, grid: Grid, index: number): Grid {
  const count = sampleCells(grid.length)
  const taken = makeGrid(dtype, count)
  const order = spread(count)
  const part = grid.length / count
  const seed = scrambled(index + 1)
  const mask = order.length - 1
  let at = 0
  for (let k = 0; k < order.length; k++) {
    const place = ((order[k] as number) ^ seed) & mask
    if (place >= count) continue
    const within = scrambled(seed + place) / 2 ** 32
    taken[at++] = grid[Math.floor((place + within) * part)] as number
  }
  return taken
}

let known = new Uint32Array(0)

// The numbers below the next power of two, their bits reversed.
function spread(count: number): Uint32Array {
  let length = 1
  while (length < count) length *= 2
  if (known.length === length) return known
  known = new Uint32Array(length)
  for (let k = 0, bits = Math.log2(length); k < length; k++) {
    for (let bit = 0; bit < bits; bit++) if (k & (1 << bit)) known[k] = (known[k] as number) | (1 << (bits - 1 - bit))
  }
  return known
}

// The mixing of MurmurHash3: each bit of the number moves each bit of the answer.
function scrambled(value: number): number {
  let h = value >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Some values of all frames, as many of each: row by row, 65,536 at most, or one of each where there are more frames. */
export class ValueSample {
  readonly #dtype: Dtype
  #ofEach = most as number
  #values: Grid
  #sorted: Float64Array | undefined

  constructor(dtype: Dtype) {
    this.#dtype = dtype
    this.#values = makeGrid(dtype, 0)
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#values.byteLength + (this.#sorted?.byteLength ?? 0)
  }

  /** Puts in the values of a row, the last one of `rows` or one before. */
  put(row: number, rows: number, sample: Grid): void {
    this.#sorted = undefined
    const fits = keptOfEach(rows)
    // By halves, so that it seldom happens.
    const halved = fits < this.#ofEach ? 2 ** Math.floor(Math.log2(fits)) : this.#ofEach
    this.#shrink(Math.min(halved, sample.length), rows)
    const needed = (row + 1) * this.#ofEach
    if (needed > this.#values.length) {
      const grown = makeGrid(this.#dtype, Math.max(needed, 16 * this.#ofEach, 2 * this.#values.length))
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values.set(sample.subarray(0, this.#ofEach), row * this.#ofEach)
  }

  /** Takes a row out; those behind it move up. */
  drop(row: number, rows: number): void {
    this.#sorted = undefined
    this.#values.copyWithin(row * this.#ofEach, (row + 1) * this.#ofEach, rows * this.#ofEach)
  }

  /** Answers the percentiles at these shares, among the finite values; `NaN` where there are none. */
  quantiles(rows: number, shares: readonly number[]): number[] {
    this.#sorted ??= Float64Array.from(this.#values.subarray(0, rows * this.#ofEach))
      .filter(Number.isFinite)
      .sort()
    const sorted = this.#sorted
    return shares.map(share => {
      if (sorted.length === 0) return Number.NaN
      const at = share * (sorted.length - 1)
      const below = Math.floor(at)
      const [low, high] = [sorted[below] as number, sorted[Math.ceil(at)] as number]
      // A difference of large numbers may pass the greatest.
      return low === high ? low : low * (1 - (at - below)) + high * (at - below)
    })
  }

  /** A copy that can be sent. */
  state(rows: number): ValueSampleState {
    return { ofEach: this.#ofEach, values: this.#values.slice(0, rows * this.#ofEach) }
  }

  /** The sample of such a copy. */
  static from(dtype: Dtype, { ofEach, values }: ValueSampleState): ValueSample {
    const made = new ValueSample(dtype)
    made.#ofEach = ofEach
    made.#values = values
    return made
  }

  /** Gives its memory back. */
  release(): void {
    this.#values = makeGrid(this.#dtype, 0)
    this.#sorted = undefined
  }

  #shrink(ofEach: number, rows: number): void {
    if (ofEach >= this.#ofEach) return
    for (let row = 1; row < rows; row++)
      this.#values.copyWithin(row * ofEach, row * this.#ofEach, row * this.#ofEach + ofEach)
    this.#ofEach = ofEach
  }
}

/** A {@link ValueSample} as it travels between a worker and its page. */
export interface ValueSampleState {
  readonly ofEach: number
  readonly values: Grid
}
