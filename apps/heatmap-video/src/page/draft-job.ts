import { computed, signal } from '@preact/signals'
import { type AxisName, axisNames, defaultJob, type Job, parseJob } from '../job.js'
import { type Model, modelById, models } from '../models/index.js'
import { checkFields, type FieldMessages } from './field-check.js'

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
  readonly t: DraftAxis
  /** Text by parameter. */
  readonly fixed: Readonly<Record<string, string>>
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
  const { x, y, t } = draft.peek()
  const fresh = toDraft(defaultJob(id))
  draft.value = {
    ...fresh,
    x: { ...fresh.x, steps: x.steps },
    y: { ...fresh.y, steps: y.steps },
    t: { ...fresh.t, steps: t.steps },
  }
}

/** Changes one field of an axis. Another parameter brings its whole span; one that is taken changes places. */
export function editAxis(name: AxisName, field: keyof DraftAxis, value: string): void {
  const before = draft.peek()
  if (field !== 'parameter') {
    draft.value = { ...before, [name]: { ...before[name], [field]: value } }
    return
  }
  const other = axisNames.find(axis => axis !== name && before[axis].parameter === value)
  const { steps } = before[name]
  if (other) {
    const taken = { ...before[other], steps }
    draft.value = { ...before, [name]: taken, [other]: { ...before[name], steps: before[other].steps } }
    return
  }
  const parameter = draftModel.peek().parameters.find(({ id }) => id === value)
  const span = parameter ? { from: String(parameter.min), to: String(parameter.max) } : {}
  draft.value = { ...before, [name]: { ...before[name], parameter: value, ...span } }
}

/** Changes the value of a parameter that stays the same over the whole sweep. */
export function editFixed(id: string, value: string): void {
  const before = draft.peek()
  draft.value = { ...before, fixed: { ...before.fixed, [id]: value } }
}

/** The parameters that no axis runs over. */
export function fixedParameters(model: Model, { x, y, t }: Draft): Model['parameters'] {
  const taken = new Set([x.parameter, y.parameter, t.parameter])
  return model.parameters.filter(({ id }) => !taken.has(id))
}

/** Answers the job that the fields describe, or what is wrong with each. */
export function check(given: Draft): Checked {
  const model = modelById(given.model) ?? firstModel
  const fixed: Record<string, number> = {}
  for (const { id, value } of fixedParameters(model, given)) {
    const text = given.fixed[id]
    const chosen = text === undefined ? value : toNumber(text)
    // A job that names what it would be anyway reads worse and is the same.
    if (chosen !== value) fixed[id] = chosen
  }
  const job = { model: model.id, x: toAxis(given.x), y: toAxis(given.y), t: toAxis(given.t), fixed }
  const messages = checkFields(model, job)
  return Object.keys(messages).length > 0 ? { messages } : { job: parseJob(job), messages }
}

function toAxis({ parameter, from, to, steps }: DraftAxis): Job['x'] {
  return { parameter, from: toNumber(from), to: toNumber(to), steps: toNumber(steps) }
}

function toNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text.replace(',', '.'))
}

function toDraft(job: Job): Draft {
  const axis = ({ parameter, from, to, steps }: Job['x']): DraftAxis => ({
    parameter,
    from: String(from),
    to: String(to),
    steps: String(steps),
  })
  const fixed = Object.fromEntries(Object.entries(job.fixed ?? {}).map(([id, value]) => [id, String(value)]))
  return { model: job.model, x: axis(job.x), y: axis(job.y), t: axis(job.t), fixed }
}
