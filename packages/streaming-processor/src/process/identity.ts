import { StreamError } from '../errors.js'
import { isResumable } from '../source/resumable.js'
import type { Source } from '../source/source.js'
import type { ChunkCut } from './chunk-cut.js'

/** Refuses a source of which nobody could tell later whether it is the same one. */
export function checkIdentity(source: Source<unknown>, id: string | undefined): void {
  if (id !== undefined) return
  const identity = isResumable(source) ? source.identity : undefined
  if (identity === undefined) throw missingId()
  // It is asked for again when the run begins; what goes wrong then is told.
  Promise.resolve(identity).catch(() => {})
}

/** Says which data a source has: by the given `id`, or by what it tells. */
export async function describeSource(source: Source<unknown>, id: string | undefined): Promise<string> {
  if (id !== undefined) return `id ${JSON.stringify(id)}`
  const identity = isResumable(source) ? await source.identity : undefined
  if (identity === undefined) throw missingId()
  return identity
}

/** Says how a source is cut. */
export function describeCut({ size, maxBytes }: ChunkCut<never>): string {
  return maxBytes === undefined ? `${size} items` : `${maxBytes} bytes`
}

/** How many items a source has, where it knows: an array, a set, the chunks of a grid. */
export function countOf(source: Source<unknown>): number | undefined {
  if (isResumable(source)) return undefined
  const { length, size } = source as { length?: unknown; size?: unknown }
  const count = length ?? size
  return Number.isSafeInteger(count) ? (count as number) : undefined
}

function missingId(): StreamError {
  const why = 'this source has neither a name nor a time of change, and other data would pass for it'
  const text = `a checkpoint needs an id here: ${why}; give a text that names the data, as in { checkpoint, id: 'orders-2024' }`
  return new StreamError('STREAM_INVALID_OPTIONS', text)
}
