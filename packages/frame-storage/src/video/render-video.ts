import { FilesError } from '@plimsoll/files'
import { startWorker } from '@plimsoll/workers'
import { FrameStorageError } from '../errors.js'
import type { Frame } from '../frame.js'
import { startVideoWorker } from '../start-video-worker.js'
import { abortable } from './abortable.js'
import { type FileWrite, type FilmFile, openFilmFile } from './film-file.js'
import { defaultFile, type FrameSource, planFilm, type RenderVideoOptions } from './film-options.js'
import type { FilmPlan, FilmTarget, FinishedFilm } from './film-plan.js'
import type { ValueRange } from './paint-cells.js'
import { type FrameQueue, sendFrames } from './send-frames.js'
import type { VideoWorkerApi } from './video-worker-api.js'

/** A rendered film. */
export interface RenderedVideo {
  /** The film, to play or download; backed by the file where it lies in one, and readable until that file changes. */
  readonly file: Blob
  /** How many frames it has. */
  readonly frames: number
  /** How long it plays: frames / frame rate. */
  readonly durationSeconds: number
  /** Pixels per row. */
  readonly width: number
  /** Rows of pixels. */
  readonly height: number
  /** The codec, in full: `'avc1.42001f'`. */
  readonly codec: string
  /** Container and codec, for `canPlayType`: `'video/mp4; codecs="avc1.42001f"'`. */
  readonly mimeType: string
  /**
   * That frames may be missing, or shown late: there was no WebCodecs, and so `MediaRecorder` filmed a canvas in real
   * time. Not there where the film is exact.
   */
  readonly warning?: string
}

/**
 * Renders frames as a film, in a worker: frame i is shown at i / frameRate, none is lost or doubled.
 *
 * At most two frames are on their way to the encoder at a time, besides what the source reads ahead (one frame, where it is a
 * storage), and the film goes to a file as it grows, so memory does not depend on the number of frames. Of a
 * {@link FrameSource} the buffers are moved to the worker; of an iterable they are copied.
 *
 * If it fails or is aborted, encoder, worker and file are gone when the promise rejects.
 *
 * Where there is no WebCodecs, the page itself films a canvas with `MediaRecorder`, in real time and without a promise about
 * single frames; the film then carries a `warning`.
 *
 * @param frames - what holds the frames
 * @param options - colours, and what else there is to say
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `VIDEO_INVALID_OPTIONS`, before anything starts; `VIDEO_UNSUPPORTED` where the
 * browser cannot write such a film; `VIDEO_EMPTY` where there is no frame; `FRAMES_INVALID_GRID` for a grid that does not
 * fit the shape; `VIDEO_FAILED` where the encoder gave up. Errors of files, workers and the source pass through.
 *
 * @example
 * ```ts
 * const { file } = await renderVideo(storage, { colours, frameRate: 25 })
 * video.src = URL.createObjectURL(file)
 * ```
 */
export async function renderVideo(frames: FrameSource, options: RenderVideoOptions): Promise<RenderedVideo>
/**
 * Renders an iterable of frames, which says nothing about itself.
 *
 * @param frames - frames in order; their grids stay the caller's
 * @param options - as above, with `shape` and `range`
 */
export async function renderVideo(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  options: RenderVideoOptions & { readonly shape: readonly number[]; readonly range: ValueRange },
): Promise<RenderedVideo>
export async function renderVideo(
  frames: FrameSource | AsyncIterable<Frame> | Iterable<Frame>,
  options: RenderVideoOptions,
): Promise<RenderedVideo> {
  const source = 'getAllFrames' in frames ? frames : undefined
  const plan = planFilm(source, options)
  const render = chooseRenderer()
  options.signal?.throwIfAborted()
  const rest = iterate(source ? source.getAllFrames() : (frames as AsyncIterable<Frame> | Iterable<Frame>))
  try {
    const first = await abortable(Promise.resolve(rest.next()), options.signal)
    if (first.done) throw new FrameStorageError('VIDEO_EMPTY', 'there is no frame to render; store one first')
    const film = await render(plan, { first: first.value, rest, owned: source !== undefined }, options)
    const { width, height } = plan.size
    return { ...film, durationSeconds: film.frames / plan.frameRate, width, height }
  } catch (error) {
    // Not awaited: a source that hangs must not hold up an aborted film.
    void Promise.resolve(rest.return?.()).catch(() => {})
    throw error
  }
}

function chooseRenderer(): typeof renderInWorker {
  if (typeof Worker === 'function' && typeof VideoEncoder === 'function') return renderInWorker
  // Loaded where it is needed, which is in few browsers by now.
  const films = typeof document === 'object' && typeof MediaRecorder === 'function'
  if (films && typeof HTMLCanvasElement.prototype.captureStream === 'function')
    return async (...args) => (await import('./record-video.js')).recordVideo(...args)
  throw new FrameStorageError(
    'VIDEO_UNSUPPORTED',
    'there is neither WebCodecs nor MediaRecorder here: render in a page of a current browser, on https or localhost; or write the frames as .npy (`@plimsoll/frame-storage/npy`), for tools that make films, or as pictures: paintFrame works everywhere',
  )
}

async function renderInWorker(plan: FilmPlan, frames: FrameQueue, options: RenderVideoOptions): Promise<FinishedFilm> {
  const { signal, backend, file = defaultFile(plan.format), worker = startVideoWorker } = options
  const stop = signal ? { signal } : {}
  const errors = [FrameStorageError, FilesError]
  const client = startWorker<VideoWorkerApi>(worker, { name: 'plimsoll-film', errors })
  let target: FilmTarget | undefined
  // A file that the worker cannot reach: it hands over what to write, piece by piece.
  let own: FilmFile | undefined
  const store = async (writes: readonly FileWrite[] = []) => {
    for (const step of writes) await own?.write(step)
  }
  try {
    await client.call('start', [plan], stop)
    target = plan.target
    if (plan.relay && backend) own = await openFilmFile(backend, file)
    await sendFrames(client, plan, frames, options, store)
    const { writes, bytes: _, ...film } = await client.call('finish', [], stop)
    await store(writes)
    return own ? { ...film, file: await own.finish(`video/${plan.format}`) } : film
  } catch (error) {
    // The worker closes its file and removes it. One that died is replaced for this.
    await client.call('discard', target ? [target] : []).catch(() => {})
    await own?.discard().catch(() => {})
    throw error
  } finally {
    await client.terminate()
  }
}

function iterate(frames: AsyncIterable<Frame> | Iterable<Frame>): FrameQueue['rest'] {
  return Symbol.asyncIterator in frames ? frames[Symbol.asyncIterator]() : frames[Symbol.iterator]()
}
