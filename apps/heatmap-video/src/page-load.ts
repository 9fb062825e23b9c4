import type { Job } from './job.js'
import { frameBytesOf, type LoadOf } from './load-line.js'

/** Bytes of the picture on the page: the frame on show, and its pixels, four bytes a cell as well. */
export function shownBytesOf(job: Job): number {
  return 2 * frameBytesOf(job)
}

/** What a job on the page holds besides the sweep: the picture, and each frame on its way into the film. */
export function pageLoad(job: Job, workers: number): LoadOf {
  return { job, workers, alwaysBytes: shownBytesOf(job), renderBytes: frameBytesOf(job) }
}
