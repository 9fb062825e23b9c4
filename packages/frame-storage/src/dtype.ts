import type { Dtype, Grid, GridOf } from './frame.js'

type GridConstructors = {
  readonly [D in Dtype]: {
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): GridOf[D]
    readonly BYTES_PER_ELEMENT: number
    readonly name: string
  }
}

const constructors: GridConstructors = {
  int8: Int8Array,
  uint8: Uint8Array,
  uint8clamped: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
}

/** All element types, for messages and checks. */
export const dtypes = Object.keys(constructors) as readonly Dtype[]

/** Bytes of one element. */
export function bytesOf(dtype: Dtype): number {
  return constructors[dtype].BYTES_PER_ELEMENT
}

/** The name of the typed array of an element type. */
export function gridName(dtype: Dtype): string {
  return constructors[dtype].name
}

/** A grid over bytes, or a new one. */
export function makeGrid<D extends Dtype>(
  dtype: D,
  cells: number,
  buffer: ArrayBufferLike = new ArrayBuffer(cells * bytesOf(dtype)),
): GridOf[D] {
  return new constructors[dtype](buffer, 0, cells)
}

/** The element type of a grid, of whichever realm; `undefined` for what is none. */
export function dtypeOf(value: unknown): Dtype | undefined {
  if (!ArrayBuffer.isView(value)) return undefined
  const name = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]
  return dtypes.find(dtype => constructors[dtype].name === name)
}

/** The bytes of a grid, in place. */
export function bytesIn(grid: Grid): Uint8Array {
  return new Uint8Array(grid.buffer, grid.byteOffset, grid.byteLength)
}
