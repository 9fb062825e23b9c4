import type { FilmSize } from './film-size.js'
import type { ValueRange } from './paint-cells.js'
import type { Colour } from './paint-options.js'
import type { PlanePlan } from './plane.js'

/** The container of a film. */
export type VideoFormat = 'mp4' | 'webm'

/** All that the worker must know before the first frame: checked, with nothing left to choose but the codec. */
export interface FilmPlan {
  /** What of a grid is painted. */
  readonly plane: PlanePlan
  /** The pixels of the film. */
  readonly size: FilmSize
  /** Frames per second. */
  readonly frameRate: number
  /** The container. */
  readonly format: VideoFormat
  /** Whether the first row is at the bottom. */
  readonly flipY: boolean
  /** The values that get the first and the last colour. */
  readonly range: ValueRange
  /** 256 RGBA colours. */
  readonly colours: Uint8Array | Uint8ClampedArray
  /** The colour of what is no finite number. */
  readonly invalidColour: Colour
  /** The file in the origin's private file system. */
  readonly target?: FilmTarget
  /** Where there is none: whether the page writes to a file; memory where not. */
  readonly relay?: boolean
}

/** A file of the origin's private file system. */
export interface FilmTarget {
  /** The folder of the backend. */
  readonly directory: string
  /** Its name in there. */
  readonly file: string
}

/** A whole film. */
export interface FinishedFilm {
  /** The film: backed by the file, or in memory. */
  readonly file: Blob
  /** How many frames it has. */
  readonly frames: number
  /** The codec, in full: `avc1.42001f`. */
  readonly codec: string
  /** Container and codec: `video/mp4; codecs="avc1.42001f"`. */
  readonly mimeType: string
  /** What may be wrong with it. */
  readonly warning?: string
}
