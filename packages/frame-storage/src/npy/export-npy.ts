import { type FileBackend, platformFiles } from '@plimsoll/files'
import type { ExchangeProgress } from '../exchange/import-frames.js'
import { type ExportRange, planExport, type StoredFrames } from '../exchange/stored-frames.js'
import { checkBackend, checkObject } from '../options/check-options.js'
import { storageBytes } from './write-npy.js'

/** Where {@link exportNpy} writes, and which frames. */
export interface ExportNpyOptions extends ExportRange {
  /**
   * Where the file lies, as a value of `@plimsoll/files`.
   *
   * @defaultValue `platformFiles({ directory: 'plimsoll-exports' })`
   */
  readonly backend?: FileBackend
  /**
   * Its name; what was there is replaced.
   *
   * @defaultValue 'frames.npy'
   */
  readonly file?: string
  /** Ends the export: the promise rejects with its reason, and the half file is removed. */
  readonly signal?: AbortSignal
  /** Is called after each frame. */
  readonly onProgress?: (progress: ExchangeProgress) => void
}

/** A file that was written. */
export interface ExportedNpy {
  /** The file, on disk where the platform can do that; good until it is replaced. */
  readonly file: Blob
  /** Its length in bytes. */
  readonly bytes: number
  /** Frames in it, those that were filled included. */
  readonly frames: number
}

const names = ['backend', 'file', 'from', 'to', 'fill', 'signal', 'onProgress']

/**
 * Writes a session as one `.npy` file of shape (frames, …), as `np.save` does. The times of frames are not in it.
 *
 * Two frames are in memory at most.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_INVALID_OPTIONS`, `FRAMES_INVALID_RANGE`; `FRAMES_MISSING` where a frame of whole
 * numbers is missing and `fill` was not given; `FilesError` `FILES_FULL` where there is no room. The half file is removed;
 * a former one stays where not even the first frame can be read
 */
export async function exportNpy(storage: StoredFrames, options: ExportNpyOptions = {}): Promise<ExportedNpy> {
  checkObject('exportNpy', options, names)
  const { backend = platformFiles({ directory: 'plimsoll-exports' }), file: name = 'frames.npy' } = options
  const { signal, onProgress } = options
  checkBackend(backend)
  const plan = planExport(storage, options)
  signal?.throwIfAborted()
  const pieces = storageBytes(plan, signal)
  // The header and the first frame: what cannot be read leaves the file of a former export as it is.
  const first = [await pieces.next(), await pieces.next()].flatMap(({ value }) => value ?? [])
  const file = await backend.open(name, { create: true }).catch(async (error: unknown) => {
    await pieces.return()
    throw error
  })
  let bytes = 0
  try {
    await file.truncate(0)
    let frames = -1 // the header comes first
    for await (const piece of afterFirst(first, pieces)) {
      await file.writeAt(piece, bytes)
      bytes += piece.length
      if (++frames > 0) onProgress?.({ frames, of: plan.steps })
    }
    await file.flush()
    await file.close()
  } catch (error) {
    await pieces.return()
    await file.close().catch(() => {})
    await backend.remove(name).catch(() => {})
    throw error
  }
  return { file: await backend.blob(name, 'application/octet-stream'), bytes, frames: plan.steps }
}

async function* afterFirst(first: Uint8Array[], rest: AsyncGenerator<Uint8Array, void, undefined>) {
  // Let go one by one: they are as large as a frame.
  for (let piece = first.shift(); piece; piece = first.shift()) yield piece
  yield* rest
}
