import type { FrameStorage } from '@plimsoll/frame-storage'
import { batch } from '@preact/signals'
import type { DataFile } from '../data-file.js'
import { runDataSweep } from '../data-sweep.js'
import { DataError } from '../errors.js'
import { axisValue, type Job, jobKey } from '../job.js'
import { runSweep, type SweepOptions } from '../sweep.js'
import { closeFilm, deleteFilm } from './film-control.js'
import { showCopy } from './frame-picture.js'
import { Gate } from './gate.js'
import { isLost } from './lost-storage.js'
import { rest, startReadings, watch } from './memory-readings.js'
import { deleteSession, openSession, reopenSession, updateRange } from './open-session.js'
import { explain, isLocked } from './problem.js'
import { forget, type Intent, remember } from './remembered-job.js'
import { chosenFrame, followNewest } from './scrub.js'
import { sessionBudget } from './session-budget.js'
import {
  complete,
  dispatch,
  lockedKey,
  type Progress,
  phase,
  problem,
  progress,
  session,
  swept,
} from './sweep-state.js'
import { SweepWorkers } from './sweep-workers.js'
import { Throttled } from './throttled.js'

interface LiveSweep {
  readonly gate: Gate
  readonly abort: AbortController
}

let live: LiveSweep | undefined

const shownProgress = new Throttled<Progress>(100, value => {
  progress.value = value
})

/** How a sweep is started. */
export interface RunOptions {
  /** How many workers compute; all cores where it is left out. */
  readonly workers?: number
  /** Starts workers and storage, and waits for {@link resumeSweep} before the first chunk. */
  readonly hold?: boolean
  /** Where the frames of a job of `data` come from. */
  readonly file?: DataFile
}

/** Runs what is missing of a job. Resolves when it is done, was stopped or failed: the state says which. */
export async function startSweep(
  job: Job,
  { workers = navigator.hardwareConcurrency, hold = false, file }: RunOptions = {},
): Promise<void> {
  if (live) return
  live = { gate: new Gate(), abort: new AbortController() }
  const { signal } = live.abort
  startReadings()
  problem.value = swept.value = undefined
  followNewest()
  closeFilm()
  const outcome = await sweepOn(live, job, { workers, hold, ...(file && { file }) }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (outcome && isLost(outcome.error)) await reopenSession(job, workers).catch(() => {})
  // All that was started has ended before the page says so.
  live = undefined
  if (!outcome) settle('finish', job, 'done')
  else if (signal.aborted) settle('stop', job, 'stopped')
  else failSweep(outcome.error, job)
}

async function sweepOn(
  { gate, abort }: LiveSweep,
  job: Job,
  { workers, hold, file }: Required<Pick<RunOptions, 'workers' | 'hold'>> & Pick<RunOptions, 'file'>,
): Promise<void> {
  let pool: SweepWorkers | undefined
  try {
    const storage = await openSession(job, workers)
    if (job.model === 'data') {
      swept.value = await readFrames(job, storage, gate, abort.signal, file)
      return
    }
    pool = new SweepWorkers(workers)
    if (hold) {
      gate.close()
      await pool.ready(job)
      dispatch('hold')
    } else begin(job)
    const budget = sessionBudget()
    const options: SweepOptions = {
      storage,
      worker: pool,
      ...(budget && { budget }),
      base: document.baseURI,
      signal: abort.signal,
      gate: () => gate.pass(),
      holders: ([frames, chunks]) =>
        watch({ 'open frames': frames, 'chunks in flight': chunks, 'frame storage': storage }),
      onFrame: (index, grid) => showNew(job, index, grid),
      onProgress: value => shownProgress.push(value),
    }
    let result = await runSweep(job, options)
    // A frame may have been found damaged meanwhile: whoever looks at it reads it.
    for (let left = job.t.steps; left > 0 && storage.missing({ to: job.t.steps }).length > 0; left--) {
      const { cells, seconds } = result
      const again = await runSweep(job, options)
      result = { ...again, cells: cells + again.cells, seconds: seconds + again.seconds }
    }
    swept.value = result
  } finally {
    await pool?.terminate()
    watch({})
    rest()
  }
}

// The file itself is not kept: after a reload it has to be named again.
async function readFrames(job: Job, storage: FrameStorage, gate: Gate, signal: AbortSignal, file?: DataFile) {
  if (!file || jobKey(file.job) !== jobKey(job))
    throw new DataError('DATA_FILE_NEEDED', `the frames that are missing lie in ${job.source}`)
  begin(job)
  watch({ 'frame storage': storage })
  const budget = sessionBudget()
  return runDataSweep(job, file.reader, {
    storage,
    ...(budget && { budget }),
    signal,
    gate: () => gate.pass(),
    onFrame: (index, grid) => showNew(job, index, grid),
    onProgress: value => shownProgress.push(value),
  })
}

function showNew(job: Job, index: number, grid: Float32Array): void {
  updateRange()
  if (chosenFrame.peek() === undefined) showCopy(index, axisValue(job.t, index), grid)
}

/** Shows the frames of a sweep that lies on this device, without going on with it. */
export async function showSweep(job: Job, workers: number): Promise<void> {
  if (live) return
  problem.value = undefined
  followNewest()
  closeFilm()
  try {
    await openSession(job, workers)
    dispatch('leave')
    if (complete.peek()) dispatch('found done')
    keep(complete.peek() ? 'done' : 'stopped')
  } catch (error) {
    failSweep(error, job)
  }
}

/** Hands out no more chunks; what is out comes in. */
export function pauseSweep(): void {
  if (!live || phase.peek() !== 'running') return
  live.gate.close()
  dispatch('pause')
  keep('paused')
}

/** Goes on after a pause, after a hold, or with a paused sweep of an earlier visit. */
export async function resumeSweep(options: RunOptions = {}): Promise<void> {
  const job = session.peek()?.job
  if (!job) return
  if (!live) return startSweep(job, options)
  begin(job)
  live.gate.open()
}

/** Ends the sweep and keeps its frames. */
export function stopSweep(): void {
  if (live) live.abort.abort()
  else if (phase.peek() === 'paused') {
    dispatch('stop')
    keep('stopped')
  }
}

/** Deletes the frames and the film of the sweep on show. */
export async function discardSweep(): Promise<void> {
  if (live) return
  try {
    await deleteFilm()
    await deleteSession()
    forget()
    batch(() => {
      followNewest()
      problem.value = undefined
      dispatch('leave')
    })
  } catch (error) {
    failSweep(error)
  }
}

/** Shows an error that left the sweep on show as it was. */
export function tellProblem(error: unknown): void {
  problem.value = { ...explain(error), notice: true }
}

/** Shows an error, and what to do about it. */
export function failSweep(error: unknown, job?: Job): void {
  // Another tab goes on with its job: what it remembers must stay.
  if (job && session.peek()) remember({ job, intent: 'stopped' })
  shownProgress.flush()
  batch(() => {
    problem.value = explain(error)
    const locked = job && isLocked(error) && !session.peek()
    lockedKey.value = locked ? jobKey(job) : undefined
    dispatch(locked ? 'lock' : 'fail')
  })
}

function begin(job: Job): void {
  dispatch('run')
  remember({ job, intent: 'run' })
}

function settle(event: 'finish' | 'stop', job: Job, intent: Intent): void {
  shownProgress.flush()
  updateRange({ now: true })
  dispatch(event)
  remember({ job, intent })
}

function keep(intent: Intent): void {
  const job = session.peek()?.job
  if (job) remember({ job, intent })
}
