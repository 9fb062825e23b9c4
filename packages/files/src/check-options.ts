import { FilesError } from './errors.js'
import type { OpenOptions } from './file-backend.js'

/**
 * Refuses what is no object of options, and options that do not exist: one that is misspelt would leave its default.
 *
 * @param caller - the function that was called
 * @param allowed - the names of its options; without, any name is good
 * @param cure - a call that is right
 * @throws {@link FilesError} `FILES_INVALID_OPTIONS`
 */
export function checkOptions(
  caller: string,
  options: unknown,
  allowed: readonly string[] | undefined,
  cure: string,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalid(`${caller} was given ${shown(options)}; ${cure}`)
  }
  if (!allowed) return
  const unknown = Object.keys(options).find(key => !allowed.includes(key))
  if (unknown === undefined) return
  throw invalid(`there is no option ${shown(unknown)} of ${caller}; use ${allowed.join(', ')}`)
}

/**
 * Refuses what is no backend, such as the path of a folder.
 *
 * @throws {@link FilesError} `FILES_INVALID_OPTIONS`
 */
export function checkBackend(caller: string, files: unknown): void {
  if (typeof (files as { lock?: unknown } | null | undefined)?.lock === 'function') return
  throw invalid(`${caller} was given ${shown(files)} as files; give a value of platformFiles({ directory: 'results' })`)
}

/**
 * Refuses options that name no directory.
 *
 * @param others - the names of further options; without, any may stand beside it
 * @throws {@link FilesError} `FILES_INVALID_OPTIONS`
 */
export function checkDirectory(caller: string, options: unknown, others?: readonly string[]): void {
  const cure = `give the path of a folder: ${caller}({ directory: 'results' })`
  checkOptions(caller, options, others && ['directory', ...others], cure)
  const { directory } = options as { directory?: unknown }
  if (typeof directory === 'string') return
  throw invalid(`directory ${shown(directory)} of ${caller}; ${cure}`)
}

/**
 * Refuses a time to wait that is none: one that is no number would never be over.
 *
 * @throws {@link FilesError} `FILES_INVALID_OPTIONS`
 */
export function checkTimeout(caller: string, option: string, ms: unknown): void {
  if (ms === undefined || (typeof ms === 'number' && ms >= 0)) return
  throw invalid(`${option} ${shown(ms)} of ${caller}; use milliseconds from 0, or Infinity`)
}

/** Refuses options of `open` that are none. */
export function checkOpen(options: OpenOptions): void {
  checkOptions('open', options, ['create', 'readOnly', 'timeoutMs'], "give an object: open('a.bin', { create: true })")
  checkTimeout('open', 'timeoutMs', options.timeoutMs)
}

/** The refusal of options. */
export function invalid(message: string): FilesError {
  return new FilesError('FILES_INVALID_OPTIONS', message)
}

/** A value as a message shows it, cut short. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 80 ? `${value.slice(0, 80)}…` : value}"`
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  return Object(value) === value ? `a value of type ${kind}` : String(value)
}
