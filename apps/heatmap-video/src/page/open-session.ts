import { formatBytes } from '@plimsoll/bytes'
import { type CleanupReport, FrameStorage } from '@plimsoll/frame-storage'
import { batch, effect } from '@preact/signals'
import { rangeOf } from '../colour-range.js'
import { damageNotice, isDamage } from '../damage.js'
import { axisValue, countCells, frameShape, type Job, jobKey } from '../job.js'
import { colourRange, pictureBuffer, rangeChoice, showRead, sizePicture } from './frame-picture.js'
import { isLost } from './lost-storage.js'
import { isBusy } from './phase.js'
import { closeBudget, openBudget, sessionBudget } from './session-budget.js'
import { dispatch, noProgress, notice, opening, phase, progress, range, session } from './sweep-state.js'

let storage: FrameStorage | undefined
let cleansUp = true

/** Has no sweep deleted when another is opened, old and finished as it may be. */
export function neverCleanUp(): void {
  cleansUp = false
}

/** Answers the storage of the sweep on show. */
export function openStorage(): FrameStorage | undefined {
  return storage
}

/**
 * Opens the frames of a job, those of an earlier visit included, and shows the last of them. The frames of another job
 * are closed first.
 *
 * @throws `SweepError` `SWEEP_LINE_TOO_LOW` where the line leaves no room for one frame; what the storage throws
 */
export async function openSession(job: Job, workers: number): Promise<FrameStorage> {
  const key = jobKey(job)
  if (storage && session.peek()?.key === key) {
    if (session.peek()?.workers !== workers || !sessionBudget()) await openBudget(job, workers)
    session.value = { job, key, workers, frameBytes: storage.frameBytes, found: storage.count }
    return storage
  }
  opening.value = true
  try {
    await closeSession()
    await openBudget(job, workers)
    const shape = frameShape(job)
    // As plain JSON: a job has a name, and whoever lists the sessions wants to show it.
    storage = await FrameStorage.open({
      session: key,
      shape,
      name: 'frame storage',
      meta: { job: JSON.parse(JSON.stringify(job)) },
      frames: job.t.steps,
      ...(!cleansUp && { cleanup: false }),
    })
    const { frameBytes, count, cleaned } = storage
    const cells = countCells(job)
    batch(() => {
      sizePicture(job)
      session.value = { job, key, workers, frameBytes, found: count }
      progress.value = {
        ...noProgress,
        cells: count * cells.frame,
        cellsTotal: cells.total,
        frames: count,
        framesTotal: job.t.steps,
      }
      notice.value = cleanedNotice(cleaned)
      updateRange({ now: true })
    })
    for (let last = lastStored(storage, job.t.steps); last !== undefined; last = lastStored(storage, last))
      if (await showStored(last, false)) break
    return storage
  } finally {
    opening.value = false
  }
}

/** Opens the frames on show anew, after an error that {@link isLost}: nobody can read or store with what had them open. */
export async function reopenSession(job: Job, workers: number): Promise<void> {
  const closing = storage
  storage = undefined
  // What died cannot say goodbye.
  await closing?.close().catch(() => {})
  await openSession(job, workers)
}

/** Closes the frames on show. */
export async function closeSession(): Promise<void> {
  const closing = storage
  storage = undefined
  batch(() => {
    session.value = notice.value = undefined
    progress.value = noProgress
    range.value = { min: NaN, max: NaN, nan: 0 }
    colourRange.value = { min: NaN, max: NaN }
    sizePicture(undefined)
  })
  closeBudget()
  await closing?.close()
}

/** Closes the frames on show and deletes them. */
export async function deleteSession(): Promise<void> {
  const key = session.peek()?.key
  await closeSession()
  if (key !== undefined) await FrameStorage.delete(key)
}

function cleanedNotice({ deleted, bytes }: CleanupReport): string | undefined {
  if (deleted.length === 0) return undefined
  const which = deleted.length === 1 ? 'A finished sweep that was' : `${deleted.length} finished sweeps that were`
  return `${which} not used for an hour had to go: ${formatBytes(bytes)} are free again. Mark with Keep what is to stay.`
}

let estimated = 0

/** Takes the ranges from the storage, if they changed; those that have to be estimated twice a second at most. */
export function updateRange({ now = false }: { readonly now?: boolean } = {}): void {
  if (!storage) return
  const { min, max, nan: none, infinite } = storage.computeGlobalRange()
  const nan = none + infinite
  const before = range.peek()
  if (!Object.is(before.min, min) || !Object.is(before.max, max) || before.nan !== nan) range.value = { min, max, nan }
  const choice = rangeChoice.peek()
  const ms = performance.now()
  if (choice.kind === 'robust' && !now && ms - estimated < 500) return
  estimated = ms
  const colour = rangeOf(choice, storage)
  const old = colourRange.peek()
  if (!Object.is(old.min, colour.min) || !Object.is(old.max, colour.max)) colourRange.value = colour
}

/**
 * Reads a stored frame into the picture.
 *
 * @returns whether it is there now; a damaged one is told of, and counts as missing
 */
export async function showStored(index: number, chosen: boolean): Promise<boolean> {
  const { job, workers = 1 } = session.peek() ?? {}
  const from = storage
  if (!from || !job) return false
  try {
    const frame = await from.getFrame(index, { into: pictureBuffer() })
    if (frame) showRead(index, axisValue(job.t, index), chosen)
    return frame !== undefined
  } catch (error) {
    if (isLost(error)) {
      // It was closed for another sweep; or one is under way, and says so itself.
      if (storage !== from || isBusy(phase.peek())) return true
      await reopenSession(job, workers)
      return false
    }
    if (!isDamage(error)) throw error
    missFrames(from, job)
    return false
  }
}

// While a sweep is under way it counts for itself, and looks for missing frames at its end.
function missFrames({ count }: FrameStorage, job: Job): void {
  notice.value = damageNotice
  if (isBusy(phase.peek())) return
  progress.value = { ...progress.peek(), frames: count, cells: count * countCells(job).frame }
  if (phase.peek() === 'done' || phase.peek() === 'rendered') dispatch('leave')
}

function lastStored(frames: FrameStorage, total: number): number | undefined {
  for (let index = total - 1; index >= 0; index--) if (frames.has(index)) return index
  return undefined
}

effect(() => {
  void rangeChoice.value
  updateRange({ now: true })
})
