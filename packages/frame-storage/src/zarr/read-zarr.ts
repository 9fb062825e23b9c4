import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import type { DataType, Readable, Array as ZarrArray } from 'zarrita'
import { bytesOf } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import { withoutFrames } from '../exchange/import-frames.js'
import type { Dtype, Frame } from '../frame.js'
import { checkTime } from '../options/check-arguments.js'
import { maxFrameBytes } from '../options/check-opening.js'
import { checkObject } from '../options/check-options.js'
import { shown } from '../shown.js'
import { fewAtATime } from './few-at-a-time.js'
import { type FoundArray, findArray } from './find-array.js'
import { cellsInOrder, cellType } from './zarr-cells.js'
import { checkStore, type ZarrReadable } from './zarr-store.js'
import { loadZarrita, translated, type ZarritaModule } from './zarrita.js'

/** How {@link readZarr} finds an array. */
export interface ReadZarrOptions {
  /**
   * Where the array lies in the store, or its group; as for {@link importZarr}.
   *
   * @defaultValue the store's root
   */
  readonly path?: string
  /**
   * How much is read at a time where chunks hold several frames, and the largest chunk; as for {@link importZarr}.
   *
   * @defaultValue '256MiB'
   */
  readonly maxBytes?: ByteSize
  /** Ends the search for the array: the promise rejects with its reason. */
  readonly signal?: AbortSignal
}

/** What a Zarr array says of itself. */
export interface ZarrHeader {
  /** Its axes, slowest first; the first is that of the frames. */
  readonly shape: readonly number[]
  /** The type that its elements have as cells. */
  readonly dtype: Dtype
  /** Where it lies in the store. */
  readonly path: string
}

/** How {@link ZarrFrames.frames} reads. */
export interface ZarrFramesOptions {
  /**
   * The point on the time axis of each frame.
   *
   * @defaultValue what the array of the first axis's name beside it says; the index where there is none
   */
  readonly time?: (index: number) => number
  /** Ends the iteration: it throws the signal's reason. */
  readonly signal?: AbortSignal
}

/** A Zarr array whose metadata was read. */
export interface ZarrFrames {
  /** What it says of itself. */
  readonly header: ZarrHeader
  /**
   * Reads it along its first axis; as often as asked for. Each grid is the caller's own. Of what {@link exportZarr} wrote,
   * frames that were not stored are left out.
   *
   * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `ZARR_DAMAGED`, `ZARR_UNSUPPORTED`
   */
  frames(options?: ZarrFramesOptions): AsyncGenerator<Frame, void, undefined>
}

/**
 * Finds a Zarr array, v3 or v2, and reads its frames as they are asked for: (t, y, x) and (t, z, y, x) of any length.
 *
 * In memory are `maxBytes` at most, and four chunks while they are decoded.
 *
 * @param store - as {@link importZarr} takes it
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} as {@link importZarr} does, but for what storing throws
 */
export async function readZarr(store: ZarrReadable, options: ReadZarrOptions = {}): Promise<ZarrFrames> {
  checkStore(store, 'get')
  checkObject('readZarr', options, ['path', 'maxBytes', 'signal'])
  const { path = '', maxBytes = '256MiB', signal } = options
  if (typeof path !== 'string') {
    throw new FrameStorageError('FRAMES_INVALID_OPTIONS', `path ${shown(path)}; use a text such as 'frames'`)
  }
  const limit = parseBytes(maxBytes)
  const zarrita = await loadZarrita()
  const found = await findArray(zarrita, store as Readable, path, signal)
  const { array } = found
  const why = withoutFrames(array.shape)
  if (why !== undefined) throw new FrameStorageError('ZARR_UNSUPPORTED', `array ${array.path} of ${why}`)
  const [length = 0, ...frame] = array.shape
  const dtype = cellType(array.dtype, array.path)
  const bytesIn = (shape: readonly number[]) => shape.reduce((product, steps) => product * steps, bytesOf(dtype))
  const frameBytes = bytesIn(frame)
  // Both are what metadata say, and would be taken at their word.
  checkBytes(frameBytes, maxFrameBytes, `a frame of array ${array.path}`, 'cut it before')
  checkBytes(
    bytesIn(array.chunks),
    Math.max(limit, frameBytes),
    `a chunk of array ${array.path}`,
    'give a larger maxBytes',
  )
  const steps = Math.max(1, Math.min(array.chunks[0] ?? 1, Math.floor(limit / frameBytes), length))
  return {
    header: { shape: [...array.shape], dtype, path: array.path },
    frames: ({ time, signal: stop } = {}) => framesOf(zarrita, found, { dtype, steps, time, signal: stop }),
  }
}

function checkBytes(bytes: number, most: number, what: string, cure: string): void {
  if (bytes <= most) return
  throw new FrameStorageError('ZARR_UNSUPPORTED', `${what} has ${bytes} bytes, and ${most} are read at a time; ${cure}`)
}

interface Reading {
  readonly dtype: Dtype
  readonly steps: number
  readonly time: ZarrFramesOptions['time'] | undefined
  readonly signal: AbortSignal | undefined
}

async function* framesOf(
  zarrita: ZarritaModule,
  { array, times, ours }: FoundArray,
  { dtype, steps, time, signal }: Reading,
): AsyncGenerator<Frame, void, undefined> {
  const [length = 0, ...frame] = array.shape
  const cells = frame.reduce((product, count) => product * count, 1)
  for (let from = 0; from < length; from += steps) {
    signal?.throwIfAborted()
    const to = Math.min(from + steps, length)
    // Of what this package wrote: nothing of them was.
    const present = Array.from({ length: to - from }, (_, at) => !(ours && Number.isNaN(times?.[from + at])))
    if (!present.includes(true)) continue
    const slab = await readSlab(zarrita, array, from, to, dtype, signal)
    for (let index = from; index < to; index++) {
      if (!present[index - from]) continue
      const at = (index - from) * cells
      const grid = slab.length === cells ? slab : slab.slice(at, at + cells)
      const told = times?.[index]
      const t = time ? time(index) : told !== undefined && Number.isFinite(told) ? told : index
      checkTime(t)
      yield { index, t, grid }
    }
  }
}

async function readSlab(
  zarrita: ZarritaModule,
  array: ZarrArray<DataType, Readable>,
  from: number,
  to: number,
  dtype: Dtype,
  signal: AbortSignal | undefined,
) {
  const selection = [zarrita.slice(from, to), ...array.shape.slice(1).map(() => null)]
  try {
    const options = { createQueue: fewAtATime, ...(signal && { signal }) }
    const chunk = await zarrita.get(array, selection, options)
    return cellsInOrder(chunk, dtype, array.path)
  } catch (error) {
    signal?.throwIfAborted()
    throw translated(zarrita, error, `steps ${from} to ${to - 1} of array ${array.path}`)
  }
}
