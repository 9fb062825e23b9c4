import { type Range, StreamError, shown } from '../errors.js'
import { coordinatesOf, type MeasuredAxes, measureAxes } from './axes.js'

/** A cell of a grid: its flat index, and its step on each axis by the axis' name. */
export type GridCell<Axis extends string = string> = {
  /** Flat index. The first axis runs fastest: `x + X * (y + Y * t)`. */
  readonly index: number
} & { readonly [Name in Axis]: number }

/** The cells of a grid, or of a range of it, made one at a time while they are iterated; may be iterated again. */
export interface GridCells<Axis extends string = string> extends Iterable<GridCell<Axis>> {
  /** How many cells there are. */
  readonly length: number
  /**
   * One cell by its flat index, which it also carries, in `O(1)`.
   *
   * @param index - flat index in the whole grid, also where a range is walked
   * @returns `undefined` where the index is not of the grid or of the range
   */
  at(index: number): GridCell<Axis> | undefined
  /**
   * Calls a function with each cell's index and steps, without an object or a division per cell: for hot loops.
   *
   * @param callback - takes the flat index and then the steps in the order of the axes: `(index, x, y, t) => …`
   */
  forEach(callback: (index: number, ...steps: number[]) => void): void
  /** Starts at the first cell. */
  [Symbol.iterator](): IterableIterator<GridCell<Axis>>
}

/**
 * Walks the cells of a grid one at a time, the first axis fastest.
 *
 * Each cell is a fresh object with its own members, which the reader keeps. Memory does not depend on the grid: `O(1)`.
 * With a range, such as a chunk of {@link gridChunks}, only the cells of it are walked: so a worker walks its chunk.
 *
 * @param axes - steps by name, each a whole number from 1 on
 * @param range - flat indices of the first cell and of the one after the last; an empty one has no cells
 * @throws {@link StreamError} `STREAM_INVALID_AXES` as {@link gridChunks} does, and for an axis named `index`;
 * `STREAM_INVALID_RANGE` for a range that is none, or that leaves the grid
 *
 * @example
 * ```ts
 * for (const { index, x, y } of gridCells({ x: 50, y: 50 })) values[index] = x * y
 * [...gridCells({ x: 50, y: 50 }, { start: 51, end: 53 })] // [{ index: 51, x: 1, y: 1 }, { index: 52, x: 2, y: 1 }]
 * ```
 */
export function gridCells<Axes extends Record<string, number>>(
  axes: Axes,
  range?: Range,
): GridCells<keyof Axes & string> {
  const measured = measureAxes(axes)
  if (measured.before.has('index')) {
    const text = 'axis "index" has the name under which a cell carries its flat index; name it otherwise'
    throw new StreamError('STREAM_INVALID_AXES', text)
  }
  const { start, end } = range === undefined ? { start: 0, end: measured.cells } : checkRange(range, measured.cells)
  return new Cells(measured, start, end)
}

function checkRange(range: Range, cells: number): Range {
  const { start, end } = typeof range === 'object' && range !== null ? range : ({} as Partial<Range>)
  const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && (start as number) >= 0
  if (isRange && (start as number) <= (end as number) && (end as number) <= cells) return range
  const given = range !== null && typeof range === 'object' ? `from ${shown(start)} to ${shown(end)}` : shown(range)
  const text = `the range is ${given}; give whole numbers of 0 <= start <= end <= ${cells}, the cells of the grid`
  throw new StreamError('STREAM_INVALID_RANGE', text)
}

class Cells<Axis extends string> implements GridCells<Axis> {
  readonly length: number
  readonly #axes: MeasuredAxes
  readonly #start: number
  readonly #end: number

  constructor(axes: MeasuredAxes, start: number, end: number) {
    this.#axes = axes
    this.#start = start
    this.#end = end
    this.length = end - start
  }

  at(index: number): GridCell<Axis> | undefined {
    if (!Number.isSafeInteger(index) || index < this.#start || index >= this.#end) return undefined
    return new CellWalk<Axis>(this.#axes, index, this.#end).next().value
  }

  forEach(callback: (index: number, ...steps: number[]) => void): void {
    const [first = 1, ...others] = this.#axes.steps
    let [x = 0, ...rest] = coordinatesOf(this.#start, this.#axes.steps)
    let index = this.#start
    while (index < this.#end) {
      const row = Math.min(this.#end - index, first - x)
      walkRow(callback, index, x, row, rest)
      index += row
      x = 0
      advance(rest, others)
    }
  }

  [Symbol.iterator](): IterableIterator<GridCell<Axis>> {
    return new CellWalk(this.#axes, this.#start, this.#end)
  }
}

/**
 * Walks along the first axis, on which the others stand still. Written out for grids of up to four axes, since a call
 * with a spread list is several times as slow.
 */
function walkRow(
  callback: (index: number, ...steps: number[]) => void,
  index: number,
  x: number,
  length: number,
  rest: readonly number[],
): void {
  const a = rest[0] as number
  const b = rest[1] as number
  const c = rest[2] as number
  if (rest.length === 0) for (let i = 0; i < length; i++) callback(index + i, x + i)
  else if (rest.length === 1) for (let i = 0; i < length; i++) callback(index + i, x + i, a)
  else if (rest.length === 2) for (let i = 0; i < length; i++) callback(index + i, x + i, a, b)
  else if (rest.length === 3) for (let i = 0; i < length; i++) callback(index + i, x + i, a, b, c)
  else for (let i = 0; i < length; i++) callback(index + i, x + i, ...rest)
}

/** Goes one step on, as a counter with a wheel for each axis does. */
function advance(at: number[], steps: readonly number[]): void {
  for (let axis = 0; axis < at.length; axis++) {
    const step = (at[axis] as number) + 1
    if (step < (steps[axis] as number)) {
      at[axis] = step
      return
    }
    at[axis] = 0
  }
}

/** One iteration. By hand, since a generator takes half as long again. */
class CellWalk<Axis extends string> implements IterableIterator<GridCell<Axis>> {
  readonly #names: readonly string[]
  readonly #steps: readonly number[]
  readonly #at: number[]
  readonly #end: number
  // Copies of it have all members in place: writing these is quick, and adding them one after the other is not.
  readonly #blank: Record<string, number>
  #index: number

  constructor({ names, steps }: MeasuredAxes, start: number, end: number) {
    this.#names = names
    this.#steps = steps
    this.#at = coordinatesOf(start, steps)
    this.#index = start
    this.#end = end
    this.#blank = Object.fromEntries([['index', 0], ...names.map(name => [name, 0])])
  }

  next(): IteratorResult<GridCell<Axis>, undefined> {
    if (this.#index >= this.#end) return { done: true, value: undefined }
    const names = this.#names
    const at = this.#at
    const cell = { ...this.#blank }
    cell.index = this.#index
    this.#index += 1
    // A line for each axis, since one that always writes the same name is several times as fast.
    cell[names[0] as string] = at[0] as number
    if (names.length > 1) cell[names[1] as string] = at[1] as number
    if (names.length > 2) cell[names[2] as string] = at[2] as number
    if (names.length > 3) cell[names[3] as string] = at[3] as number
    for (let axis = 4; axis < names.length; axis++) cell[names[axis] as string] = at[axis] as number
    advance(at, this.#steps)
    return { done: false, value: cell as GridCell<Axis> }
  }

  [Symbol.iterator](): IterableIterator<GridCell<Axis>> {
    return this
  }
}
