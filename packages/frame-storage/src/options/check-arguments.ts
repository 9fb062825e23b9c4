import { dtypeOf, gridName } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import type { Dtype, Grid } from '../frame.js'
import { maxFrames } from '../record/frame-table.js'
import { shown } from '../shown.js'

/** Refuses an index that is none. */
export function checkIndex(index: number): void {
  if (Number.isInteger(index) && index >= 0 && index < maxFrames) return
  const message = `frame index ${shown(index)}; use whole numbers from 0 to ${maxFrames - 1}, and t for points on the time axis`
  throw new FrameStorageError('FRAMES_INVALID_INDEX', message)
}

/** Refuses a bound of indices that is none. */
export function checkBound(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= maxFrames) return
  throw new FrameStorageError(
    'FRAMES_INVALID_RANGE',
    `${name} ${shown(value)}; use whole numbers from 0 to ${maxFrames}`,
  )
}

/** Answers the two shares of a robust range; refuses what are none. */
export function checkShares(robust: true | readonly number[]): readonly [number, number] {
  if (robust === true) return [0.02, 0.98]
  const [low, high] = Array.isArray(robust) && robust.length === 2 ? (robust as readonly number[]) : []
  if (typeof low === 'number' && typeof high === 'number' && 0 <= low && low < high && high <= 1) return [low, high]
  throw new FrameStorageError(
    'FRAMES_INVALID_RANGE',
    `robust ${shown(robust)}; use true, or two shares from 0 to 1 such as [0.02, 0.98]`,
  )
}

/** Refuses a point of time that is none. */
export function checkTime(t: number): void {
  if (typeof t === 'number' && Number.isFinite(t)) return
  throw new FrameStorageError('FRAMES_INVALID_TIME', `t ${shown(t)} of a frame; use a finite number in a unit of yours`)
}

/** Refuses a grid of another type or length than the session's. */
export function checkGrid(what: string, grid: unknown, dtype: Dtype, shape: readonly number[]): asserts grid is Grid {
  const cells = shape.reduce((product, count) => product * count, 1)
  const found = dtypeOf(grid)
  const wanted = `a ${gridName(dtype)} of ${cells} cells (shape [${shape.join(', ')}])`
  if (found !== dtype) {
    const given = found ? gridName(found) : grid === null ? 'null' : Array.isArray(grid) ? 'array' : typeof grid
    throw new FrameStorageError('FRAMES_INVALID_GRID', `${what} is of type ${given}; give ${wanted}`)
  }
  const { length } = grid as Grid
  if (length === cells) return
  const given = length === 0 ? 'is empty or was transferred away' : `has ${length} cells`
  throw new FrameStorageError('FRAMES_INVALID_GRID', `${what} ${given}; give ${wanted}`)
}
