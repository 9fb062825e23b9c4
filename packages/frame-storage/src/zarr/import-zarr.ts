import type { ByteSize } from '@plimsoll/bytes'
import { type ImportOptions, importFrames, refuseFileFacts } from '../exchange/import-frames.js'
import type { Dtype } from '../frame.js'
import type { FrameStorage } from '../frame-storage.js'
import { readZarr } from './read-zarr.js'
import type { ZarrReadable } from './zarr-store.js'

/** How {@link importZarr} finds and stores frames; what else {@link @plimsoll/frame-storage!index.FrameStorage.open | FrameStorage.open} takes, too. */
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
   * which case a chunk is decoded more than once. A chunk that is larger, and than a frame, is refused.
   *
   * @defaultValue '256MiB'
   */
  readonly maxBytes?: ByteSize
}

/**
 * Stores a Zarr array, v3 or v2, as a session, a frame for each step along its first axis: (t, y, x) and (t, z, y, x) of any
 * length. zarrita reads it, with blosc, zstd, gzip, lz4, shards and what else it knows.
 *
 * In memory are `maxBytes` at most, four chunks while they are decoded, and four frames. When all are there it is finished; where it fails, a session that
 * was empty before is deleted again.
 *
 * @param store - a store of zarrita's, {@link filesStore}, {@link blobStore}, a `Map`, or your own
 * @returns the storage, open
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `ZARR_NOT_INSTALLED` without zarrita; `ZARR_INVALID_STORE`; `ZARR_NOT_FOUND` where there is no
 * array; `ZARR_UNSUPPORTED` for elements, codecs or a shape that make no frames; `ZARR_DAMAGED` where metadata or a chunk
 * cannot be read, or a chunk's content is far larger than its axes say; as {@link @plimsoll/frame-storage!index.FrameStorage.open | FrameStorage.open}. What the store throws passes through
 */
export async function importZarr(store: ZarrReadable, options: ImportZarrOptions): Promise<FrameStorage<Dtype>> {
  const { path = '', time, maxBytes = '256MiB', signal, onProgress, ...open } = options ?? {}
  refuseFileFacts(open, 'importZarr')
  const stopped = signal ? { signal } : {}
  const zarr = await readZarr(store, { path, maxBytes, ...stopped })
  const { shape, dtype } = zarr.header
  const [length = 0, ...frame] = shape
  const frames = zarr.frames({ ...(time && { time }), ...stopped })
  return importFrames({ ...open, shape: frame, dtype }, frames, length, { signal, onProgress })
}
