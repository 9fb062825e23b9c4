import type { MemoryReservation } from '@plimsoll/bytes'
import { giveBack } from '../give-back.js'
import type { Job } from '../job.js'
import { JobBudget } from '../job-budget.js'
import { checkLine, usualLine } from '../load-line.js'
import { pageLoad, shownBytesOf } from '../page-load.js'

let maxMemory: number | undefined
let budget: JobBudget | undefined
let picture: MemoryReservation | undefined

/** Puts the line of all sweeps to come elsewhere than usual. */
export function limitMemory(bytes: number | undefined): void {
  maxMemory = bytes
}

/** Where the line of a job lies on this page. */
export function lineOf(job: Job, workers: number): number {
  return maxMemory ?? usualLine(pageLoad(job, workers))
}

/** The budget of the sweep on show. */
export function sessionBudget(): JobBudget | undefined {
  return budget
}

/**
 * Makes a budget for a sweep, and reserves the picture in it.
 *
 * @throws `SweepError` `SWEEP_LINE_TOO_LOW` where the line leaves no room for one frame
 */
export async function openBudget(job: Job, workers: number): Promise<void> {
  const line = lineOf(job, workers)
  checkLine(line, pageLoad(job, workers))
  closeBudget()
  budget = new JobBudget(line)
  picture = await budget.reserve(shownBytesOf(job), { owner: 'picture' })
}

/** Gives back what the picture has, and ends all waits. */
export function closeBudget(): void {
  giveBack(picture)
  budget?.close()
  picture = budget = undefined
}
