import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import type { DataType, Readable, Array as ZarrArray } from 'zarrita'
import { checkTime } from '../arguments.js'
import { bytesOf } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import { type ImportOptions, importFrames, refuseFileFacts } from '../exchange/import-frames.js'
import type { Dtype, Frame } from '../frame.js'
import type { FrameStorage } from '../frame-storage.js'
import { shown } from '../shown.js'
import { fewAtATime } from './few-at-a-time.js'
import { type FoundArray, findArray } from './find-array.js'
import { cellsInOrder, cellType } from './zarr-cells.js'
import { checkStore, type ZarrReadable } from './zarr-store.js'
import { loadZarrita, translated, type ZarritaModule } from './zarrita.js'

/** How {@link importZarr} finds and stores frames; what else {@link FrameStorage.open} takes, too. */
export interface ImportZarrOptions extends ImportOptions {
  /**
   * Where the array lies in the store, such as `'weather/temperature'`; or its group, where {@link exportZarr} wrote that, or
   * where it says which arrays it has and one alone has frames.
   *
   * @defaultValue the store's root
   */
  readonly path?: string
  /**
   * The point on the time axis of each frame.
   *
   * @defaultValue what the array of the first axis's name beside it says; the index where there is none
   */
  readonly time?: (index: number) => number
  /**
   * How much is read at a time where chunks hold several frames: all frames of a chunk, or as many as this allows, in
   * which case a chunk is decoded more than once.
   *
   * @defaultValue '256MiB'
   */
  readonly maxBytes?: ByteSize
}

/**
 * Stores a Zarr array, v3 or v2, as a session, a frame for each step along its first axis: (t, y, x) and (t, z, y, x) of any
 * length. zarrita reads it, with blosc, zstd, gzip, lz4, shards and what else it knows.
 *
 * In memory are `maxBytes` at most, four chunks while they are decoded, and four frames. Where it fails, a session that
 * was empty before is deleted again.
 *
 * @param store - a store of zarrita's, {@link filesStore}, {@link blobStore}, a `Map`, or your own
 * @returns the storage, open
 * @throws {@link FrameStorageError} `ZARR_NOT_INSTALLED` without zarrita; `ZARR_INVALID_STORE`; `ZARR_NOT_FOUND` where there is no
 * array; `ZARR_UNSUPPORTED` for elements, codecs or a shape that make no frames; `ZARR_DAMAGED` where metadata or a chunk
 * cannot be read; as {@link FrameStorage.open}. What the store throws passes through
 */
export async function importZarr(store: ZarrReadable, options: ImportZarrOptions): Promise<FrameStorage<Dtype>> {
  checkStore(store, 'get')
  const { path = '', time, maxBytes = '256MiB', signal, onProgress, ...open } = options ?? {}
  refuseFileFacts(open, 'importZarr')
  if (typeof path !== 'string') {
    throw new FrameStorageError('FRAMES_INVALID_OPTIONS', `path ${shown(path)}; use a text such as 'frames'`)
  }
  const limit = parseBytes(maxBytes)
  const zarrita = await loadZarrita()
  const found = await findArray(zarrita, store as Readable, path, signal)
  const { array } = found
  const [length = 0, ...frame] = array.shape
  if (frame.length === 0 || array.shape.includes(0)) {
    const shape = array.shape.join(', ')
    const message = `array ${array.path} of shape (${shape}) has no frames; use (t, y, x) or (t, z, y, x), no axis of them empty`
    throw new FrameStorageError('ZARR_UNSUPPORTED', message)
  }
  const dtype = cellType(array.dtype, array.path)
  const frameBytes = frame.reduce((product, steps) => product * steps, bytesOf(dtype))
  const steps = Math.max(1, Math.min(array.chunks[0] ?? 1, Math.floor(limit / frameBytes), length))
  const frames = framesOf(zarrita, found, { dtype, steps, time, signal })
  const stop = signal ? { signal } : {}
  const progress = onProgress ? { onProgress } : {}
  return importFrames({ ...open, shape: frame, dtype }, frames, length, { ...stop, ...progress })
}

interface Reading {
  readonly dtype: Dtype
  readonly steps: number
  readonly time: ImportZarrOptions['time'] | undefined
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
