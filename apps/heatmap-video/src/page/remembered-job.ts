import { type Job, parseJob } from '../job.js'

/** What the page shall do with a job when it is opened again. */
export type Intent = 'run' | 'paused' | 'stopped' | 'done'

/** What is told of a film that lies in a file. */
export interface RememberedFilm {
  readonly file: string
  readonly name: string
  readonly frames: number
  readonly width: number
  readonly height: number
  readonly durationSeconds: number
  readonly codec: string
  /** That frames may be missing or late, where the film is not exact. */
  readonly warning?: string
  readonly type: string
}

/** The job that the page was on. */
export interface Remembered {
  readonly job: Job
  readonly intent: Intent
  readonly film?: RememberedFilm
}

const place = 'plimsoll.heatmap-video.job'

/** Answers the job that the page was on, or nothing where there is none or it cannot be read any more. */
export function recall(): Remembered | undefined {
  try {
    const text = localStorage.getItem(place)
    if (!text) return undefined
    const { job, intent, film } = JSON.parse(text) as Remembered
    return { job: parseJob(job), intent, ...(film && { film }) }
  } catch {
    return undefined
  }
}

/** Keeps the job over a reload. Where the browser keeps nothing, the page works on without. */
export function remember(remembered: Remembered): void {
  try {
    localStorage.setItem(place, JSON.stringify(remembered))
  } catch {
    // A full or forbidden localStorage costs the going on by itself, nothing else.
  }
}

/** Forgets the job. */
export function forget(): void {
  try {
    localStorage.removeItem(place)
  } catch {
    // As above.
  }
}
