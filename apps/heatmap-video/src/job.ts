import { JobError, type JobErrorCode } from './errors.js'
import { type CellModel, type Model, modelById, models, type Parameter } from './models/index.js'

/** One axis: `steps` values of a parameter from `from` to `to`, both included; a single step is `from` alone. */
export interface Axis {
  /** The parameter's id. */
  readonly parameter: string
  /** The first value. */
  readonly from: number
  /** The last value. */
  readonly to: number
  /** How many values: 1 to 1,000,000. */
  readonly steps: number
}

/** A sweep: frames of x by y cells, or volumes of x by y by z, one for each step of t. */
export interface Job {
  /** The model's id. */
  readonly model: string
  /** Columns of a frame; runs fastest. */
  readonly x: Axis
  /** Rows of a frame. */
  readonly y: Axis
  /** Planes of a volume; left out, frames are planes themselves. */
  readonly z?: Axis
  /** Frames. */
  readonly t: Axis
  /** Values of the other parameters; those left out have the model's own. */
  readonly fixed?: Readonly<Record<string, number>>
  /** What the user wrote, for models that are made of it: an expression, the address of a module. */
  readonly source?: string
}

/** The three axes that each job has. */
export const axisNames = ['x', 'y', 't'] as const

/** The name of an axis; only jobs of volumes have `z`. */
export type AxisName = (typeof axisNames)[number] | 'z'

/** The axes that a job has, from the fastest to the slowest. */
export function axesOf(job: { readonly z?: unknown }): readonly AxisName[] {
  return job.z === undefined ? axisNames : ['x', 'y', 'z', 't']
}

/** The most steps of one axis. */
export const maxSteps = 1_000_000

/** The most cells of one frame: 64 MiB. */
export const maxFrameCells = 2 ** 24

/** The most cells of a job. */
export const maxCells = 1e12

/** The model of a job that was parsed. */
export function modelOf(job: Job): Model {
  const model = modelById(job.model)
  if (model) return model
  const known = models.map(({ id }) => id).join(', ')
  throw new JobError('JOB_UNKNOWN_MODEL', `there is no model ${shown(job.model)}; there are ${known}`)
}

/**
 * The model of a job that was parsed, where each cell is a simulation of its own and nothing has to be loaded.
 *
 * @throws `JobError` `JOB_UNKNOWN_MODEL` for any other
 */
export function cellModelOf(job: Job): CellModel {
  const model = modelOf(job)
  const { simulate } = model
  if (!simulate) throw new JobError('JOB_UNKNOWN_MODEL', `${model.id} does not simulate cells one by one`)
  return { ...model, simulate }
}

/**
 * Checks what came from outside, a form, a link or a file, and answers it as a job.
 *
 * @param input - an object in the form of {@link Job}
 * @returns a new job with all of it checked
 * @throws {@link JobError} naming the part that is wrong, what it may be, and what it was
 */
export function parseJob(input: unknown): Job {
  if (!isRecord(input))
    throw new JobError('JOB_INVALID', `a job is an object with model, x, y and t, not ${shown(input)}`)
  const { model: id, fixed = {} } = input
  const model = modelOf({ ...defaultJob(), model: id as string })
  const z = input.z === undefined ? {} : { z: axis(model, 'z', input.z) }
  const axes = { x: axis(model, 'x', input.x), y: axis(model, 'y', input.y), ...z, t: axis(model, 't', input.t) }
  const names = axesOf(axes)
  for (const [at, first] of names.entries())
    for (const second of names.slice(at + 1)) {
      const { parameter } = axes[first] as Axis
      if (parameter === axes[second]?.parameter)
        throw new JobError(
          'JOB_AXIS_TWICE',
          `axes ${first} and ${second} both run over "${parameter}"; give each its own`,
        )
    }
  if (model.evolve) checkSides(model, axes)
  if (!isRecord(fixed)) throw new JobError('JOB_INVALID_FIXED', `fixed is an object of numbers, not ${shown(fixed)}`)
  const values: Record<string, number> = {}
  for (const [parameter, value] of Object.entries(fixed)) {
    const along = names.find(name => axes[name]?.parameter === parameter)
    if (along) throw new JobError('JOB_AXIS_TWICE', `"${parameter}" runs along axis ${along}; it cannot be fixed too`)
    values[parameter] = checkedValue(model, parameter, value, 'JOB_INVALID_FIXED', `fixed ${parameter}`)
  }
  const frame = axes.x.steps * axes.y.steps * (axes.z?.steps ?? 1)
  if (frame > maxFrameCells)
    throw new JobError('JOB_TOO_LARGE', `a frame of ${frame} cells is too large; ${maxFrameCells} are the most`)
  if (frame * axes.t.steps > maxCells)
    throw new JobError('JOB_TOO_LARGE', `${frame * axes.t.steps} cells are too many; ${maxCells} are the most`)
  const source = checkedSource(model, input.source, axes)
  return {
    model: model.id,
    ...axes,
    ...(Object.keys(values).length ? { fixed: values } : {}),
    ...(source !== undefined && { source }),
  }
}

/**
 * A job that shows what a model does: the model's own axes, 50 steps each.
 *
 * @param modelId - the first model where none is named
 * @param steps - of each axis
 */
export function defaultJob(modelId = 'double-pendulum', steps = 50): Job {
  const { id, axes, source } = modelOf({ model: modelId } as Job)
  return {
    model: id,
    x: { ...axes.x, steps },
    y: { ...axes.y, steps },
    ...(axes.z && { z: { ...axes.z, steps } }),
    t: { ...axes.t, steps },
    ...(source && { source: source.example }),
  }
}

/**
 * The name under which a job's frames are stored: the same for the same cells, whatever the order of its members.
 *
 * @returns letters, digits and dashes: the model and 16 hexadecimal digits
 */
export function jobKey(job: Job): string {
  const model = modelOf(job)
  const axes = axesOf(job).map(name => {
    const { parameter, from, to, steps } = job[name] as Axis
    return [parameter, from, steps === 1 ? from : to, steps]
  })
  const onAxes = new Set(axes.map(([parameter]) => parameter))
  const fixed = model.parameters
    .filter(({ id }) => !onAxes.has(id))
    .map(({ id, value }) => [id, job.fixed?.[id] ?? value])
  const source = job.source === undefined ? [] : [job.source]
  const text = JSON.stringify([model.id, model.version, axes, fixed, ...source])
  return `${model.id}-${hash(text, 0x811c9dc5)}${hash(text, 0x01000193)}`
}

/** The shape of one frame: rows (y), columns (x); of a volume planes (z) before them. */
export function frameShape(job: Job): number[] {
  return job.z ? [job.z.steps, job.y.steps, job.x.steps] : [job.y.steps, job.x.steps]
}

/** Cells of one frame, cells of the job. */
export function countCells(job: Job): { frame: number; total: number } {
  const frame = job.x.steps * job.y.steps * (job.z?.steps ?? 1)
  return { frame, total: frame * job.t.steps }
}

/** The value at a step of an axis; the last is `to` exactly. */
export function axisValue({ from, to, steps }: Axis, step: number): number {
  if (step === 0 || steps === 1) return from
  return step === steps - 1 ? to : from + ((to - from) * step) / (steps - 1)
}

/**
 * Where the values of an axis lie: its first and its last. A field that evolves fills its cube, so that they lie in the
 * middles of its cells.
 */
export function placedAxis(job: Job, name: AxisName): Axis {
  const axis = job[name] as Axis
  if (name === 't' || !modelOf(job).evolve) return axis
  return { ...axis, from: 0.5 / axis.steps, to: 1 - 0.5 / axis.steps }
}

/** The parameters of a cell by name, for people and messages; `O(parameters)`. */
export function cellParameters(job: Job, cell: number): Record<string, number> {
  const [x, y] = [placedAxis(job, 'x'), placedAxis(job, 'y')]
  const { frame } = countCells(job)
  const within = cell % frame
  const values: Record<string, number> = {}
  const { parameters, source } = modelOf(job)
  // What a user's own model does not get is not told of.
  for (const { id, value } of parameters) if (!source || id !== 'z') values[id] = job.fixed?.[id] ?? value
  values[x.parameter] = axisValue(x, within % x.steps)
  values[y.parameter] = axisValue(y, Math.floor(within / x.steps) % y.steps)
  if (job.z) {
    const z = placedAxis(job, 'z')
    values[z.parameter] = axisValue(z, Math.floor(within / (x.steps * y.steps)))
  }
  values[job.t.parameter] = axisValue(job.t, Math.floor(cell / frame))
  return values
}

function axis(model: Model, name: AxisName, input: unknown): Axis {
  if (!isRecord(input))
    throw new JobError('JOB_INVALID_AXIS', `axis ${name} is ${shown(input)}; give it parameter, from, to and steps`)
  const { parameter, from, to = from, steps } = input
  const { id } = parameterOf(model, parameter)
  if (typeof steps !== 'number' || !Number.isInteger(steps) || steps < 1 || steps > maxSteps)
    throw new JobError(
      'JOB_INVALID_AXIS',
      `axis ${name} has ${shown(steps)} steps; 1 to ${maxSteps} whole steps are allowed`,
    )
  const start = checkedValue(model, id, from, 'JOB_INVALID_AXIS', `start of axis ${name}`)
  const end = checkedValue(model, id, to, 'JOB_INVALID_AXIS', `end of axis ${name}`)
  if (start === end && steps > 1)
    throw new JobError(
      'JOB_INVALID_AXIS',
      `axis ${name} has ${steps} steps from ${start} to ${end}; give it two ends or one step`,
    )
  return { parameter: id, from: start, to: end, steps }
}

function checkSides({ id, axes: own }: Model, axes: Pick<Job, 'x' | 'y' | 'z' | 't'>): void {
  for (const name of ['x', 'y', 'z', 't'] as const) {
    const [wanted, given] = [own[name], axes[name]]
    if (given === undefined)
      throw new JobError('JOB_INVALID_AXIS', `${id} fills a cube: give it axis ${name} with its steps`)
    if (given.parameter !== wanted?.parameter)
      throw new JobError('JOB_INVALID_AXIS', `axis ${name} of ${id} runs over ${wanted?.parameter}, and nothing else`)
    if (name !== 't' && (given.from !== 0 || given.to !== 1))
      throw new JobError('JOB_INVALID_AXIS', `axis ${name} of ${id} goes from 0 to 1, the whole cube`)
    if (name === 't' && given.to < given.from)
      throw new JobError(
        'JOB_INVALID_AXIS',
        `axis t of ${id} goes back from ${given.from} to ${given.to}; time does not`,
      )
  }
}

function checkedSource(model: Model, text: unknown, axes: { readonly z?: Axis }): string | undefined {
  if (!model.source) {
    if (text === undefined) return undefined
    throw new JobError('JOB_INVALID_SOURCE', `${model.id} takes no source; expression and module do`)
  }
  const { label } = model.source
  if (typeof text !== 'string') throw new JobError('JOB_INVALID_SOURCE', `${label}: ${shown(text)} is no text`)
  try {
    model.source.check(text, sourceNames(axes))
  } catch (cause) {
    throw new JobError('JOB_INVALID_SOURCE', `${label}: ${(cause as Error).message}`, { cause })
  }
  return text
}

/** What a model that the user wrote may take. */
export function sourceNames(axes: { readonly z?: unknown }): readonly string[] {
  return axesOf(axes)
}

function parameterOf(model: Model, id: unknown): Parameter {
  const found = model.parameters.find(parameter => parameter.id === id)
  if (found) return found
  const known = model.parameters.map(parameter => parameter.id).join(', ')
  throw new JobError('JOB_UNKNOWN_PARAMETER', `${model.id} has no parameter ${shown(id)}; it has ${known}`)
}

function checkedValue(model: Model, parameter: string, value: unknown, code: JobErrorCode, what: string): number {
  const { id, min, max, unit } = parameterOf(model, parameter)
  const allowed = `${id} goes from ${min} to ${max}${unit && ` ${unit}`}`
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new JobError(
      code,
      `the ${what} is ${shown(value)}${typeof value === 'string' ? ', no number' : ''}; ${allowed}`,
    )
  if (value < min || value > max) throw new JobError('JOB_OUT_OF_RANGE', `the ${what} is ${value}; ${allowed}`)
  return value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** FNV-1a, 32 bits. */
function hash(text: string, start: number): string {
  let sum = start
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}
