import { gridChunks } from '@plimsoll/streaming-processor'
import { countCells, type Job } from './job.js'

/** What a worker is asked: the cells from `start` to before `end`, all of one frame. */
export interface SweepTask {
  /** The job they belong to. */
  readonly job: Job
  /** The first cell's flat index. */
  readonly start: number
  /** The flat index after the last cell. */
  readonly end: number
  /** What the address of a user's module is relative to; left out where it is whole. */
  readonly base?: string | undefined
}

/** What it answers. */
export interface SweepValues {
  /** The first cell's flat index. */
  readonly start: number
  /** One number per cell. */
  readonly values: Float32Array
}

/** How many chunks of each worker are on their way: one that it computes, one that follows or lies ready. */
export const chunksPerWorker = 2

/**
 * How many cells a worker gets at once: enough to pay for the message (about 50 µs, as long as 50 cells of the cheapest
 * model), few enough that each worker has several chunks of a frame and that a pause is felt within a second.
 */
export function chunkSize(frameCells: number, workers: number): number {
  return Math.min(frameCells, Math.max(1000, Math.min(4096, Math.ceil(frameCells / (4 * workers)))))
}

/** The tasks of one frame, in order; none crosses into the next frame. */
export function* frameTasks(job: Job, t: number, size: number, base?: string): Generator<SweepTask, void, undefined> {
  const first = t * countCells(job).frame
  const rows = job.y.steps * (job.z?.steps ?? 1)
  for (const { start, end } of gridChunks({ x: job.x.steps, y: rows }, { size }))
    yield { job, start: first + start, end: first + end, ...(base !== undefined && { base }) }
}
