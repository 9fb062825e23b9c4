import { makeGrid } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import { elementNames, elementTypes, isElementName } from '../exchange/element-types.js'
import type { Dtype, GridOf } from '../frame.js'

/** What zarrita hands out: cells in some order. */
export interface ZarrChunk {
  /** The cells: a typed array, or one with `get`. */
  readonly data: unknown
  /** The axes. */
  readonly shape: readonly number[]
  /** How far apart neighbours along each axis lie. */
  readonly stride: readonly number[]
}

/**
 * The type of the cells that an array becomes.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `ZARR_UNSUPPORTED`
 */
export function cellType(elements: string, path: string): Dtype {
  const isKnown = isElementName(elements)
  if (isKnown && (elements !== 'float16' || 'Float16Array' in globalThis)) return elementTypes[elements].dtype
  const why = isKnown ? 'this platform has no Float16Array' : `use ${elementNames}`
  throw new FrameStorageError('ZARR_UNSUPPORTED', `array ${path} has elements of type ${elements}; ${why}`)
}

/** The cells of a chunk as a grid, the last axis running fastest: the chunk's own where they lie so, else a copy. */
export function cellsInOrder<D extends Dtype>({ data, shape, stride }: ZarrChunk, dtype: D, path: string): GridOf[D] {
  const cells = shape.reduce((product, steps) => product * steps, 1)
  const raw = bytesOfBool(data)
  const ordered = isOrdered(shape, stride)
  if (ordered && Object.prototype.toString.call(raw) === Object.prototype.toString.call(makeGrid(dtype, 0))) {
    return raw as GridOf[D]
  }
  const grid = makeGrid(dtype, cells)
  const values = raw as ArrayLike<number | bigint>
  const place = ordered ? (at: number) => at : placeBy(shape, stride)
  for (let at = 0; at < cells; at++) {
    const value = values[place(at)] as number | bigint
    const number = Number(value)
    if (typeof value === 'bigint' && !Number.isSafeInteger(number)) {
      const message = `array ${path} holds ${value}, which no float64 holds exactly; store it as float64`
      throw new FrameStorageError('ZARR_UNSUPPORTED', message)
    }
    grid[at] = number
  }
  return grid
}

// zarrita hands out bool behind get and set; the bytes below are 0 and 1.
function bytesOfBool(data: unknown): unknown {
  if (ArrayBuffer.isView(data)) return data
  const { buffer, byteOffset, length } = data as { buffer: ArrayBuffer; byteOffset: number; length: number }
  return new Uint8Array(buffer, byteOffset, length)
}

function isOrdered(shape: readonly number[], stride: readonly number[]): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if ((shape[axis] as number) > 1 && stride[axis] !== expected) return false
    expected *= shape[axis] as number
  }
  return true
}

function placeBy(shape: readonly number[], stride: readonly number[]): (at: number) => number {
  return at => {
    let place = 0
    let rest = at
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const steps = shape[axis] as number
      place += (rest % steps) * (stride[axis] as number)
      rest = Math.floor(rest / steps)
    }
    return place
  }
}
