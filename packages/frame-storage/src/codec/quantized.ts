import type { Grid } from '../frame.js'
import type { GridStatistics } from '../record/statistics.js'

const steps = 65_535
const headBytes = 24

/** How far a value may come back from what it was, besides the rounding to the type. */
export function quantizationError({ min, max }: Pick<GridStatistics, 'min' | 'max'>): number {
  return Number.isNaN(min) ? 0 : (max / 2 - min / 2) / steps
}

/** Bytes before the codes, which alone are compressed. */
export const quantizedHeadBytes = headBytes

/** The most bytes that the codes of so many cells have. */
export function codeBytes(cells: number, hasMask: boolean): number {
  return 2 * cells + (hasMask ? Math.ceil(cells / 8) : 0)
}

/**
 * Writes values as steps between the least and the greatest: min and max as float64, then as uint32 whether there is a
 * mask, and zero; the codes as uint16; and where there are values that are not finite, a bit for each cell that says
 * which, whose codes are 0 for NaN, 1 for plus and 2 for minus infinity.
 */
export function quantizeGrid(grid: Grid, { min, max, nan, infinite }: GridStatistics): Uint8Array<ArrayBuffer> {
  const cells = grid.length
  const hasMask = nan + infinite > 0
  const bytes = new Uint8Array(headBytes + codeBytes(cells, hasMask))
  const head = new DataView(bytes.buffer)
  head.setFloat64(0, min, true)
  head.setFloat64(8, max, true)
  head.setUint32(16, hasMask ? 1 : 0, true)
  const codes = new Uint16Array(bytes.buffer, headBytes, cells)
  const range = max - min
  if (Number.isFinite(range) && !hasMask) {
    const scale = range > 0 ? steps / range : 0
    // A range near the least number makes a scale past the greatest.
    const share = Number.isFinite(scale) ? (v: number) => (v - min) * scale : (v: number) => ((v - min) / range) * steps
    for (let cell = 0; cell < cells; cell++) codes[cell] = share(grid[cell] as number) + 0.5
    return bytes
  }
  const mask = bytes.subarray(headBytes + 2 * cells)
  const half = max / 2 - min / 2
  for (let cell = 0; cell < cells; cell++) {
    const value = grid[cell] as number
    if (Number.isFinite(value)) {
      codes[cell] =
        range > 0 ? (Number.isFinite(range) ? (value - min) / range : (value / 2 - min / 2) / half) * steps + 0.5 : 0
      continue
    }
    codes[cell] = Number.isNaN(value) ? 0 : value > 0 ? 1 : 2
    mask[cell >> 3] = (mask[cell >> 3] as number) | (1 << (cell & 7))
  }
  return bytes
}

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const

/** Whether there is a mask behind the codes. */
export function hasMask(bytes: Uint8Array): boolean {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(16, true) === 1
}

/** Puts the values back; answers whether there were as many as the grid has cells. */
export function restoreGrid(bytes: Uint8Array<ArrayBuffer>, into: Grid): boolean {
  const cells = into.length
  if (bytes.length < headBytes || bytes.length !== headBytes + codeBytes(cells, hasMask(bytes))) return false
  const head = new DataView(bytes.buffer, bytes.byteOffset)
  const min = head.getFloat64(0, true)
  const max = head.getFloat64(8, true)
  const codes = new Uint16Array(bytes.buffer, bytes.byteOffset + headBytes, cells)
  const mask = bytes.subarray(headBytes + 2 * cells)
  const isWhole = !(into instanceof Float32Array || into instanceof Float64Array)
  for (let cell = 0; cell < cells; cell++) {
    const code = codes[cell] as number
    const share = code / steps
    // So, and not as a step times a number, both ends come back exactly, and no difference passes the greatest number.
    const value = code === 0 ? min : min * (1 - share) + max * share
    into[cell] = isWhole ? Math.round(value) : value
  }
  for (let at = 0; at < mask.length; at++) {
    for (let bit = 0, bits = mask[at] as number; bits > 0; bit++, bits >>= 1)
      if (bits & 1) into[8 * at + bit] = special[codes[8 * at + bit] as number] as number
  }
  return true
}
