import { gridName, makeGrid } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import type { Dtype, Frame, GridOf } from '../frame.js'
import { checkBound } from '../options/check-arguments.js'
import { shown } from '../shown.js'

/** What is read of a storage that is written elsewhere: a {@link @plimsoll/frame-storage!index.FrameStorage | FrameStorage}, or what looks like one. */
export interface StoredFrames<D extends Dtype = Dtype> {
  /** The axes of each grid, slowest first. */
  readonly shape: readonly number[]
  /** The type of each cell. */
  readonly dtype: D
  /** Frames that are stored. */
  readonly count: number
  /** One more than the highest index that is stored; counted from `count` and `missing()` where it is not there. */
  readonly end?: number
  /** Answers the indices below `to` that are not stored, in order. */
  missing(options?: { readonly to?: number }): number[]
  /** Reads a frame, whose grid is the caller's. */
  getFrame(index: number): Promise<Frame<GridOf[D]> | undefined>
}

/** Which frames are written elsewhere. */
export interface ExportRange {
  /**
   * The first index.
   *
   * @defaultValue 0
   */
  readonly from?: number
  /**
   * The index before which to stop.
   *
   * @defaultValue one more than the highest that is stored when the export starts
   */
  readonly to?: number
  /**
   * The value of the cells of frames that are missing.
   *
   * @defaultValue NaN for floats; without it whole numbers, which have none, are refused where a frame is missing
   */
  readonly fill?: number
}

/** What is to be written, all of it checked. */
export interface ExportPlan<D extends Dtype = Dtype> {
  /** Where frames come from. */
  readonly storage: StoredFrames<D>
  /** The first index. */
  readonly from: number
  /** How many frames there will be, missing ones included. */
  readonly steps: number
  /** The value of missing cells; `undefined` where nothing is missing and none was given. */
  readonly fill: number | undefined
}

/** Whether a value is a storage rather than a sequence of grids. */
export function isStoredFrames(value: unknown): value is StoredFrames {
  const storage = value as Partial<StoredFrames> | null
  return (
    typeof storage === 'object' &&
    typeof storage?.getFrame === 'function' &&
    typeof storage.missing === 'function' &&
    Array.isArray(storage.shape)
  )
}

/**
 * Answers what to write; the range is fixed from here on, whatever is stored meanwhile.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_INVALID_RANGE`; `FRAMES_MISSING` for whole numbers without `fill`;
 * `FRAMES_INVALID_OPTIONS` for a `fill` that is no value of the storage's type
 */
export function planExport<D extends Dtype>(storage: StoredFrames<D>, range: ExportRange): ExportPlan<D> {
  const { from = 0, to = storage.end ?? storage.count + storage.missing().length, fill } = range
  checkBound('from', from)
  checkBound('to', to)
  if (to < from)
    throw new FrameStorageError('FRAMES_INVALID_RANGE', `from ${from} lies beyond to ${to}; use from <= to`)
  const { dtype } = storage
  if (fill !== undefined) checkFill(fill, dtype)
  else if (dtype.startsWith('float')) return { storage, from, steps: to - from, fill: Number.NaN }
  else {
    const gap = storage.missing({ to }).find(index => index >= from)
    if (gap !== undefined) {
      const message = `frame ${gap} is missing, and ${dtype} has no NaN; give fill: 0, or a range without gaps by from and to`
      throw new FrameStorageError('FRAMES_MISSING', message)
    }
  }
  return { storage, from, steps: to - from, fill }
}

function checkFill(fill: number, dtype: Dtype): void {
  const cell = makeGrid(dtype, 1)
  cell[0] = fill
  if (typeof fill === 'number' && (Object.is(cell[0], fill) || dtype === 'float32' || cell[0] === fill)) return
  const message = `fill ${shown(fill)} is no value of a ${gridName(dtype)}; use one, such as 0`
  throw new FrameStorageError('FRAMES_INVALID_OPTIONS', message)
}

/** A frame on its way out; `grid` and `t` are `undefined` where it is missing. */
export interface ExportedFrame<D extends Dtype = Dtype> {
  /** Its place in what is written, from 0. */
  readonly at: number
  /** The frame, whose grid is the receiver's, or nothing. */
  readonly frame: Frame<GridOf[D]> | undefined
}

/** Reads what is to be written, in order, one frame ahead of the one that is handed out. */
export async function* exportedFrames<D extends Dtype>(
  { storage, from, steps, fill }: ExportPlan<D>,
  signal?: AbortSignal,
): AsyncGenerator<ExportedFrame<D>, void, undefined> {
  const read = (at: number) => {
    const reading = storage.getFrame(from + at)
    // Heard of where it is awaited, or nowhere: after a break nobody asks.
    reading.catch(() => {})
    return reading
  }
  let ahead = steps > 0 ? read(0) : undefined
  try {
    for (let at = 0; ahead; at++) {
      signal?.throwIfAborted()
      const frame = await ahead
      ahead = at + 1 < steps ? read(at + 1) : undefined
      if (!frame && fill === undefined) {
        // It was there when the range was fixed, and was found damaged since.
        const message = `frame ${from + at} is missing, and ${storage.dtype} has no NaN; give fill: 0`
        throw new FrameStorageError('FRAMES_MISSING', message)
      }
      yield { at, frame }
    }
  } finally {
    await ahead?.catch(() => {})
  }
}
