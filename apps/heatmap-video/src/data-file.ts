import type { Grid } from '@plimsoll/frame-storage'
import { type ByteSource, readNpy } from '@plimsoll/frame-storage/npy'
import { DataError } from './errors.js'
import { type Job, maxFrameCells, parseJob } from './job.js'

/** Frames that are read one by one, once. */
export interface FrameReader {
  /** In order; each grid is the caller's own. */
  frames(options: {
    readonly signal: AbortSignal
  }): AsyncGenerator<{ readonly index: number; readonly grid: Grid }, void>
  /** Gives back what is open, read or not. */
  cancel(): Promise<void>
}

/** A file whose frames become those of a job. */
export interface DataFile {
  /** The job that they are the frames of. */
  readonly job: Job
  /** Where they come from. */
  readonly reader: FrameReader
}

/**
 * Reads what a `.npy` file says of itself, and nothing of its cells.
 *
 * @param name - stands in lists and messages
 * @param size - bytes of the file; tells it from another of its name
 * @throws `DataError` `DATA_WRONG_SHAPE` for any shape but (t, y, x) and (t, z, y, x); `FrameStorageError` `NPY_…` for what
 * is no such file; `JobError` for frames that are too large
 */
export async function openDataFile(name: string, size: number, source: ByteSource): Promise<DataFile> {
  const npy = await readNpy(source)
  try {
    const reader = {
      frames: (options: { readonly signal: AbortSignal }) => npy.slabs(options),
      cancel: () => npy.cancel(),
    }
    return { job: jobOf(name, size, npy.header.shape), reader }
  } catch (error) {
    await npy.cancel().catch(() => {})
    throw error
  }
}

/**
 * Finds the array in a folder that was dropped or chosen, and reads what it says of itself.
 *
 * @param files - by their paths, the folder's name in front
 * @throws as {@link openDataFile}; `FrameStorageError` `ZARR_…`
 */
export async function openDataFolder(name: string, files: ReadonlyMap<string, Blob>): Promise<DataFile> {
  // Loaded by those alone who bring a folder.
  const { blobStore, readZarr } = await import('@plimsoll/frame-storage/zarr')
  const zarr = await readZarr(blobStore(files), { maxBytes: '64MiB' })
  let size = 0
  for (const file of files.values()) size += file.size
  return { job: jobOf(name, size, zarr.header.shape), reader: { frames: zarr.frames, cancel: async () => {} } }
}

function jobOf(name: string, size: number, shape: readonly number[]): Job {
  if ((shape.length !== 3 && shape.length !== 4) || shape.includes(0))
    throw new DataError(
      'DATA_WRONG_SHAPE',
      `${name} has the shape (${shape.join(', ')}); frames take (t, y, x) or (t, z, y, x), no axis of them empty`,
    )
  const axis = (parameter: string, steps = 1) => ({ parameter, from: 0, to: steps - 1, steps })
  const [t, ...frame] = shape
  const [x, y, z] = frame.reverse()
  const cells = frame.reduce((product, steps) => product * steps, 1)
  if (cells > maxFrameCells)
    throw new DataError('DATA_WRONG_SHAPE', `a frame of ${name} has ${cells} cells; ${maxFrameCells} are the most`)
  return parseJob({
    model: 'data',
    x: axis('x', x),
    y: axis('y', y),
    ...(z !== undefined && { z: axis('z', z) }),
    t: axis('t', t),
    source: `${name.slice(0, 900)} (${size} bytes)`,
  })
}
