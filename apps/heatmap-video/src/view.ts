import type { PlaneOptions } from '@plimsoll/frame-storage/video'
import { JobError } from './errors.js'
import { type AxisName, frameShape, type Job, placedAxis } from './job.js'

/** The axes of a volume. */
export const volumeAxes = ['x', 'y', 'z'] as const

/** An axis of a volume. */
export type VolumeAxis = (typeof volumeAxes)[number]

/** What of a volume is drawn: its greatest or its mean value along an axis, or the plane at an index of that axis. */
export type View =
  | { readonly kind: 'max' | 'mean'; readonly axis: VolumeAxis }
  | { readonly kind: 'slice'; readonly axis: VolumeAxis; readonly index: number }

/** What is drawn where nobody chose. */
export const usualView: View = { kind: 'max', axis: 'z' }

const form = /^(?:(?<kind>max|mean):(?<along>[xyz])|slice:(?<axis>[xyz])=(?<index>\d{1,8}))$/

/**
 * Reads `max:z`, `mean:y` or `slice:x=12`, counted from 0.
 *
 * @throws `JobError` `JOB_INVALID_VIEW` for any other text
 */
export function parseView(text: string): View {
  const { kind, along, axis, index } = form.exec(text.trim())?.groups ?? {}
  if (kind && along) return { kind: kind as 'max' | 'mean', axis: along as VolumeAxis }
  if (axis && index) return { kind: 'slice', axis: axis as VolumeAxis, index: Number(index) }
  throw new JobError(
    'JOB_INVALID_VIEW',
    `the view is "${text}"; write max:z, mean:z or slice:z=12, along x, y or z, planes counted from 0`,
  )
}

/** The text that {@link parseView} reads. */
export function viewText(view: View): string {
  return view.kind === 'slice' ? `slice:${view.axis}=${view.index}` : `${view.kind}:${view.axis}`
}

/**
 * Refuses a plane that a job's volumes do not have. A job of planes is drawn as it is, whatever the view.
 *
 * @throws `JobError` `JOB_INVALID_VIEW`
 */
export function checkView(job: Job, view: View): void {
  const steps = job[view.axis]?.steps ?? 1
  if (job.z && view.kind === 'slice' && view.index >= steps)
    throw new JobError(
      'JOB_INVALID_VIEW',
      `there is no plane ${view.index} along ${view.axis}; there are ${steps}, from 0 to ${steps - 1}`,
    )
}

/** The axes of the picture: what runs across, what runs up. */
export function pictureAxes(job: Job, { axis }: View): { readonly across: AxisName; readonly up: AxisName } {
  if (!job.z || axis === 'z') return { across: 'x', up: 'y' }
  return axis === 'y' ? { across: 'x', up: 'z' } : { across: 'y', up: 'z' }
}

/** The shape of the picture: rows, columns. */
export function pictureShape(job: Job, view: View): [rows: number, columns: number] {
  const { across, up } = pictureAxes(job, view)
  return [placedAxis(job, up).steps, placedAxis(job, across).steps]
}

// Where an axis stands in the shape of a volume: planes, rows, columns.
const placeInShape = { z: 0, y: 1, x: 2 } as const

/** What of a job's frames is drawn, in the words of those who draw. */
export function planeOf(job: Job, view: View): PlaneOptions {
  const shape = frameShape(job)
  if (!job.z) return { shape }
  const axis = placeInShape[view.axis]
  return view.kind === 'slice'
    ? { shape, slice: { axis, index: view.index } }
    : { shape, project: { axis, by: view.kind } }
}

/** Cells of the largest picture that a job's views can have. */
export function mostPictureCells(job: Job): number {
  const { x, y, z } = job
  return z ? Math.max(x.steps * y.steps, x.steps * z.steps, y.steps * z.steps) : x.steps * y.steps
}

/** The most bytes in which a plane is taken out of a volume: a double a cell, and a count of what lies behind it. */
export function planeBytesOf(job: Job): number {
  const bytesPerCell = Float64Array.BYTES_PER_ELEMENT + Uint32Array.BYTES_PER_ELEMENT
  return job.z ? bytesPerCell * mostPictureCells(job) : 0
}
