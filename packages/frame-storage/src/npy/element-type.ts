import { bytesIn, bytesOf, makeGrid } from '../dtype.js'
import { type ElementCell, type ElementName, elementOfDescr, elementTypes } from '../exchange/element-types.js'
import { littleEndianHere } from '../exchange/little-endian.js'
import type { Dtype, Grid } from '../frame.js'

/** How the elements of a file become cells of a grid. */
export interface ElementType extends ElementCell {
  /** As NumPy names it: `int64`. */
  readonly name: ElementName
  /**
   * Fills a grid from elements in this machine's byte order; where it is missing they are cells as they are.
   *
   * @returns the place of the first element that no cell can hold, or -1
   */
  readonly convert?: (bytes: Uint8Array, grid: Grid) => number
}

const conversions: Partial<Record<ElementName, ElementType['convert']>> = {
  float16: convertHalves,
  int64: (bytes, grid) => convertLongs(bytes, grid, true),
  uint64: (bytes, grid) => convertLongs(bytes, grid, false),
}

/** An element type, and whether its bytes lie the other way round than this machine's. */
export interface FoundType {
  /** The type. */
  readonly type: ElementType
  /** Whether bytes have to be swapped. */
  readonly swapped: boolean
}

/** Looks up a `descr` of NumPy, such as `<f4`; `undefined` for what cannot be read. */
export function typeOfDescr(descr: string): FoundType | undefined {
  const found = elementOfDescr(descr)
  if (!found) return undefined
  const { name, order } = found
  const convert = conversions[name]
  const type = { name, ...elementTypes[name], ...(convert && { convert }) }
  const swapped = type.bytes > 1 && ((order === '>' && littleEndianHere) || (order === '<' && !littleEndianHere))
  return { type, swapped }
}

/** The `descr` of an element type, the low byte first. */
export function descrOf(dtype: Dtype): string {
  const kind = dtype.startsWith('float') ? 'f' : dtype.startsWith('u') ? 'u' : 'i'
  const bytes = bytesOf(dtype)
  return `${bytes === 1 ? '|' : '<'}${kind}${bytes}`
}

/** A grid whose cells may be filled through its bytes. */
export function gridWithBytes(dtype: Dtype, cells: number): { grid: Grid; bytes: Uint8Array } {
  const grid = makeGrid(dtype, cells)
  return { grid, bytes: bytesIn(grid) }
}

// All of binary16 is in binary32, NaN and the infinities too (IEEE 754-2019, 3.6).
function convertHalves(bytes: Uint8Array, grid: Grid): number {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, grid.length)
  for (let at = 0; at < halves.length; at++) grid[at] = halfValue(halves[at] as number)
  return -1
}

/** The value of the bits of a binary16. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function convertLongs(bytes: Uint8Array, grid: Grid, signed: boolean): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, grid.length * 2)
  const low = littleEndianHere ? 0 : 1
  for (let at = 0; at < grid.length; at++) {
    const upper = words[at * 2 + 1 - low] as number
    const value = (signed ? upper | 0 : upper) * 2 ** 32 + (words[at * 2 + low] as number)
    // Beyond it two numbers would become one.
    if (!Number.isSafeInteger(value)) return at
    grid[at] = value
  }
  return -1
}
