import { checkKeys, StreamError, shown } from '../errors.js'
import { measureAxes } from './axes.js'

/** How a grid is cut. */
export interface GridChunksOptions<Axis extends PropertyKey = string> {
  /**
   * Cells per chunk; the last one of a grid, or of a step of `within`, has fewer.
   *
   * @defaultValue 1000
   */
  readonly size?: number
  /**
   * An axis of which no chunk crosses a step: with `within: 't'` each chunk lies in one frame of a film.
   *
   * @defaultValue none: chunks follow one another through the whole grid
   */
  readonly within?: Axis
}

/** A run of cells of a grid. */
export interface GridChunk {
  /** The how-manieth chunk this is, from 0. */
  readonly index: number
  /** Flat index of its first cell. The first axis runs fastest: `x + X * (y + Y * t)`. */
  readonly start: number
  /** Flat index of the cell after its last. */
  readonly end: number
}

/** The chunks of a grid, made one at a time while they are iterated; may be iterated again. */
export interface GridChunks extends Iterable<GridChunk> {
  /** How many chunks there are. */
  readonly length: number
  /** How many cells there are. */
  readonly cells: number
  /**
   * One chunk by its number, as iteration gives it, in `O(1)`: to go on in the middle, or to take chunks in another order.
   *
   * @param index - from 0
   * @returns `undefined` where there is no chunk of that number
   */
  at(index: number): GridChunk | undefined
  /** Starts at the first chunk. */
  [Symbol.iterator](): IterableIterator<GridChunk>
}

/**
 * Cuts a grid into runs of cells, without an object per cell.
 *
 * Each cell is in one chunk, in the order of flat indices. Memory does not depend on the grid: `O(1)`, `length` and `at` too.
 *
 * @param axes - steps by name, each a whole number from 1 on; the first axis runs fastest
 * @throws {@link StreamError} `STREAM_INVALID_AXES` for no axes, for steps that are no whole number above 0, for a name
 * that is a whole number (objects do not keep the order of those), and for a grid of more cells than
 * `Number.MAX_SAFE_INTEGER`; `STREAM_INVALID_SIZE` for a `size` that is no whole number above 0;
 * `STREAM_INVALID_OPTIONS` for a `within` that is no axis, and for an unknown option
 *
 * @example
 * ```ts
 * const chunks = gridChunks({ x: 50, y: 50, t: 50 })
 * chunks.length // 125
 * chunks.at(1) // { index: 1, start: 1000, end: 2000 }
 * gridChunks({ x: 50, y: 50, t: 50 }, { within: 't' }).length // 150
 * ```
 */
export function gridChunks<Axes extends Record<string, number>>(
  axes: Axes,
  options: GridChunksOptions<keyof Axes & string> = {},
): GridChunks {
  checkKeys('gridChunks', options, ['size', 'within'])
  const { size = 1000, within } = options
  const { cells, before } = measureAxes(axes)
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new StreamError(
      'STREAM_INVALID_SIZE',
      `size is ${shown(size)}; give the cells of a chunk, a whole number above 0`,
    )
  }
  if (within === undefined) return new Chunks(cells, cells, size)
  // Cells that share a step of `within` follow one another as far as the axes before it go.
  const run = before.get(within)
  if (run === undefined) {
    const text = `within is ${shown(within)}, which is no axis; use ${[...before.keys()].join(', ')}`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  return new Chunks(cells, run, size)
}

class Chunks implements GridChunks {
  readonly cells: number
  readonly length: number
  readonly #run: number
  readonly #size: number
  /** Chunks of a run. */
  readonly #each: number

  /** @param run - cells that chunks do not cross the end of */
  constructor(cells: number, run: number, size: number) {
    this.cells = cells
    this.#run = run
    this.#size = size
    this.#each = Math.ceil(run / size)
    this.length = (cells / run) * this.#each
  }

  at(index: number): GridChunk | undefined {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.length) return undefined
    const inRun = index % this.#each
    const begin = ((index - inRun) / this.#each) * this.#run
    const start = begin + inRun * this.#size
    return { index, start, end: begin + Math.min((inRun + 1) * this.#size, this.#run) }
  }

  *[Symbol.iterator](): IterableIterator<GridChunk> {
    let index = 0
    let start = 0
    let border = this.#run
    while (start < this.cells) {
      const end = Math.min(start + this.#size, border)
      yield { index, start, end }
      index += 1
      start = end
      if (end === border) border += this.#run
    }
  }
}
