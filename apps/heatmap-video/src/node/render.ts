import type { RangeChoice } from '../colour-range.js'
import type { ColourName } from '../colours.js'
import type { FrameReader } from '../data-file.js'
import type { Job } from '../job.js'
import type { BudgetFigures } from '../job-budget.js'
import type { View } from '../view.js'
import type { MemoryPeak } from './memory-peak.js'

/** What both ways, film and PNG files, are told. */
export interface RenderOptions {
  /** Colour map. */
  readonly colours: ColourName
  /** Opens the file that the frames come from, where no model computes them. */
  readonly openFile?: (() => Promise<FrameReader>) | undefined
  /** Which values have the first and the last colour. */
  readonly range: RangeChoice
  /** What of a volume is drawn. */
  readonly view: View
  /** Frames per second of a film. */
  readonly fps: number
  /** Pixels per cell. */
  readonly scale: number | undefined
  /** How many workers; one per core where undefined. */
  readonly workers: number | undefined
  /** The line, in bytes; (workers + 2) frames + 16 MiB where undefined, or what is needed where that is more. */
  readonly maxMemory: number | undefined
  /** Where the frames of the sweep are kept; a folder of the command's own where undefined, deleted when done. */
  readonly session: string | undefined
  /** Stops. */
  readonly signal: AbortSignal
  /** Told in a line what the user should know of. */
  readonly onNote: (text: string) => void
  /** Told how far it is, often. */
  readonly onProgress: (progress: RenderProgress) => void
}

/** How far it is. */
export interface RenderProgress {
  /** Which part of the work. */
  readonly phase: 'sweep' | 'render'
  readonly cells: number
  readonly cellsTotal: number
  readonly frames: number
  readonly framesTotal: number
  readonly cellsPerSecond: number
  readonly etaSeconds: number
}

/** What came of it. */
export interface RenderReport {
  /** The job as it was done. */
  readonly job: Job
  /** Frames of the job. */
  readonly frames: number
  /** Cells of the job. */
  readonly cells: number
  /** Cells that this call simulated; the rest was there. */
  readonly cellsSimulated: number
  /** Seconds of the simulation in this call. */
  readonly sweepSeconds: number
  /** Simulated cells by those seconds. */
  readonly cellsPerSecond: number
  /** Seconds in all. */
  readonly seconds: number
  /** The values with the first and the last colour; null where no cell has a value. */
  readonly range: { readonly min: number | null; readonly max: number | null } | undefined
  /** The line, the most that was reserved below it, and how often somebody waited for room. */
  readonly budget: BudgetFigures
  /** The most that was held. */
  readonly memory: MemoryPeak
  /** What was written. */
  readonly files: readonly string[]
  /** Facts of the film, where it is one. */
  readonly film: FilmFacts | undefined
  /** Facts of the pictures, where it is those. */
  readonly pictures: { readonly width: number; readonly height: number; readonly bytes: number } | undefined
}

/** What is known of a film. */
export interface FilmFacts {
  readonly bytes: number
  readonly frames: number
  readonly width: number
  readonly height: number
  readonly durationSeconds: number
  readonly codec: string
  /** That frames may be missing or late; not there where the film is exact. */
  readonly warning?: string
}
