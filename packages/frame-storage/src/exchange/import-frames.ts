import { BoundedCalls } from '../bounded-calls.js'
import { FrameStorageError } from '../errors.js'
import type { Dtype, Frame, GridOf } from '../frame.js'
import { FrameStorage } from '../frame-storage.js'
import type { OpenFrameStorageOptions } from '../options/opening-options.js'

/** How far an import or export has come. */
export interface ExchangeProgress {
  /** Frames that are done. */
  readonly frames: number
  /** Frames there will be. */
  readonly of: number
}

/** How frames come into a session; shape and type are the file's. */
export interface ImportOptions extends Omit<OpenFrameStorageOptions<Dtype>, 'shape' | 'dtype'> {
  /** Ends the import: the promise rejects with its reason. */
  readonly signal?: AbortSignal
  /** Is called after each frame. */
  readonly onProgress?: (progress: ExchangeProgress) => void
}

/** Who looks on while frames come in; both may be missing. */
export interface ImportWatch {
  /** Ends the import. */
  readonly signal: AbortSignal | undefined
  /** Is called after each frame. */
  readonly onProgress: ImportOptions['onProgress'] | undefined
}

/** How many frames are being stored at a time, while the next one is read. */
const storedAtATime = 2

/**
 * Opens a session and stores frames as they come; when all are there, it is finished.
 *
 * @param options - what {@link @plimsoll/frame-storage!index.FrameStorage.open | FrameStorage.open} takes; it refuses what it does not know
 * @param frames - the grids are taken over
 * @returns the storage, open
 */
export async function importFrames<D extends Dtype>(
  options: OpenFrameStorageOptions<D>,
  frames: AsyncIterable<Frame<GridOf[D]>>,
  of: number,
  { signal, onProgress }: ImportWatch,
): Promise<FrameStorage<D>> {
  signal?.throwIfAborted()
  const storage = await FrameStorage.open<D>(options)
  const wasEmpty = storage.count === 0
  const storing = new BoundedCalls(storedAtATime)
  let stored = 0
  const store = async ({ index, t, grid }: Frame<GridOf[D]>) => {
    await storage.storeFrame(index, grid, t, { transfer: true })
    stored += 1
    onProgress?.({ frames: stored, of })
  }
  try {
    for await (const frame of frames) {
      signal?.throwIfAborted()
      await storing.add(store(frame))
    }
    await storing.all()
    signal?.throwIfAborted()
    // Where the caller said how many are to come, the session says so itself when all are there.
    if (options.frames === undefined) await storage.finish()
    return storage
  } catch (error) {
    await storing.settled()
    await storage.close().catch(() => {})
    // Half an array looks like a whole one to whoever opens it next.
    if (wasEmpty) await FrameStorage.delete(storage.session, placeOf(options)).catch(() => {})
    throw error
  }
}

function placeOf({ backend, lockTimeoutMs }: Pick<OpenFrameStorageOptions, 'backend' | 'lockTimeoutMs'>) {
  return { ...(backend && { backend }), ...(lockTimeoutMs !== undefined && { lockTimeoutMs }) }
}

/** Refuses options that the file's own words would be at odds with. */
export function refuseFileFacts(options: object, call: string): void {
  for (const name of ['shape', 'dtype']) {
    if (!(name in options)) continue
    const message = `${call} takes no ${name}: it is what the file says; leave it out`
    throw new FrameStorageError('FRAMES_INVALID_OPTIONS', message)
  }
}

/** Says why an array has no frames; `undefined` for one that has. */
export function withoutFrames(shape: readonly number[]): string | undefined {
  if (shape.length > 1 && !shape.includes(0)) return undefined
  return `shape (${shape.join(', ')}) has no frames; use (t, y, x) or (t, z, y, x), no axis of them empty`
}
