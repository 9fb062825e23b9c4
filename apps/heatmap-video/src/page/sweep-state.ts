import { computed, signal } from '@preact/signals'
import type { Job } from '../job.js'
import type { SweepResult } from '../sweep.js'
import { isBusy, nextPhase, type Phase, type PhaseEvent } from './phase.js'
import type { Problem } from './problem.js'

/** How far a sweep has come. */
export interface Progress {
  readonly cells: number
  readonly cellsTotal: number
  readonly frames: number
  readonly framesTotal: number
  readonly cellsPerSecond: number
  readonly etaSeconds: number
}

/** The sweep whose frames are open. */
export interface Session {
  readonly job: Job
  readonly key: string
  readonly workers: number
  readonly frameBytes: number
  /** Frames that were there when it was opened. */
  readonly found: number
}

/** What all frames so far span; `NaN` while there is nothing to span. */
export interface Range {
  readonly min: number
  readonly max: number
  /** Cells that are NaN or infinite, and so have no place in the range. */
  readonly nan: number
}

/** The frame on show. */
export interface Shown {
  readonly index: number
  readonly t: number
  /** Whether it was asked for, rather than being the newest. */
  readonly chosen: boolean
}

/** A film that lies in a file. */
export interface Film {
  readonly url: string
  readonly name: string
  readonly bytes: number
  readonly frames: number
  readonly width: number
  readonly height: number
  readonly durationSeconds: number
  readonly codec: string
  /** That frames may be missing or late, where the film is not exact. */
  readonly warning?: string
}

/** Nothing done yet, and nothing to do. */
export const noProgress: Progress = {
  cells: 0,
  cellsTotal: 0,
  frames: 0,
  framesTotal: 0,
  cellsPerSecond: 0,
  etaSeconds: NaN,
}

/** What the page is doing. Changed by {@link dispatch} alone. */
export const phase = signal<Phase>('idle')
/** Whether the frames of a sweep are being opened. */
export const opening = signal(false)
/** The sweep on show. */
export const session = signal<Session>()
/** How far it has come. */
export const progress = signal<Progress>(noProgress)
/** What the last sweep did that came to its end. */
export const swept = signal<SweepResult>()
/** What its values span. */
export const range = signal<Range>({ min: NaN, max: NaN, nan: 0 })
/** The frame on show. */
export const shown = signal<Shown>()
/** The name of the sweep that could not be opened, for another tab has it open. */
export const lockedKey = signal<string>()
/** What went wrong last. */
export const problem = signal<Problem>()
/** What the user should know, though nothing failed. */
export const notice = signal<string>()
/** The film, once there is one. */
export const film = signal<Film>()
/** How far the film has come. */
export const filmProgress = signal({ frames: 0, bytes: 0 })

/** Whether the job must not be changed now. */
export const busy = computed(() => opening.value || isBusy(phase.value))
/** Whether all frames of the sweep on show are stored. */
export const complete = computed(
  () => progress.value.framesTotal > 0 && progress.value.frames >= progress.value.framesTotal,
)

/**
 * Goes to the phase that follows an event.
 *
 * @throws where the event has no place: a button was left active that should not be
 */
export function dispatch(event: PhaseEvent): void {
  const following = nextPhase(phase.peek(), event)
  if (!following) throw new Error(`"${event}" has no place while the page is ${phase.peek()}.`)
  phase.value = following
}
