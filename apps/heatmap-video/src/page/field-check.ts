import { JobError } from '../errors.js'
import { axesOf, axisNames, parseJob } from '../job.js'
import type { Model } from '../models/index.js'

/** What is wrong, by field: `x.from`, `t.steps`, `fixed.massRatio`, `source`; `''` for the job as a whole. */
export type FieldMessages = Readonly<Record<string, string>>

/** What a field of numbers says: `NaN` where it is empty, its text where that is no number. */
export type Read = number | string

/** An axis as its fields say. */
export interface DraftedAxis {
  readonly parameter: string
  readonly from: Read
  readonly to: Read
  readonly steps: Read
}

/** A job as the fields say. */
export interface DraftedJob {
  readonly model: string
  readonly x: DraftedAxis
  readonly y: DraftedAxis
  readonly z?: DraftedAxis
  readonly t: DraftedAxis
  readonly fixed?: Readonly<Record<string, Read>>
  readonly source?: string
}

/**
 * Says what is wrong with each field, in the words of {@link parseJob}: each field is tried in a job whose other parts are
 * sound, so that the first mistake does not hide the others.
 */
export function checkFields(model: Model, job: DraftedJob): FieldMessages {
  const messages: Record<string, string> = {}
  const note = (field: string, tried: unknown, parameter = '') => {
    // The name that stands beside the field, in place of the one for programs.
    const label = model.parameters.find(({ id }) => id === parameter)?.label ?? parameter
    const message = complaint(tried, field !== 'source')
      ?.replace(`; ${parameter} goes`, `; ${label} goes`)
      .replace(`The fixed ${parameter} is`, `${label} is`)
    if (message && !(field in messages)) messages[field] = message
  }
  for (const name of axesOf(job)) {
    const axis = job[name] as DraftedAxis
    if (model.evolve && name !== 't') {
      note(`${name}.steps`, { ...soundJob(model), [name]: axis })
      continue
    }
    const { min, max } = model.parameters.find(({ id }) => id === axis.parameter) ?? { min: 0, max: 1 }
    const sound = soundJob(model, axis.parameter)
    const { parameter, from, to, steps } = axis
    note(`${name}.from`, { ...sound, [name]: { parameter, from, to: from, steps: 1 } }, parameter)
    note(`${name}.to`, { ...sound, [name]: { parameter, from: min, to, steps: 1 } }, parameter)
    note(`${name}.steps`, { ...sound, [name]: { parameter, from: min, to: max, steps } })
    if (!Object.keys(messages).some(field => field.startsWith(name))) note(`${name}.to`, { ...sound, [name]: axis })
  }
  for (const [id, value] of Object.entries(job.fixed ?? {}))
    note(`fixed.${id}`, { ...soundJob(model, id), fixed: { [id]: value } }, id)
  if (model.source) {
    const planes = job.z && { z: { ...job.z, from: 0, to: 0, steps: 1 } }
    note('source', { ...soundJob(model, job.z?.parameter ?? ''), ...planes, source: job.source })
  }
  if (Object.keys(messages).length === 0) note('', job)
  return messages
}

/** A job of single steps over any parameters but those named. */
function soundJob(model: Model, ...taken: string[]): Record<string, unknown> {
  if (model.evolve) {
    const single = Object.entries(model.axes).map(([name, axis]) => [name, { ...axis, steps: 1 }])
    return { model: model.id, ...Object.fromEntries(single) }
  }
  const free = model.parameters.filter(({ id }) => !taken.includes(id))
  const axes = axisNames.map((name, index) => {
    const { id, value } = free[index] ?? { id: '', value: 0 }
    return [name, { parameter: id, from: value, to: value, steps: 1 }]
  })
  return { model: model.id, ...Object.fromEntries(axes), ...(model.source && { source: model.source.example }) }
}

// What programs call such numbers, and what is said of them beside a field.
const numberWords = [
  [/ has NaN steps;/, ' has no steps;'],
  [/ has Infinity steps;/, ' has too many steps;'],
  [/ is NaN;/, ' is empty;'],
  [/ is Infinity;/, ' is too large;'],
  [/ is -Infinity;/, ' is too far below zero;'],
] as const

function complaint(tried: unknown, ofNumbers: boolean): string | undefined {
  try {
    parseJob(tried)
    return undefined
  } catch (error) {
    if (!(error instanceof JobError)) throw error
    const { message } = error
    const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
    return ofNumbers ? numberWords.reduce((text, [code, words]) => text.replace(code, words), sentence) : sentence
  }
}
