import { dtypes } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import { littleEndianBytes } from '../exchange/little-endian.js'
import {
  type ExportPlan,
  type ExportRange,
  exportedFrames,
  isStoredFrames,
  planExport,
  type StoredFrames,
} from '../exchange/stored-frames.js'
import type { Dtype, Grid } from '../frame.js'
import { checkGrid } from '../options/check-arguments.js'
import { checkObject } from '../options/check-options.js'
import { shown } from '../shown.js'
import { descrOf, gridWithBytes } from './element-type.js'
import { encodeNpyHeader } from './npy-header.js'

/** What {@link writeNpy} makes of a sequence of grids. */
export interface WriteGridsOptions {
  /** The axes of the whole array, the sequence's own first: `[frames, rows, columns]`. */
  readonly shape: readonly number[]
  /** The type of each cell. */
  readonly dtype: Dtype
}

/** Something with a grid, such as a frame. */
export interface WithGrid {
  /** The grid. */
  readonly grid: Grid
}

/** A grid, or something with one. */
export type GridLike = Grid | WithGrid

/** Grids in order, at hand or on their way. */
export type Grids = Iterable<GridLike> | AsyncIterable<GridLike>

/**
 * Writes the frames of a storage as one `.npy` file, as `np.save` writes it, byte for byte; those that are missing are filled.
 *
 * A frame is read when the stream is asked for it, and one ahead; nothing else is held. Its first piece is the header, each
 * other one a frame.
 *
 * @returns the bytes: for `new Response(stream)`, `stream.pipeTo(…)` or `for await` in Node
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_INVALID_OPTIONS`, `FRAMES_INVALID_RANGE`, `FRAMES_MISSING`
 */
export function writeNpy(storage: StoredFrames, options?: ExportRange): ReadableStream<Uint8Array>
/**
 * Writes grids as one `.npy` file, one after the other, when the stream is asked for them.
 *
 * @param grids - in order; each is copied
 * @returns the bytes; the stream fails with `FRAMES_INVALID_GRID` for a grid that does not fit, and for more or fewer than the
 * shape says
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_INVALID_OPTIONS`
 */
export function writeNpy(grids: Grids, options: WriteGridsOptions): ReadableStream<Uint8Array>
export function writeNpy(
  source: StoredFrames | Grids,
  options: ExportRange | WriteGridsOptions = {},
): ReadableStream<Uint8Array> {
  checkObject('writeNpy', options, isStoredFrames(source) ? ['from', 'to', 'fill'] : ['shape', 'dtype'])
  if (isStoredFrames(source)) return streamOf(storageBytes(planExport(source, options as ExportRange)))
  const { shape, dtype } = checkArray(source, options as WriteGridsOptions)
  return streamOf(gridsBytes(source, shape, dtype))
}

function checkArray(source: unknown, { shape, dtype }: WriteGridsOptions): WriteGridsOptions {
  if (typeof source !== 'object' || source === null || !(Symbol.iterator in source || Symbol.asyncIterator in source)) {
    throw invalid(`the source is ${shown(source)}; give a FrameStorage, or grids in order`)
  }
  const steps: readonly number[] = Array.isArray(shape) ? shape : []
  if (steps.length === 0 || !steps.every(count => Number.isSafeInteger(count) && count >= 0)) {
    throw invalid(`shape ${shown(shape)}; use that of the whole array, such as [frames, rows, columns]`)
  }
  if (!dtypes.includes(dtype)) throw invalid(`dtype ${shown(dtype)}; use ${dtypes.join(', ')}`)
  return { shape: [...steps], dtype }
}

function invalid(message: string): FrameStorageError {
  return new FrameStorageError('FRAMES_INVALID_OPTIONS', message)
}

/** The bytes of a file with frames of a storage: its header, then each frame. */
export async function* storageBytes(
  plan: ExportPlan,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { dtype, shape } = plan.storage
  yield encodeNpyHeader(descrOf(dtype), [plan.steps, ...shape])
  const cells = shape.reduce((product, count) => product * count, 1)
  for await (const { frame } of exportedFrames(plan, signal)) {
    // A new one each time: the receiver may move it to somebody else.
    yield littleEndianBytes(frame?.grid ?? gridWithBytes(dtype, cells).grid.fill(plan.fill ?? 0))
  }
}

async function* gridsBytes(
  grids: Grids,
  [length = 0, ...frame]: readonly number[],
  dtype: Dtype,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield encodeNpyHeader(descrOf(dtype), [length, ...frame])
  let count = 0
  for await (const item of grids) {
    const grid = ArrayBuffer.isView(item) ? item : item?.grid
    checkGrid(`grid ${count}`, grid, dtype, frame)
    if (++count > length) throw wrongCount(`more than ${length}`, length)
    // The caller may fill the same grid again, while the receiver still writes.
    yield littleEndianBytes(grid.slice())
  }
  if (count < length) throw wrongCount(`${count}`, length)
}

function wrongCount(found: string, length: number): FrameStorageError {
  return new FrameStorageError('FRAMES_INVALID_GRID', `there are ${found} grids; the shape says ${length}`)
}

// Not every browser has `ReadableStream.from`. Nothing is read before it is asked for.
function streamOf(pieces: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await pieces.return()
      },
    },
    { highWaterMark: 0 },
  )
}
