import type { WorkerClient } from '@plimsoll/workers'
import { BoundedCalls } from '../bounded-calls.js'
import type { Frame, Grid } from '../frame.js'
import { abortable } from './abortable.js'
import type { FileWrite } from './film-file.js'
import type { RenderVideoOptions } from './film-options.js'
import type { FilmPlan } from './film-plan.js'
import { checkFrame } from './plane.js'
import type { VideoWorkerApi } from './video-worker-api.js'

/** How many frames are read or encoded at a time. */
const sentAtATime = 2

/** Frames, the first of which was read already. */
export interface FrameQueue {
  /** The first frame. */
  readonly first: Frame
  /** The others. */
  readonly rest: AsyncIterator<Frame> | Iterator<Frame>
  /** Whether their buffers may move to the worker. */
  readonly owned: boolean
}

/** Sends all frames to the worker, never more than two at a time, and waits until all are encoded. */
export async function sendFrames(
  client: WorkerClient<VideoWorkerApi>,
  { plane }: FilmPlan,
  { first, rest, owned }: FrameQueue,
  { signal, onProgress }: Pick<RenderVideoOptions, 'signal' | 'onProgress'>,
  store: (writes: readonly FileWrite[]) => Promise<void>,
): Promise<void> {
  const stop = signal ? { signal } : {}
  const sending = new BoundedCalls(sentAtATime)
  let encoded = 0
  const send = async (grid: Grid): Promise<void> => {
    const sent = owned && isWhole(grid) ? grid : grid.slice()
    const { bytes, writes } = await client.call('frame', [sent], { ...stop, transfer: [sent.buffer as ArrayBuffer] })
    if (writes) await store(writes)
    encoded += 1
    onProgress?.({ frames: encoded, bytes })
  }
  try {
    for (let frame: Frame | undefined = first; frame; frame = await nextFrame(rest, signal)) {
      checkFrame(frame, plane)
      await sending.add(send(frame.grid))
    }
    await sending.all()
  } finally {
    // Whoever discards the film must not have a piece of it written afterwards.
    await sending.settled()
  }
}

/** The next frame, or nothing after the last; does not wait for a source that hangs once the signal is aborted. */
export async function nextFrame(
  frames: FrameQueue['rest'],
  signal: AbortSignal | undefined,
): Promise<Frame | undefined> {
  const step = await abortable(Promise.resolve(frames.next()), signal)
  return step.done ? undefined : step.value
}

// A view of a part must not take its buffer along, moved or copied; shared memory does not move, nor is it copied.
function isWhole({ buffer, byteLength }: Grid): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
}
