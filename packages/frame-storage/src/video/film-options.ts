import type { FileBackend } from '@plimsoll/files'
import { isOpfsFiles } from '@plimsoll/files/opfs'
import type { WorkerPort } from '@plimsoll/workers'
import { FrameStorageError } from '../errors.js'
import type { Frame } from '../frame.js'
import { shown } from '../shown.js'
import { type ColourRange, chooseRange, type RangeSource } from './colour-range.js'
import type { FilmPlan, FilmTarget, VideoFormat } from './film-plan.js'
import { type FilmSize, filmSize } from './film-size.js'
import { type Colour, checkColours, checkNames, defaultInvalidColour, refuse } from './paint-options.js'
import { planPlane, type VolumeProjection, type VolumeSlice } from './plane.js'

/** What has frames to render; `FrameStorage` is one, so may yours be. */
export interface FrameSource extends RangeSource {
  /** Rows and columns of all frames, or the three axes of volumes. */
  readonly shape: readonly number[]
  /** Reads all frames, in order. The film takes their buffers over. */
  getAllFrames(): AsyncIterable<Frame>
}

/** How far a film is. */
export interface VideoProgress {
  /** Frames encoded. */
  readonly frames: number
  /** Bytes in the file so far: the film's beginning, which plays as it is. In memory they are what was encoded. */
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
   * The values that get the first and the last colour: two numbers, or `'global'`, the range of all frames, or `'robust'`,
   * the same without the outliers.
   *
   * @defaultValue `'global'`, which takes a source
   */
  readonly range?: ColourRange
  /**
   * Rows and columns of a frame, or the three axes of a volume; needed where the frames are an iterable.
   *
   * @defaultValue the source's
   */
  readonly shape?: readonly number[]
  /** The plane of each volume to show; either this or `project` for frames of three axes. */
  readonly slice?: VolumeSlice
  /** How to see through each volume; either this or `slice` for frames of three axes. */
  readonly project?: VolumeProjection
  /**
   * Frames per second, from 0.001 to 1000, whole or not: `24_000 / 1001`, 0.5, 120.
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
   * Where that file lies. It grows while the film is made, second by second, and what is in it plays.
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
  checkNames('renderVideo', options, names)
  const {
    colours,
    invalidColour = defaultInvalidColour,
    frameRate = 25,
    scale,
    flipY = false,
    format = 'mp4',
  } = options
  const shape = options.shape ?? source?.shape
  const plane = planPlane({ ...options, ...(shape && { shape }) })
  checkColours(colours, invalidColour)
  if (!(Number.isFinite(frameRate) && frameRate >= slowest && frameRate <= fastest))
    refuse(`frameRate is ${shown(frameRate)}; give frames per second, ${slowest} to ${fastest}`)
  if (scale !== undefined && !(Number.isSafeInteger(scale) && scale > 0))
    refuse(`scale is ${shown(scale)}; give whole pixels per cell, 1 or more`)
  if (format !== 'mp4' && format !== 'webm') refuse(`format is ${shown(format)}; give "mp4" or "webm"`)
  const { file = defaultFile(format) } = options
  if (typeof file !== 'string' || file === '') refuse(`file is ${shown(file)}; give the name of a file of the backend`)
  const range = chooseRange(options.range, source)
  const target = filmTarget(file, options.backend)
  const size = filmSize(plane.rows, plane.columns, scale)
  checkPixels(size)
  const plan = { plane, size, frameRate, format, flipY, range, colours, invalidColour }
  return target ? { ...plan, target } : { ...plan, relay: options.backend !== undefined }
}

// What the highest levels of H.264 (6.2), VP9 (6.2) and AV1 (6.3) have. Browsers take more, and may die of it.
const mostPixels = 35_651_584
const longestSide = 16_384

function checkPixels({ width, height, scale }: FilmSize): void {
  if (width * height <= mostPixels && Math.max(width, height) <= longestSide) return
  const message = `a film of ${width} × ${height} pixels (scale ${scale}); films have up to ${mostPixels} pixels, ${longestSide} along a side: give a smaller scale`
  throw new FrameStorageError('VIDEO_UNSUPPORTED', message)
}

// A WebM counts milliseconds; an MP4's frame lasts at most 2^32 units of its scale, which may be a millionth of a second.
const slowest = 0.001
const fastest = 1000

const names = [
  'colours',
  'invalidColour',
  'range',
  'shape',
  'slice',
  'project',
  'frameRate',
  'scale',
  'flipY',
  'format',
  'file',
  'backend',
  'signal',
  'onProgress',
  'worker',
] satisfies Array<keyof RenderVideoOptions>

function filmTarget(file: string, backend: FileBackend | undefined): FilmTarget | undefined {
  if (backend) return isOpfsFiles(backend) ? { directory: backend.directory, file } : undefined
  const hasFiles = typeof navigator === 'object' && typeof navigator.storage?.getDirectory === 'function'
  return hasFiles ? { directory: defaultDirectory, file } : undefined
}
