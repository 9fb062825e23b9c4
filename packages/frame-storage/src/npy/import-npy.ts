import { FrameStorageError } from '../errors.js'
import { type ImportOptions, importFrames, refuseFileFacts, withoutFrames } from '../exchange/import-frames.js'
import type { Dtype, Frame } from '../frame.js'
import type { FrameStorage } from '../frame-storage.js'
import { checkTime } from '../options/check-arguments.js'
import type { ByteSource } from './bytes-reader.js'
import { type NpyFile, readNpy } from './read-npy.js'

/** How {@link importNpy} stores frames; what else {@link @plimsoll/frame-storage!index.FrameStorage.open | FrameStorage.open} takes, too. */
export interface ImportNpyOptions extends ImportOptions {
  /**
   * The point on the time axis of each frame.
   *
   * @defaultValue the index
   */
  readonly time?: (index: number) => number
}

/**
 * Stores a `.npy` file as a session, a frame for each step along its first axis: (t, y, x) and (t, z, y, x) of any length.
 *
 * Four frames are in memory at most. When all are there it is finished; where it fails, a session that was empty before is deleted again.
 *
 * @param source - as {@link readNpy} takes it
 * @returns the storage, open
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} as {@link readNpy} and {@link @plimsoll/frame-storage!index.FrameStorage.open | FrameStorage.open} do; `NPY_UNSUPPORTED` for arrays without
 * frames: fewer than two axes, or an empty one. What a source with a known size shows is checked before the session is made
 */
export async function importNpy(source: ByteSource, options: ImportNpyOptions): Promise<FrameStorage<Dtype>> {
  const { time, signal, onProgress, ...open } = options ?? {}
  refuseFileFacts(open, 'importNpy')
  const npy = await readNpy(source)
  try {
    const { shape, dtype } = npy.header
    const why = withoutFrames(shape)
    if (why !== undefined) throw new FrameStorageError('NPY_UNSUPPORTED', why)
    const [length = 0, ...frame] = shape
    const frames = framesOf(npy, time, signal)
    return await importFrames({ ...open, shape: frame, dtype }, frames, length, { signal, onProgress })
  } finally {
    await npy.cancel().catch(() => {})
  }
}

async function* framesOf(
  npy: NpyFile,
  time: ImportNpyOptions['time'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame, void, undefined> {
  for await (const { index, grid } of npy.slabs(signal ? { signal } : {})) {
    const t = time ? time(index) : index
    checkTime(t)
    yield { index, t, grid }
  }
}
