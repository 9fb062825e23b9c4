import { signal } from '@preact/signals'
import type { Job } from '../job.js'
import { type View, viewText } from '../view.js'

/** How the film is made. */
export interface FilmSettings {
  readonly format: 'mp4' | 'webm'
  /** Frames per second. */
  readonly frameRate: number
  /** Pixels per cell; left out, the film takes enough for 480 lines. */
  readonly scale?: number
}

/** How the next film is made. */
export const filmSettings = signal<FilmSettings>({ format: 'mp4', frameRate: 25 })

/** A file name that tells one film from another in a folder of downloads. */
export function filmName(job: Job, { format }: FilmSettings, view: View): string {
  const { model, x, y, z, t } = job
  const seen = z ? `${z.steps}x${t.steps}_${viewText(view).replace(/[:=]/g, '-')}` : t.steps
  return `${model}_${t.parameter}_${x.steps}x${y.steps}x${seen}.${format}`
}
