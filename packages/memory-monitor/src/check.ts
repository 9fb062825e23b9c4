import { MemoryError, type MemoryErrorCode } from './errors.js'

/** A value as messages show it: short, and text in quotes. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value).slice(0, 40)
}

/** Refuses what is no object, and options by names that nobody reads, most often a slip of the pen. */
export function checkOptions(code: MemoryErrorCode, of: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new MemoryError(code, `the options of ${of} are ${shown(options)}; give an object`)
  for (const name of Object.keys(options))
    if (!names.includes(name)) throw new MemoryError(code, `${of} has no option "${name}"; it has ${names.join(', ')}`)
}
