import { computed, signal } from '@preact/signals'
import { type Axis, type AxisName, axesOf, defaultJob, type Job, parseJob } from '../job.js'
import { type Model, modelById, models } from '../models/index.js'
import { checkFields, type DraftedJob, type FieldMessages, type Read } from './field-check.js'

/** An axis as it stands in the fields: text, so that half a number can be typed. */
export interface DraftAxis {
  readonly parameter: string
  readonly from: string
  readonly to: string
  readonly steps: string
}

/** A job as it stands in the fields. */
export interface Draft {
  readonly model: string
  readonly x: DraftAxis
  readonly y: DraftAxis
  /** There where frames are volumes. */
  readonly z?: DraftAxis
  readonly t: DraftAxis
  /** Text by parameter. */
  readonly fixed: Readonly<Record<string, string>>
  /** What the user wrote, for models that are made of it. */
  readonly source?: string
}

/** What the fields amount to: a job, or what is wrong and where. */
export interface Checked {
  readonly job?: Job
  readonly messages: FieldMessages
}

const firstModel = models[0] as Model

/** What stands in the fields. */
export const draft = signal<Draft>(toDraft(defaultJob(firstModel.id)))

/** The model that is chosen. */
export const draftModel = computed<Model>(() => modelById(draft.value.model) ?? firstModel)

/** What the fields amount to. */
export const checked = computed<Checked>(() => check(draft.value))

/** Fills the fields with a job. */
export function fillDraft(job: Job): void {
  draft.value = toDraft(job)
}

/** Takes another model with its own axes, and the steps that were there. */
export function chooseModel(id: string): void {
  const { x, y, z, t } = draft.peek()
  const fresh = toDraft(defaultJob(id))
  draft.value = {
    ...fresh,
    x: { ...fresh.x, steps: x.steps },
    y: { ...fresh.y, steps: y.steps },
    ...(fresh.z && { z: { ...fresh.z, steps: z?.steps ?? fresh.z.steps } }),
    t: { ...fresh.t, steps: t.steps },
  }
}

/** Changes one field of an axis. Another parameter brings its whole span; one that is taken changes places. */
export function editAxis(name: AxisName, field: keyof DraftAxis, value: string): void {
  const before = draft.peek()
  const axis = before[name]
  if (!axis) return
  if (field !== 'parameter') {
    draft.value = { ...before, [name]: { ...axis, [field]: value } }
    return
  }
  const { steps } = axis
  for (const other of axesOf(before)) {
    const taken = before[other]
    if (other === name || taken?.parameter !== value) continue
    draft.value = { ...before, [name]: { ...taken, steps }, [other]: { ...axis, steps: taken.steps } }
    return
  }
  const parameter = draftModel.peek().parameters.find(({ id }) => id === value)
  const span = parameter ? { from: String(parameter.min), to: String(parameter.max) } : {}
  draft.value = { ...before, [name]: { ...axis, parameter: value, ...span } }
}

/** Changes the value of a parameter that stays the same over the whole sweep. */
export function editFixed(id: string, value: string): void {
  const before = draft.peek()
  draft.value = { ...before, fixed: { ...before.fixed, [id]: value } }
}

/** Changes what the user wrote. */
export function editSource(source: string): void {
  draft.value = { ...draft.peek(), source }
}

/** Whether a model's frames may be volumes or planes, as one likes. */
export function mayBeVolume({ evolve, parameters }: Model): boolean {
  return !evolve && parameters.length > 3
}

/** Makes frames volumes over the first parameter that is free, or planes again. */
export function chooseVolume(on: boolean): void {
  const { z: _, ...planes } = draft.peek()
  const taken = [planes.x, planes.y, planes.t].map(axis => axis.parameter)
  const free = draftModel.peek().parameters.find(({ id }) => !taken.includes(id))
  if (!on || !free) {
    draft.value = planes
    return
  }
  const { from, to, steps, parameter } = planes.x
  // Coordinates that the user's own models take know no ends: those of x are as good.
  const own = free.id === 'z' && parameter === 'x'
  const [least, most] = own ? [from, to] : [String(free.min), String(free.max)]
  const { [free.id]: _now, ...fixed } = planes.fixed
  draft.value = { ...planes, z: { parameter: free.id, from: least, to: most, steps }, fixed }
}

/** The parameters that no axis runs over. */
export function fixedParameters(model: Model, given: Draft): Model['parameters'] {
  const taken = new Set(axesOf(given).map(name => given[name]?.parameter))
  // Frames of planes have no z.
  return model.parameters.filter(({ id }) => !taken.has(id) && !(model.source && id === 'z'))
}

/** Answers the job that the fields describe, or what is wrong with each. */
export function check(given: Draft): Checked {
  const model = modelById(given.model) ?? firstModel
  const fixed: Record<string, Read> = {}
  for (const { id, value } of fixedParameters(model, given)) {
    const text = given.fixed[id]
    const chosen = text === undefined ? value : toNumber(text)
    // A job that names what it would be anyway reads worse and is the same.
    if (chosen !== value) fixed[id] = chosen
  }
  const job = {
    model: model.id,
    x: toAxis(given.x),
    y: toAxis(given.y),
    ...(given.z && { z: toAxis(given.z) }),
    t: toAxis(given.t),
    fixed,
    ...(model.source && { source: given.source ?? '' }),
  }
  const messages = checkFields(model, job)
  return Object.keys(messages).length > 0 ? { messages } : { job: parseJob(job), messages }
}

function toAxis({ parameter, from, to, steps }: DraftAxis): DraftedJob['x'] {
  return { parameter, from: toNumber(from), to: toNumber(to), steps: toNumber(steps) }
}

function toNumber(text: string): Read {
  if (text.trim() === '') return NaN
  const value = Number(text.replace(',', '.'))
  // As it stands, so that the message can say what is no number.
  return Number.isNaN(value) ? text.trim() : value
}

function toDraft(job: Job): Draft {
  const axis = ({ parameter, from, to, steps }: Axis): DraftAxis => ({
    parameter,
    from: String(from),
    to: String(to),
    steps: String(steps),
  })
  const fixed = Object.fromEntries(Object.entries(job.fixed ?? {}).map(([id, value]) => [id, String(value)]))
  return {
    model: job.model,
    x: axis(job.x),
    y: axis(job.y),
    ...(job.z && { z: axis(job.z) }),
    t: axis(job.t),
    fixed,
    ...(job.source !== undefined && { source: job.source }),
  }
}
