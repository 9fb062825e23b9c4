/** A name of a numeric element type, as NumPy and Zarr write it. */
export type Dtype = 'int8' | 'uint8' | 'uint8clamped' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64'

/** The typed array that holds a grid of each {@link Dtype}. */
export interface GridOf {
  /** Whole numbers from -128 to 127. */
  int8: Int8Array
  /** Whole numbers from 0 to 255. */
  uint8: Uint8Array
  /** As `uint8`, where the writer clamps instead of wrapping round. */
  uint8clamped: Uint8ClampedArray
  /** Whole numbers from -32768 to 32767. */
  int16: Int16Array
  /** Whole numbers from 0 to 65535. */
  uint16: Uint16Array
  /** Whole numbers from -2^31 to 2^31 - 1. */
  int32: Int32Array
  /** Whole numbers from 0 to 2^32 - 1. */
  uint32: Uint32Array
  /** IEEE 754 single precision: about 7 digits. */
  float32: Float32Array
  /** IEEE 754 double precision: about 16 digits. */
  float64: Float64Array
}

/** A grid of numbers, flat, the last axis of its shape running fastest. */
export type Grid = GridOf[Dtype]

/** One grid of a sequence. */
export interface Frame<G extends Grid = Grid> {
  /** Its place in the sequence, from 0. */
  readonly index: number
  /** Its point on the time axis, in the caller's unit; the index where none was given. */
  readonly t: number
  /** Its values; the caller's own, to keep or to change. */
  readonly grid: G
}

/** A part of a frame. */
export interface FrameSlice<G extends Grid = Grid> {
  /** The frame's place in the sequence. */
  readonly index: number
  /** The frame's point on the time axis. */
  readonly t: number
  /** The axes of the part, slowest first, those left out of which one place was taken; `[]` for one cell. */
  readonly shape: readonly number[]
  /** Its values; the caller's own. */
  readonly grid: G
}

/** One cell over time: arrays of the same length. */
export interface FrameSeries<G extends Grid = Grid> {
  /** The frames, in order. */
  readonly indices: readonly number[]
  /** Their points on the time axis. */
  readonly t: readonly number[]
  /** The cell's value in each. */
  readonly values: G
}
