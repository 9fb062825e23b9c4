import type { Job } from './job.js'
import { frameBytesOf, type LoadOf } from './load-line.js'
import { mostPictureCells } from './view.js'

/**
 * Bytes of the picture on the page: the frame on show, and its pixels, four bytes a cell as well; of a volume its picture,
 * too, however it is looked at.
 */
export function shownBytesOf(job: Job): number {
  const picture = 4 * mostPictureCells(job)
  return frameBytesOf(job) + (job.z ? 2 : 1) * picture
}

/** What a job on the page holds besides the sweep: the picture, and each frame on its way into the film. */
export function pageLoad(job: Job, workers: number): LoadOf {
  return {
    job,
    workers,
    alwaysBytes: shownBytesOf(job),
    renderBytes: frameBytesOf(job) + (job.z ? 4 * mostPictureCells(job) : 0),
  }
}
