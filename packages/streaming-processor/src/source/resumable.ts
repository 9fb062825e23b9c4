import type { Source } from './source.js'

/** A place in a source, as a JSON value: it outlives the process in a checkpoint. */
export type Position = string | number | boolean | null | readonly Position[] | { readonly [key: string]: Position }

/** A source that can be read again from a place in its middle, without reading what comes before it. */
export interface ResumableSource<Item> {
  /** Where the next item starts: right behind the last one that was handed out. */
  readonly position: Position
  /**
   * Answers the same source from a place on. It is a reading of its own; this one goes on as it was.
   *
   * @param position - one that this source, or an equal one of another run, told as its `position`
   */
  from(position: Position): Source<Item> & ResumableSource<Item>
  /** Which data it reads (a name, a size, a time of change): a position is of no use with any other. */
  readonly identity?: string | Promise<string> | undefined
}

/** Whether a source tells its position, and can be read from one. */
export function isResumable<Item>(source: Source<Item>): source is Source<Item> & ResumableSource<Item> {
  return typeof source === 'object' && source !== null && 'position' in source && 'from' in source
}
