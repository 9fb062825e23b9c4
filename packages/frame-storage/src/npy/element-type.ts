import { bytesIn, bytesOf, makeGrid } from '../dtype.js'
import { littleEndianHere } from '../exchange/little-endian.js'
import type { Dtype, Grid } from '../frame.js'

/** How the elements of a file become cells of a grid. */
export interface ElementType {
  /** As NumPy names it: `int64`. */
  readonly name: string
  /** Bytes of an element in the file. */
  readonly bytes: number
  /** The type of the cells. */
  readonly dtype: Dtype
  /**
   * Fills a grid from elements in this machine's byte order; where it is missing they are cells as they are.
   *
   * @returns the place of the first element that no cell can hold, or -1
   */
  readonly convert?: (bytes: Uint8Array, grid: Grid) => number
}

const plain = (dtype: Dtype): ElementType => ({ name: dtype, bytes: bytesOf(dtype), dtype })

const types: Readonly<Record<string, ElementType>> = {
  b1: { name: 'bool', bytes: 1, dtype: 'uint8' },
  i1: plain('int8'),
  u1: plain('uint8'),
  i2: plain('int16'),
  u2: plain('uint16'),
  i4: plain('int32'),
  u4: plain('uint32'),
  f4: plain('float32'),
  f8: plain('float64'),
  f2: { name: 'float16', bytes: 2, dtype: 'float32', convert: convertHalves },
  i8: { name: 'int64', bytes: 8, dtype: 'float64', convert: (bytes, grid) => convertLongs(bytes, grid, true) },
  u8: { name: 'uint64', bytes: 8, dtype: 'float64', convert: (bytes, grid) => convertLongs(bytes, grid, false) },
}

/** What can be read, for messages. */
export const readable = Object.values(types)
  .map(({ name }) => name)
  .join(', ')

/** An element type, and whether its bytes lie the other way round than this machine's. */
export interface FoundType {
  /** The type. */
  readonly type: ElementType
  /** Whether bytes have to be swapped. */
  readonly swapped: boolean
}

/** Looks up a `descr` of NumPy, such as `<f4`; `undefined` for what cannot be read. */
export function typeOfDescr(descr: string): FoundType | undefined {
  const [, order, code] = /^([<>|=])?([a-z]\d+)$/.exec(descr) ?? []
  const type = code === undefined ? undefined : types[code]
  if (!type) return undefined
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
