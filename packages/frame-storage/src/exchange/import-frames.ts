import { FrameStorageError } from '../errors.js'
import type { Dtype, Frame, GridOf } from '../frame.js'
import { FrameStorage } from '../frame-storage.js'
import type { OpenFrameStorageOptions } from '../options.js'

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

/** How many frames are being stored at a time, while the next one is read. */
const maxOnTheirWay = 2

/**
 * Opens a session and stores frames as they come.
 *
 * @param options - what {@link @plimsoll/frame-storage!index.FrameStorage.open | FrameStorage.open} takes; it refuses what it does not know
 * @param frames - the grids are taken over
 * @returns the storage, open
 */
export async function importFrames<D extends Dtype>(
  options: OpenFrameStorageOptions<D>,
  frames: AsyncIterable<Frame<GridOf[D]>>,
  of: number,
  { signal, onProgress }: Pick<ImportOptions, 'signal' | 'onProgress'>,
): Promise<FrameStorage<D>> {
  signal?.throwIfAborted()
  const storage = await FrameStorage.open<D>(options)
  const wasEmpty = storage.count === 0
  // A call that failed stays in the set, so that whoever waits next hears of it.
  const onTheirWay = new Set<Promise<void>>()
  let stored = 0
  const store = async ({ index, t, grid }: Frame<GridOf[D]>) => {
    await storage.storeFrame(index, grid, t, { transfer: true })
    stored += 1
    onProgress?.({ frames: stored, of })
  }
  try {
    for await (const frame of frames) {
      signal?.throwIfAborted()
      const storing: Promise<void> = store(frame).then(() => void onTheirWay.delete(storing))
      storing.catch(() => {})
      onTheirWay.add(storing)
      while (onTheirWay.size >= maxOnTheirWay) await Promise.race(onTheirWay)
    }
    await Promise.all(onTheirWay)
    signal?.throwIfAborted()
    return storage
  } catch (error) {
    await Promise.allSettled(onTheirWay)
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
