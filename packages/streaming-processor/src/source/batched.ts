import { isResumable } from './resumable.js'
import type { Source } from './source.js'

/** A source that cuts by itself, faster than its items could be gathered: lines, for one. */
export interface BatchedSource<Item> {
  batches(cut: { readonly size: number } | { readonly maxBytes: number }): AsyncIterableIterator<Item[]>
}

/** Whether a source cuts by itself. Others' may have a method `batches` that means something else: lines tell their place, too. */
export function isBatched<Item>(source: Source<Item>): source is Source<Item> & BatchedSource<Item> {
  return isResumable(source) && typeof (source as { batches?: unknown }).batches === 'function'
}
