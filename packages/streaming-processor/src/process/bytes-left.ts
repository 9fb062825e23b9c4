import { type ByteExtent, extentOf } from '../source/byte-extent.js'
import type { Position } from '../source/resumable.js'
import type { Source } from '../source/source.js'
import { type ChunkPlace, tooShort } from './chunk-cursor.js'
import { SlidingRate } from './sliding-rate.js'

/** How long the rest of a source will take whose items nobody has counted: by its bytes, at their own rate. */
export class BytesLeft {
  #bytes: number | undefined
  readonly #rate = new SlidingRate(0)
  #done = 0

  /**
   * Looks how many bytes there are to be read, where the source can tell. Chunks may be done meanwhile.
   *
   * @param from - where the run begins, if not at the start
   * @throws {@link StreamError} `STREAM_CHECKPOINT_MISMATCH`, at once or by the promise, where that lies behind the end
   */
  measure(source: Source<unknown>, from: Position | undefined): Promise<void> | undefined {
    const extent = extentOf(source)
    if (extent instanceof Promise) {
      // A file that is not there is told of by who opens it.
      return extent.catch(() => undefined).then(extent => this.#measured(extent, from))
    }
    this.#measured(extent, from)
    return undefined
  }

  #measured(extent: ByteExtent | undefined, from: Position | undefined): void {
    if (!extent) return
    const begin = offsetOf(from) ?? extent.start
    if (from !== undefined && begin > extent.size) throw tooShort(`${begin} bytes`, `${extent.size}`)
    this.#bytes = extent.end - begin
  }

  /** A chunk is done. */
  done({ begin, end }: ChunkPlace, atMs: number): void {
    this.#done += (offsetOf(end.position) ?? 0) - (offsetOf(begin.position) ?? 0)
    this.#rate.add(atMs, this.#done)
  }

  /** Milliseconds; nothing before anything was done. */
  etaMs(atMs: number): number | undefined {
    return etaMs(
      this.#bytes === undefined ? undefined : this.#bytes - this.#done,
      this.#rate.perSecond(atMs, this.#done),
    )
  }
}

/** How long it takes to do what is left, in milliseconds; nothing where nobody knows. */
export function etaMs(left: number | undefined, perSecond: number): number | undefined {
  if (left === undefined) return undefined
  if (left <= 0) return 0
  return perSecond > 0 ? (left / perSecond) * 1000 : undefined
}

/** The byte of a position of lines and the like. */
function offsetOf(position: Position | undefined): number | undefined {
  const { offset } = Object(position) as { offset?: unknown }
  return typeof offset === 'number' ? offset : undefined
}
