/** What went wrong, as a name that stays the same between versions. */
export type StreamErrorCode =
  | 'STREAM_CHECKPOINT_DAMAGED'
  | 'STREAM_CHECKPOINT_MISMATCH'
  | 'STREAM_INVALID_AXES'
  | 'STREAM_INVALID_OPTIONS'
  | 'STREAM_INVALID_RANGE'
  | 'STREAM_INVALID_RECORD'
  | 'STREAM_INVALID_SIZE'
  | 'STREAM_INVALID_SOURCE'
  | 'STREAM_LINE_TOO_LONG'
  | 'STREAM_TASK_FAILED'
  | 'STREAM_TIMEOUT'
  | 'STREAM_UNSUPPORTED_FORMAT'
  | 'STREAM_WORKER_LOST'

/** A part of a sequence: `end` is the first that no longer belongs to it. */
export interface Range {
  /** The first. */
  readonly start: number
  /** The one after the last. */
  readonly end: number
}

/** What a {@link StreamError} knows of the item that it is about. */
export interface StreamErrorOptions extends ErrorOptions {
  /** The how-manieth item of the source it is about, from 0. */
  readonly index?: number
  /** Which line of a text it is about, from 1. */
  readonly line?: number
  /** Where in the source that line starts, in bytes. */
  readonly offset?: number
  /** Where that item is a range of something, which. */
  readonly range?: Range
}

/** An error of working through a sequence; errors of the source itself come as they are. */
export class StreamError extends Error {
  /** Always `'StreamError'`. */
  override readonly name = 'StreamError'
  /** What went wrong. */
  readonly code: StreamErrorCode
  /** The how-manieth item of the source it is about, from 0. */
  readonly index: number | undefined
  /** Which line of a text it is about, from 1. */
  readonly line: number | undefined
  /** Where in the source that line starts, in bytes. */
  readonly offset: number | undefined
  /** Where that item has a `start` and an `end`, these. */
  readonly range: Range | undefined

  /**
   * @param code - what went wrong
   * @param message - what was given, what is allowed, what to do
   * @param options - the item it is about; `cause`: what was thrown
   */
  constructor(code: StreamErrorCode, message: string, options: StreamErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.index = options.index
    this.line = options.line
    this.offset = options.offset
    this.range = options.range
  }
}

/** The range that an item names, by its own `start` and `end`. */
export function rangeOf(item: unknown): Range | undefined {
  return attempt(() => {
    if (typeof item !== 'object' || item === null || !('start' in item) || !('end' in item)) return undefined
    const { start, end } = item
    return typeof start === 'number' && typeof end === 'number' ? { start, end } : undefined
  })
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  const text = attempt(() => String(thrown instanceof Error ? thrown.message : thrown))
  return text ?? `${typeof thrown} without a text`
}

/** What was given, short enough for a message. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}

/** The error of an option that is not what it has to be. */
export function invalid(option: string, value: unknown, allowed: string): StreamError {
  return new StreamError('STREAM_INVALID_OPTIONS', `${option} is ${shown(value)}; give ${allowed}`)
}

/** The error of a source that gives nothing. */
export function invalidSource(source: unknown, allowed: string): StreamError {
  const isPromise = typeof (source as { then?: unknown } | null | undefined)?.then === 'function'
  const text = isPromise ? 'is a promise; await it' : `is ${shown(source)}; give ${allowed}`
  return new StreamError('STREAM_INVALID_SOURCE', `the source ${text}`)
}

/** Whether a value is a number within bounds, and no text that looks like one. */
export function isNumber(value: unknown, least: number, most = Number.POSITIVE_INFINITY): value is number {
  return typeof value === 'number' && value >= least && value <= most
}

/** Refuses what is no number of things. */
export function checkCount(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw invalid(option, value, 'a whole number above 0')
}

/** Refuses what is no options, and an option that nobody knows, most often a slip of the pen, which would go unheard. */
export function checkKeys(caller: string, options: unknown, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw invalid(`the options of ${caller}`, options, 'an object')
  const unknown = Object.keys(options).find(key => !allowed.includes(key))
  if (unknown === undefined) return
  const text = `there is no option ${shown(unknown)} of ${caller}; use ${allowed.join(', ')}`
  throw new StreamError('STREAM_INVALID_OPTIONS', text)
}

/** What code of others answers, getters and `toString` among it, or nothing where it throws. */
function attempt<Answer>(read: () => Answer): Answer | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
