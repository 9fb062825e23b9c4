import type { Dtype } from '../frame.js'
import type { FrameEntry } from './record.js'
import type { FoundFrames } from './recover.js'
import type { GlobalRange, GridStatistics } from './statistics.js'
import { ValueSample, type ValueSampleState } from './value-sample.js'

/** One more than the highest index: the table has four bytes for each index up to the highest that is stored. */
export const maxFrames = 2 ** 24

/** A table as it travels between a worker and its page. */
export interface FrameTableState {
  readonly count: number
  readonly slots: Uint32Array<ArrayBuffer>
  readonly rows: Float64Array<ArrayBuffer>
  readonly sample: ValueSampleState
}

/** Where the values of a frame lie, and how they are written. */
export type FramePlace = Pick<FrameEntry, 't' | 'offset' | 'bytes' | 'encoding'>

// A row: offset, t, min, max, mean, NaNs, infinities, CRC, bytes times 256 plus encoding. All fit into doubles; a CRC of
// -1 need not be checked again.
const columns = 9
const [OFFSET, T, MIN, MAX, MEAN, NANS, INFINITIES, CRC, STORED] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const

/** Which frames there are, where, and the range of their values: flat arrays that double, 72 bytes a frame. */
export class FrameTable {
  /** Frames that are stored. */
  count = 0
  /** One more than the highest index that is stored. */
  end = 0
  readonly #cells: number
  // By index: the row's number plus one; 0 where there is none.
  #slots = new Uint32Array(0)
  // In the order in which indices were first stored, so that the mean comes out the same after a reopening.
  #rows = new Float64Array(0)
  #range: GlobalRange = nothing
  #sample: ValueSample

  /** @param cells - of each frame */
  constructor(cells: number, dtype: Dtype) {
    this.#cells = cells
    this.#sample = new ValueSample(dtype)
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#slots.byteLength + this.#rows.byteLength + this.#sample.bytes
  }

  /** The range of all frames, in `O(1)`: kept while storing. */
  get range(): GlobalRange {
    return this.#range
  }

  /** Estimates the percentiles at these shares from the values that are kept of each frame. */
  quantiles(shares: readonly number[]): number[] {
    return this.#sample.quantiles(this.count, shares)
  }

  has(index: number): boolean {
    return this.#row(index) !== undefined
  }

  place(index: number): FramePlace | undefined {
    const row = this.#row(index)
    if (row === undefined) return undefined
    const at = (column: number) => this.#rows[row + column] as number
    const stored = at(STORED)
    return { t: at(T), offset: at(OFFSET), bytes: Math.floor(stored / 256), encoding: stored % 256 }
  }

  statistics(index: number): GridStatistics | undefined {
    const row = this.#row(index)
    if (row === undefined) return undefined
    const at = (column: number) => this.#rows[row + column] as number
    return { min: at(MIN), max: at(MAX), mean: at(MEAN), nan: at(NANS), infinite: at(INFINITIES) }
  }

  /** The CRC that the values must have; `undefined` where they are known to. */
  crcToCheck(index: number): number | undefined {
    const crc = this.#get(index, CRC)
    return crc === -1 ? undefined : crc
  }

  /** Remembers that the values at `offset` were found to be what was stored. */
  trust(index: number, offset: number): void {
    const row = this.#row(index)
    if (row !== undefined && this.#rows[row + OFFSET] === offset) this.#rows[row + CRC] = -1
  }

  /** Adds a frame, or puts it in the place of the one that had its index: then in `O(frames)`, for an extreme may have gone. */
  put(entry: FrameEntry): void {
    const isNew = this.#write(entry)
    this.#range = isNew ? this.#with(this.#range, (this.count - 1) * columns) : this.#sum()
  }

  /** Takes a frame out whose values at `offset` are damaged, unless another stands in its place by now; in `O(frames)`. */
  drop(index: number, offset: number): void {
    const slot = this.#slots[index]
    const row = this.#row(index)
    if (!slot || row === undefined || this.#rows[row + OFFSET] !== offset) return
    // The other rows keep their order.
    this.#rows.copyWithin(row, row + columns, this.count * columns)
    this.#sample.drop(slot - 1, this.count)
    this.#slots[index] = 0
    for (let other = 0; other < this.end; other++) {
      const known = this.#slots[other] as number
      if (known > slot) this.#slots[other] = known - 1
    }
    this.count--
    while (this.end > 0 && !this.#slots[this.end - 1]) this.end--
    this.#range = this.#sum()
  }

  /** Adds many frames, a later one standing in place of an earlier one. */
  load(entries: Iterable<FrameEntry>): void {
    for (const entry of entries) this.#write(entry)
    this.#range = this.#sum()
  }

  /** Takes over what the end of a file says that grew: what stood before a damaged frame goes. */
  update({ entries, dropped }: FoundFrames): void {
    for (const index of dropped) {
      const place = this.place(index)
      if (place) this.drop(index, place.offset)
    }
    this.load(entries)
  }

  /** Indices that are stored, in order, from `from` to below `to`. */
  next(from: number, to: number): number | undefined {
    for (let index = from; index < Math.min(to, this.end); index++) if (this.#slots[index]) return index
  }

  /** Indices below `to` that are not stored. */
  missing(to: number): number[] {
    const found: number[] = []
    for (let index = 0; index < to; index++) if (!this.#slots[index]) found.push(index)
    return found
  }

  /** A copy that can be sent. */
  state(): FrameTableState {
    return {
      count: this.count,
      slots: this.#slots.slice(0, this.end),
      rows: this.#rows.slice(0, this.count * columns),
      sample: this.#sample.state(this.count),
    }
  }

  /** The table of such a copy. */
  static from(cells: number, dtype: Dtype, { count, slots, rows, sample }: FrameTableState): FrameTable {
    const table = new FrameTable(cells, dtype)
    table.#sample = ValueSample.from(dtype, sample)
    table.count = count
    table.end = slots.length
    table.#slots = slots
    table.#rows = rows
    table.#range = table.#sum()
    return table
  }

  /** Gives its memory back: count and range stay. */
  release(): void {
    this.#sample.release()
    this.#slots = new Uint32Array(0)
    this.#rows = new Float64Array(0)
  }

  #row(index: number): number | undefined {
    const slot = this.#slots[index]
    return slot ? (slot - 1) * columns : undefined
  }

  #get(index: number, column: number): number | undefined {
    const row = this.#row(index)
    return row === undefined ? undefined : this.#rows[row + column]
  }

  #write(entry: FrameEntry): boolean {
    const { index, offset, t, min, max, mean, nan, infinite, crc, bytes, encoding } = entry
    const known = this.#row(index)
    const row = known ?? this.#addRow(index)
    this.#rows.set([offset, t, min, max, mean, nan, infinite, crc, bytes * 256 + encoding], row)
    this.#sample.put(row / columns, this.count, entry.sample)
    return known === undefined
  }

  #addRow(index: number): number {
    if (index >= this.#slots.length) {
      const grown = new Uint32Array(Math.min(maxFrames, Math.max(64, index + 1, 2 * this.#slots.length)))
      grown.set(this.#slots)
      this.#slots = grown
    }
    const row = this.count * columns
    if (row >= this.#rows.length) {
      const grown = new Float64Array(Math.max(16 * columns, 2 * this.#rows.length))
      grown.set(this.#rows)
      this.#rows = grown
    }
    this.#slots[index] = ++this.count
    this.end = Math.max(this.end, index + 1)
    return row
  }

  #sum(): GlobalRange {
    let range = nothing
    for (let row = 0; row < this.count * columns; row += columns) range = this.#with(range, row)
    return range
  }

  #with(range: GlobalRange, row: number): GlobalRange {
    const at = (column: number) => this.#rows[row + column] as number
    const cells = range.cells + this.#cells
    const nan = range.nan + at(NANS)
    const infinite = range.infinite + at(INFINITIES)
    const before = range.cells - range.nan - range.infinite
    const finite = cells - nan - infinite
    if (finite === before) return { ...range, cells, nan, infinite }
    if (before === 0) return { min: at(MIN), max: at(MAX), mean: at(MEAN), cells, nan, infinite }
    // Means, not sums: those of many large numbers would pass the greatest double.
    const share = (finite - before) / finite
    const moved = range.mean + (at(MEAN) - range.mean) * share
    const mean = Number.isFinite(moved) ? moved : range.mean * (1 - share) + at(MEAN) * share
    return { min: Math.min(range.min, at(MIN)), max: Math.max(range.max, at(MAX)), mean, cells, nan, infinite }
  }
}

const nothing: GlobalRange = { min: Number.NaN, max: Number.NaN, mean: Number.NaN, cells: 0, nan: 0, infinite: 0 }
