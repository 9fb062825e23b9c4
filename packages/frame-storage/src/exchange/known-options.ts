import { FrameStorageError } from '../errors.js'
import { shown } from '../shown.js'

/** Refuses options that there are not: one that is misspelt would leave its default standing. */
export function checkNames(call: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find(name => !known.includes(name))
  if (unknown === undefined) return
  const message = `${call} has no option ${shown(unknown)}; use ${known.join(', ')}`
  throw new FrameStorageError('FRAMES_INVALID_OPTIONS', message)
}
