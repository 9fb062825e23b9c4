import { formatBytes } from '@plimsoll/bytes'
import { SweepError } from './errors.js'
import { countCells, frameShape, type Job, modelOf } from './job.js'
import { chunkSize, chunksPerWorker } from './sweep-task.js'

/** What is allowed besides frames. */
export const slackBytes = 16 * 2 ** 20

/** What of a job decides where its line may lie. */
export interface LoadOf {
  readonly job: Job
  readonly workers: number
  /** Held from the beginning to the end: the picture on a page. */
  readonly alwaysBytes?: number
  /** Held while pictures or a film are made, when the sweep is over. */
  readonly renderBytes?: number
}

/** Bytes of one frame. */
export function frameBytesOf(job: Job): number {
  return Float32Array.BYTES_PER_ELEMENT * countCells(job).frame
}

/**
 * The most bytes of the chunks on their way between workers and frames. A field that evolves has two frames in its worker,
 * and a copy on its way.
 */
export function chunkBytesOf(job: Job, workers: number): number {
  const { evolve, id } = modelOf(job)
  // Of a file: as it is there, 8 bytes a cell at most.
  if (id === 'data') return 2 * frameBytesOf(job)
  if (evolve) return 3 * frameBytesOf(job)
  const cells = chunkSize(countCells(job).frame, workers)
  return Float32Array.BYTES_PER_ELEMENT * cells * chunksPerWorker * workers
}

/**
 * The most bytes in which a storage remembers where each frame lies: 68 a frame, in tables that double as they grow; on a
 * page one there and one in the storage's worker.
 */
export function tableBytesOf(job: Job): number {
  return 2 * (2048 + 2 * 68 * job.t.steps)
}

/** The lowest line under which a job gets done, one frame at a time. */
export function leastLine({ job, workers, alwaysBytes = 0, renderBytes = 0 }: LoadOf): number {
  const sweeping = frameBytesOf(job) + chunkBytesOf(job, workers)
  return alwaysBytes + tableBytesOf(job) + Math.max(sweeping, renderBytes)
}

/** Where a job's line lies unless told otherwise: (workers + 2) frames + 16 MiB, or what it needs where that is more. */
export function usualLine(load: LoadOf): number {
  return Math.max((load.workers + 2) * frameBytesOf(load.job) + slackBytes, leastLine(load))
}

/**
 * Refuses a line that is too low for one frame.
 *
 * @throws {@link SweepError} `SWEEP_LINE_TOO_LOW`, with what is needed
 */
export function checkLine(limit: number, load: LoadOf): void {
  const least = leastLine(load)
  if (limit >= least) return
  const { job, workers } = load
  const frame = `one frame of ${frameShape(job).reverse().join(' x ')} (${formatBytes(frameBytesOf(job))})`
  throw new SweepError(
    'SWEEP_LINE_TOO_LOW',
    `a line at ${figure(limit)} is too low for ${frame} and what comes with it on ${workers} ` +
      `${workers === 1 ? 'worker' : 'workers'}: allow ${figure(least)} or more, or take fewer steps`,
  )
}

/** To the byte, so that what is told can be typed. */
function figure(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${formatBytes(bytes)} (${bytes} bytes)`
}
