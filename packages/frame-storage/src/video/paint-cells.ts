import type { Grid } from '../frame.js'

/** The values that get the first and the last colour. */
export interface ValueRange {
  /** Gets the first colour, and so does what is below. */
  readonly min: number
  /** Gets the last colour, and so does what is above. */
  readonly max: number
}

/** The place in a table of {@link paintCells} of what is no finite number. */
export const invalidEntry = 256

/** Where the cells go. */
export interface CellPainting {
  /** Rows of the grid. */
  readonly rows: number
  /** Columns of the grid. */
  readonly columns: number
  /** See {@link ValueRange}. */
  readonly range: ValueRange
  /** 256 packed colours, and one more for what is no finite number. */
  readonly table: Uint32Array
  /** Gets one packed colour per cell. */
  readonly into: Uint32Array
  /** Puts the first row at the bottom. */
  readonly flipY: boolean
}

/**
 * Looks up the packed colour of each cell: entry `floor(255 (v - min) / (max - min) + 0.5)` of the table.
 *
 * Where min = max, all finite cells get the first colour, as in matplotlib and d3.
 */
export function paintCells(grid: Grid, { rows, columns, range, table, into, flipY }: CellPainting): void {
  const { low, factor, span, shrink } = linear(range)
  for (let row = 0; row < rows; row++) {
    let to = (flipY ? rows - 1 - row : row) * columns
    for (let from = row * columns, end = from + columns; from < end; from++, to++) {
      const value = grid[from] as number
      const place = (factor * (value * shrink - low)) / span + 0.5
      // Nearly all cells lie within: one comparison of each end, and no other.
      into[to] = table[place >= 0 && place < 256 ? place | 0 : outside(value, place)] as number
    }
  }
}

function outside(value: number, place: number): number {
  if (!Number.isFinite(value)) return invalidEntry
  return place >= 256 ? 255 : 0
}

// Scaled by a power of two, which is exact, where 255 times the distance would pass the largest number.
function linear({ min, max }: ValueRange): { low: number; factor: number; span: number; shrink: number } {
  if (min === max) return { low: 0, factor: 0, span: 1, shrink: 1 }
  const shrink = Math.max(Math.abs(min), Math.abs(max)) > 2 ** 1000 ? 2 ** -40 : 1
  return { low: min * shrink, factor: 255, span: max * shrink - min * shrink, shrink }
}
