import { messageOf } from '../errors.js'
import { itemError } from '../map/item-error.js'

/** What is known of an item that was not done. */
export interface Blamed {
  readonly fn: string
  readonly item: unknown
  readonly index: number
  /** Something of it moved to its worker. */
  readonly moved: boolean
}

/** Says which item an error is about, unless it is about all of them. */
export function blame({ fn, item, index, moved }: Blamed, cause: unknown): unknown {
  if (!isOfItems(cause)) return cause
  if (codeOf(cause) !== 'WORKER_DIED') {
    const text = (name: string) => `"${fn}" failed for ${name}: ${messageOf(cause)}`
    return itemError('STREAM_TASK_FAILED', index, item, text, { cause })
  }
  const tries = moved ? 'its worker died, and what moved to it is gone' : 'two workers died of it, one after the other'
  return itemError('STREAM_WORKER_LOST', index, item, name => `${name} could not be done: ${tries}`, { cause })
}

/** Whether an error may be about an item: a module that does not start, or has no such function, is no item's fault. */
export function isOfItems(error: unknown): boolean {
  const code = codeOf(error)
  return code !== 'WORKER_START_FAILED' && code !== 'WORKER_UNKNOWN_FUNCTION'
}

/** The code of an error that has one, of whatever make: also one whose fields throw. */
export function codeOf(error: unknown): unknown {
  try {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  } catch {
    return undefined
  }
}
