import { opfsFiles } from '@plimsoll/files/opfs'
import { FrameStorageError } from '../errors.js'
import type { Frame } from '../frame.js'
import { abortable } from './abortable.js'
import { type FilmFile, openFilmFile } from './film-file.js'
import { defaultFile, type RenderVideoOptions } from './film-options.js'
import type { FilmPlan, FinishedFilm, VideoFormat } from './film-plan.js'
import { PicturePainter } from './picture-painter.js'
import { checkFrame } from './plane.js'
import { type FrameQueue, nextFrame } from './send-frames.js'

/** What a container may be filled with, best first. */
const types: Readonly<Record<VideoFormat, readonly string[]>> = {
  mp4: ['video/mp4;codecs=avc1.640028', 'video/mp4;codecs=avc1.42001f', 'video/mp4;codecs=vp9', 'video/mp4'],
  webm: ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'],
}

/** How often the recorder hands over what it has, in milliseconds. */
const pieceMs = 1000

/** Near what the exact way takes; the colours are the data. */
const bitsPerPixel = 0.25
const leastBitsPerSecond = 8_000_000

/** What the last picture is given to reach the recorder, in milliseconds. */
const lastMs = 100

const warning =
  'this browser has no WebCodecs: the film was recorded in real time by MediaRecorder, and frames may be missing or late; render in a current browser, on https or localhost, for an exact one'

/**
 * Films a canvas of the page in real time, for browsers without WebCodecs.
 *
 * MediaRecorder takes pictures by the clock, when it comes to it; there is no way to hand it a frame and its time.
 */
export async function recordVideo(
  plan: FilmPlan,
  frames: FrameQueue,
  options: RenderVideoOptions,
): Promise<FinishedFilm> {
  const type = types[plan.format].find(candidate => MediaRecorder.isTypeSupported(candidate))
  if (type === undefined)
    throw new FrameStorageError(
      'VIDEO_UNSUPPORTED',
      `this browser has no WebCodecs, and its MediaRecorder writes no ${plan.format}; give the other format, or another browser`,
    )
  const painter = new PicturePainter(plan, document.createElement('canvas'))
  const file = await openFile(plan, options)
  try {
    const recording = new Recording(painter.canvas, type, file, plan)
    const painted = await recording.film(frames, painter, options)
    const mimeType = recording.mimeType
    const codec = /codecs="?([^",;]+)/.exec(mimeType)?.[1] ?? ''
    return { file: await file.finish(`video/${plan.format}`), frames: painted, codec, mimeType, warning }
  } catch (error) {
    await file.discard().catch(() => {})
    throw error
  }
}

class Recording {
  readonly #track: CanvasCaptureMediaStreamTrack
  readonly #recorder: MediaRecorder
  readonly #plan: FilmPlan
  readonly #file: FilmFile
  readonly #stopped: Promise<void>
  #written: Promise<unknown> = Promise.resolve()
  // What went wrong meanwhile, and who is waiting to hear of it.
  #failure: { readonly error: unknown } | undefined
  #tell: (error: unknown) => void = () => {}
  #position = 0

  constructor(canvas: HTMLCanvasElement, mimeType: string, file: FilmFile, plan: FilmPlan) {
    const stream = canvas.captureStream(0)
    this.#plan = plan
    this.#file = file
    this.#track = stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack
    const { width, height } = plan.size
    const videoBitsPerSecond = Math.max(leastBitsPerSecond, Math.ceil(width * height * plan.frameRate * bitsPerPixel))
    this.#recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond })
    this.#recorder.ondataavailable = ({ data }) => this.#store(data)
    this.#stopped = new Promise((resolve, reject) => {
      this.#recorder.onstop = () => resolve()
      this.#recorder.onerror = event => reject(failed((event as Event & { error?: unknown }).error))
    })
    this.#stopped.catch(error => this.#fail(error))
  }

  get mimeType(): string {
    return this.#recorder.mimeType
  }

  /** Shows each frame for its time; answers how many. */
  async film(queue: FrameQueue, painter: PicturePainter, options: RenderVideoOptions): Promise<number> {
    const { signal, onProgress } = options
    const { frameRate, plane } = this.#plan
    let painted = 0
    try {
      this.#recorder.start(pieceMs)
      const from = performance.now()
      for (let frame: Frame | undefined = queue.first; frame; frame = await nextFrame(queue.rest, signal)) {
        checkFrame(frame, plane)
        painter.paint(frame.grid)
        this.#track.requestFrame()
        painted += 1
        onProgress?.({ frames: painted, bytes: this.#file.bytes })
        await this.#until(from + (painted * 1000) / frameRate, signal)
      }
      await this.#until(performance.now() + lastMs, signal)
      this.#recorder.stop()
      await abortable(this.#stopped, signal)
      await this.#written
      if (this.#position === 0) throw recordedNothing()
      return painted
    } finally {
      if (this.#recorder.state !== 'inactive') this.#recorder.stop()
      this.#track.stop()
      // A piece that is being written when all is over would bring the file back.
      await this.#written.catch(() => {})
    }
  }

  // Also throws what the recorder or the file reported meanwhile.
  async #until(time: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#failure) throw this.#failure.error
    const wait = new Promise<void>((resolve, reject) => {
      this.#tell = reject
      setTimeout(resolve, Math.max(0, time - performance.now()))
    })
    await abortable(wait, signal)
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#tell(error)
  }

  #store(piece: Blob): void {
    this.#written = this.#written.then(async () => {
      const data = new Uint8Array(await piece.arrayBuffer())
      await this.#file.write({ data, position: this.#position })
      this.#position += data.length
    })
    this.#written.catch(error => this.#fail(error))
  }
}

/** A film of no bytes is none, and no player says why. */
function recordedNothing(): FrameStorageError {
  const text = 'MediaRecorder has recorded nothing: it had no time, or the page is in the background'
  return new FrameStorageError('VIDEO_FAILED', `${text}; render it again, with fewer frames a second`)
}

function failed(cause: unknown): FrameStorageError {
  const text = cause instanceof Error ? cause.message : String(cause)
  return new FrameStorageError('VIDEO_FAILED', `MediaRecorder gave up: ${text}; try the other format`, { cause })
}

async function openFile(plan: FilmPlan, { backend, file = defaultFile(plan.format) }: RenderVideoOptions) {
  const files = backend ?? (plan.target && opfsFiles({ directory: plan.target.directory }))
  return files ? await openFilmFile(files, file) : memoryFile()
}

// Written at its end alone, piece by piece.
function memoryFile(): FilmFile {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    async write({ data }) {
      pieces.push(data)
      bytes += data.length
    },
    finish: async type => new Blob(pieces, { type }),
    discard: async () => {},
  }
}
