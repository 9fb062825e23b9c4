import type { FileBackend } from '@plimsoll/files'
import { isOpfsFiles } from '@plimsoll/files/opfs'
import type { WorkerPort } from '@plimsoll/workers'
import type { Frame } from '../frame.js'
import { shown } from '../shown.js'
import type { FilmPlan, FilmTarget, VideoFormat } from './film-plan.js'
import { filmSize } from './film-size.js'
import type { ValueRange } from './paint-cells.js'
import { type Colour, checkColours, checkGridShape, checkRange, defaultInvalidColour, refuse } from './paint-options.js'

/** What has frames to render; `FrameStorage` is one, so may yours be. */
export interface FrameSource {
  /** Rows and columns of all frames. */
  readonly shape: readonly number[]
  /** Reads all frames, in order. The film takes their buffers over. */
  getAllFrames(): AsyncIterable<Frame>
  /** The range over all frames. */
  computeGlobalRange(): ValueRange
}

/** How far a film is. */
export interface VideoProgress {
  /** Frames encoded. */
  readonly frames: number
  /** Bytes written so far. */
  readonly bytes: number
}

/** How `renderVideo` renders. */
export interface RenderVideoOptions {
  /** 256 colours, four bytes each: red, green, blue, alpha. */
  readonly colours: Uint8Array | Uint8ClampedArray
  /**
   * The colour of NaN and the infinities.
   *
   * @defaultValue `[128, 128, 128, 255]`, a grey
   */
  readonly invalidColour?: Colour
  /**
   * The values that get the first and the last colour.
   *
   * @defaultValue `computeGlobalRange()` of the source
   */
  readonly range?: ValueRange
  /**
   * Rows and columns of a frame; needed where the frames are an iterable.
   *
   * @defaultValue the source's
   */
  readonly shape?: readonly number[]
  /**
   * Frames per second, any number above 0.
   *
   * @defaultValue `25`
   */
  readonly frameRate?: number
  /**
   * Whole pixels per cell.
   *
   * @defaultValue the smallest that makes the short side 480 pixels or more
   */
  readonly scale?: number
  /**
   * Puts the first row at the bottom, as a y axis runs.
   *
   * @defaultValue `false`
   */
  readonly flipY?: boolean
  /**
   * The container.
   *
   * @defaultValue `'mp4'`
   */
  readonly format?: VideoFormat
  /**
   * The file of the backend that gets the film; what it held before is lost.
   *
   * @defaultValue `'film.mp4'` or `'film.webm'`
   */
  readonly file?: string
  /**
   * Where that file lies. A worker writes to `opfsFiles` frame by frame; for any other backend the film is made in memory
   * and stored when it is whole.
   *
   * @defaultValue the folder `plimsoll-films` of the origin's private file system; memory where there is none
   */
  readonly backend?: FileBackend
  /** Ends the rendering; what was written is removed. */
  readonly signal?: AbortSignal
  /** Called after each frame. */
  readonly onProgress?: (progress: VideoProgress) => void
  /**
   * Starts the worker, for bundlers and content policies that need their own way to it.
   *
   * @defaultValue `frame-storage.video.worker.js` beside this module
   */
  readonly worker?: () => WorkerPort
}

/** Where a film without a backend lies. */
const defaultDirectory = 'plimsoll-films'

/** The name of a film that was given none. */
export function defaultFile(format: VideoFormat): string {
  return `film.${format}`
}

/** Checks all options together and answers what the worker must know, the range of the source included. */
export function planFilm(source: FrameSource | undefined, options: RenderVideoOptions): FilmPlan {
  const {
    colours,
    invalidColour = defaultInvalidColour,
    frameRate = 25,
    scale,
    flipY = false,
    format = 'mp4',
  } = options
  const [rows, columns] = checkGridShape(options.shape ?? source?.shape)
  checkColours(colours, invalidColour)
  if (!(Number.isFinite(frameRate) && frameRate > 0))
    refuse(`frameRate is ${shown(frameRate)}; give frames per second, above 0`)
  if (scale !== undefined && !(Number.isSafeInteger(scale) && scale > 0))
    refuse(`scale is ${shown(scale)}; give whole pixels per cell, 1 or more`)
  if (format !== 'mp4' && format !== 'webm') refuse(`format is ${shown(format)}; give "mp4" or "webm"`)
  const { file = defaultFile(format) } = options
  if (typeof file !== 'string' || file === '') refuse(`file is ${shown(file)}; give the name of a file of the backend`)
  const range = options.range ?? source?.computeGlobalRange()
  checkRange(range)
  const { min, max } = range as ValueRange
  const target = filmTarget(file, options.backend)
  const size = filmSize(rows, columns, scale)
  const plan = { rows, columns, size, frameRate, format, flipY, range: { min, max }, colours, invalidColour }
  return target ? { ...plan, target } : plan
}

function filmTarget(file: string, backend: FileBackend | undefined): FilmTarget | undefined {
  if (backend) return isOpfsFiles(backend) ? { directory: backend.directory, file } : undefined
  const hasFiles = typeof navigator === 'object' && typeof navigator.storage?.getDirectory === 'function'
  return hasFiles ? { directory: defaultDirectory, file } : undefined
}
