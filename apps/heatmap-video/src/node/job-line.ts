import { SweepError } from '../errors.js'
import { checkLine, type LoadOf, usualLine } from '../load-line.js'
import { UsageError } from './usage-error.js'

/**
 * Where the line of a call lies: where it was told, or where it usually does.
 *
 * @param maxMemory - what `--max-memory` says
 * @throws {@link UsageError} for a line that is too low for one frame, with what is needed
 */
export function lineOf(load: LoadOf, maxMemory: number | undefined): number {
  if (maxMemory === undefined) return usualLine(load)
  try {
    checkLine(maxMemory, load)
  } catch (cause) {
    if (cause instanceof SweepError) throw new UsageError(`--max-memory: ${cause.message}`, { cause })
    throw cause
  }
  return maxMemory
}
