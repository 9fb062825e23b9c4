import { isResumable } from '../source/resumable.js'
import type { Source } from '../source/source.js'
import type { ChunkCut } from './chunk-cut.js'

/** Says which data a source has: by the given `id`, by what it tells, or by its length. */
export async function describeSource(source: Source<unknown>, id: string | undefined): Promise<string> {
  if (id !== undefined) return `id ${JSON.stringify(id)}`
  const identity = isResumable(source) ? await source.identity : undefined
  if (identity !== undefined) return identity
  const count = countOf(source)
  return count === undefined ? 'a source without an identity' : `${count} items`
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
