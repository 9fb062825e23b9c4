import type { Job } from './job.js'
import { frameBytesOf, type LoadOf } from './load-line.js'
import { mostPictureCells, planeBytesOf } from './view.js'

/**
 * Bytes of the picture on the page: the frame on show, and its pixels, four bytes a cell as well; of a volume the plane that is
 * drawn, too, however it is looked at.
 */
export function shownBytesOf(job: Job): number {
  return frameBytesOf(job) + 4 * mostPictureCells(job) + planeBytesOf(job)
}

/** What a job on the page holds besides the sweep: the picture, and each frame on its way into the film. */
export function pageLoad(job: Job, workers: number): LoadOf {
  return {
    job,
    workers,
    alwaysBytes: shownBytesOf(job),
    renderBytes: frameBytesOf(job) + planeBytesOf(job),
  }
}
