import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { JobError } from '../errors.js'
import { type Axis, type AxisName, defaultJob, type Job, modelOf, parseJob } from '../job.js'
import { UsageError } from './usage-error.js'

/** What a call says of the job. */
export interface JobOptions {
  /** A model's id. */
  readonly model: string
  /** `parameter=from..to:steps`. */
  readonly x?: string
  /** `parameter=from..to:steps`. */
  readonly y?: string
  /** `parameter=from..to:steps`; frames are volumes with it. */
  readonly z?: string
  /** `parameter=from..to:steps`. */
  readonly t?: string
  /** `name=value`, any number of them. */
  readonly set?: readonly string[]
  /** What a model of the user's own is made of. */
  readonly source?: string
}

/**
 * Which model a call asks for: one by its name, or one of the user's own.
 *
 * @throws {@link UsageError} where there is none, or more than one
 */
export function modelAsked({
  model,
  expression,
  module,
}: {
  readonly model?: string
  readonly expression?: string
  readonly module?: string
}): Pick<JobOptions, 'model' | 'source'> {
  const own = [
    ...(expression === undefined ? [] : [{ model: 'expression', source: expression }]),
    ...(module === undefined ? [] : [{ model: 'module', source: moduleAddress(module) }]),
  ]
  const [first] = own
  if (own.length > 1 || (first && model !== undefined && model !== first.model))
    throw new UsageError('give one of --model, --expression and --module')
  if (first) return first
  if (model === undefined)
    throw new UsageError('--model is missing, and so are --expression and --module; --list-models names all')
  if (model === 'expression' || model === 'module') throw new UsageError(`--${model} is missing`)
  return { model }
}

// A path is one of this machine's; two letters and a colon are a drive.
function moduleAddress(text: string): string {
  return /^[a-z][a-z\d+.-]+:/i.test(text) ? text : pathToFileURL(resolve(text)).href
}

/**
 * The job that a call asks for: the model's own axes where it names none.
 *
 * @throws {@link UsageError} for text in another form, and for what the model does not allow
 */
export function jobFromOptions(options: JobOptions): Job {
  try {
    const job = defaultJob(options.model)
    const axes = Object.fromEntries(
      (['x', 'y', 'z', 't'] as const).map(name => {
        const text = options[name]
        return [name, text === undefined ? job[name] : parseAxis(name, text, job)]
      }),
    )
    const source = options.source === undefined ? {} : { source: options.source }
    return parseJob({ ...job, ...axes, ...source, fixed: parseFixed(options.set ?? []) })
  } catch (error) {
    if (error instanceof JobError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

const axisForm = /^(?<parameter>[^=:]+)(?:=(?<from>[^:]+?)(?:\.\.(?<to>[^:]+))?)?(?::(?<steps>\d+))?$/

/** Reads `theta1=-180..180:50`; the range may be left out (`theta1:50`), or the steps (`theta1=-180..180`), or the end. */
function parseAxis(name: AxisName, text: string, job: Job): Axis {
  const parts = axisForm.exec(text.trim())?.groups
  if (!parts?.parameter) throw new UsageError(`--${name} is "${text}"; ${axisHelp(modelOf(job).axes[name] ?? job.x)}`)
  const { parameter, from, to, steps } = parts
  const known = modelOf(job).parameters.find(({ id }) => id === parameter)
  const own = Object.values(modelOf(job).axes).find(axis => axis.parameter === parameter)
  const start = from === undefined ? (own?.from ?? known?.min ?? 0) : number(`--${name}`, from)
  const end = from === undefined ? (own?.to ?? known?.max ?? 0) : to === undefined ? start : number(`--${name}`, to)
  const single = from !== undefined && to === undefined
  return {
    parameter,
    from: start,
    to: end,
    steps: steps ? Number(steps) : single ? 1 : (job[name]?.steps ?? job.x.steps),
  }
}

function axisHelp({ parameter, from, to }: { parameter: string; from: number; to: number }): string {
  const whole = `${parameter}=${from}..${to}`
  return `write parameter=from..to:steps, such as ${whole}:50; without a range ${parameter}:50, without steps ${whole}`
}

function parseFixed(texts: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf('=')
      if (at < 1) throw new UsageError(`--set is "${text}"; write name=value, such as massRatio=2`)
      return [text.slice(0, at), number('--set', text.slice(at + 1))]
    }),
  )
}

function number(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new UsageError(`${option} has "${text}", which is no number`)
  return value
}
