import { parseBytes } from '@plimsoll/bytes'
import { parseRange, type RangeChoice } from '../colour-range.js'
import { type ColourName, colourNames } from '../colours.js'
import { type Job, parseJob } from '../job.js'
import { parseView, type View } from '../view.js'

/** What the address of the page asks for. */
export interface PageOptions {
  readonly job?: Job
  /** What to do without being asked: run; run and render; start the workers and wait for `go()`. */
  readonly auto?: 'run' | 'render' | 'hold'
  readonly format?: 'mp4' | 'webm'
  readonly colours?: ColourName
  /** Which values have the first and the last colour. */
  readonly range?: RangeChoice
  /** What of a volume is drawn. */
  readonly view?: View
  readonly frameRate?: number
  readonly scale?: number
  readonly workers?: number
  /** The line, in bytes. */
  readonly maxMemory?: number
  /** `off`: no sweep is deleted when another is opened. */
  readonly cleanup?: 'off'
}

/** An address that asks for what the page does not have. */
export class AddressError extends RangeError {
  override readonly name = 'AddressError'
}

/**
 * Reads the address: `?job=<JSON>&auto=run|render|hold&format=mp4|webm&colours=&range=&view=&fps=&scale=&workers=&maxMemory=&cleanup=off`.
 *
 * @throws `JobError` for a job that cannot be run; {@link AddressError} for anything else that is not allowed
 */
export function readPageOptions(search: string): PageOptions {
  const given = new URLSearchParams(search)
  const auto = oneOf(given, 'auto', ['run', 'render', 'hold'] as const)
  const format = oneOf(given, 'format', ['mp4', 'webm'] as const)
  const colours = oneOf(given, 'colours', colourNames)
  const cleanup = oneOf(given, 'cleanup', ['off'] as const)
  const frameRate = wholeNumber(given, 'fps', 120)
  const scale = wholeNumber(given, 'scale', 64)
  const workers = wholeNumber(given, 'workers', 256)
  const maxMemory = byteSize(given, 'maxMemory')
  const range = given.get('range')
  const view = given.get('view')
  const job = given.get('job')
  return {
    ...(job !== null && { job: readJob(job) }),
    ...(auto && { auto }),
    ...(format && { format }),
    ...(colours && { colours }),
    ...(range !== null && { range: parseRange(range) }),
    ...(view !== null && { view: parseView(view) }),
    ...(frameRate && { frameRate }),
    ...(scale && { scale }),
    ...(workers && { workers }),
    ...(maxMemory !== undefined && { maxMemory }),
    ...(cleanup && { cleanup }),
  }
}

function readJob(text: string): Job {
  let job: unknown
  try {
    job = JSON.parse(text)
  } catch (cause) {
    throw new AddressError(`"job" in the address is not JSON: ${(cause as Error).message}`, { cause })
  }
  return parseJob(job)
}

function oneOf<T extends string>(given: URLSearchParams, name: string, allowed: readonly T[]): T | undefined {
  const text = given.get(name)
  if (text === null) return undefined
  const found = allowed.find(value => value === text)
  if (!found) throw new AddressError(`"${name}" in the address is "${text}"; use ${allowed.join(', ')}.`)
  return found
}

function byteSize(given: URLSearchParams, name: string): number | undefined {
  const text = given.get(name)
  if (text === null || text === '') return undefined
  try {
    return parseBytes(text)
  } catch (cause) {
    throw new AddressError(`"${name}" in the address is "${text}"; use a size such as 64MiB.`, { cause })
  }
}

function wholeNumber(given: URLSearchParams, name: string, largest: number): number | undefined {
  const text = given.get(name)
  if (text === null || text === '') return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > largest)
    throw new AddressError(`"${name}" in the address is "${text}"; use a whole number from 1 to ${largest}.`)
  return value
}
