import { FilesError } from './errors.js'

/**
 * Refuses options that name no directory.
 *
 * @throws {@link FilesError} `FILES_INVALID_OPTIONS`
 */
export function checkDirectory(caller: string, options: unknown): void {
  const cure = `give the path of a folder: ${caller}({ directory: 'results' })`
  if (typeof options !== 'object' || options === null) {
    throw new FilesError('FILES_INVALID_OPTIONS', `${caller} was given ${shown(options)}; ${cure}`)
  }
  const { directory } = options as { directory?: unknown }
  if (typeof directory === 'string') return
  throw new FilesError('FILES_INVALID_OPTIONS', `directory ${shown(directory)} of ${caller}; ${cure}`)
}

/** A value as a message shows it, cut short. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 80 ? `${value.slice(0, 80)}…` : value}"`
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  return Object(value) === value ? `a value of type ${kind}` : String(value)
}
