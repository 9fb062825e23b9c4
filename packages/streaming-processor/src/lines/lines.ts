import type { Cut } from '../chunks/cut.js'
import type { ByteExtent, Told } from '../source/byte-extent.js'
import type { ByteSource } from '../source/byte-source.js'
import type { ResumableSource } from '../source/resumable.js'
import type { Settling } from '../source/settling.js'
import { type BatchFill, checkBatchCut, fillBatch, type LineBatchCut } from './batch-cut.js'
import { LineCursor } from './line-cursor.js'
import { checkLinesOptions, type LinePosition, type LinesOptions } from './line-options.js'

/** The lines of a source, one by one or in batches, from its start or from any line on. */
export interface Lines extends AsyncIterableIterator<string, undefined>, ResumableSource<string> {
  /** Where the next line starts: right behind the last one that was handed out. */
  readonly position: LinePosition
  /**
   * Reads the same lines from one on that `position` told, which may have been in another process. A `Blob` or a file is
   * read from there; of any other source what comes before is passed over.
   *
   * @throws {@link StreamError} `STREAM_INVALID_OPTIONS` for what is no position of lines
   */
  from(position: LinePosition): Lines
  /**
   * Answers the lines in arrays, which is twice as fast as one by one and more. It goes on where the reading stands, and
   * moves it on.
   *
   * @param cut - lines per batch, or bytes; without it a batch is what is there without waiting, some hundreds to
   * thousands of lines. None is empty, and an error comes after the lines before it
   * @throws {@link StreamError} `STREAM_INVALID_SIZE`, `STREAM_INVALID_OPTIONS`
   */
  batches(cut?: LineBatchCut): AsyncIterableIterator<string[], undefined>
  /** Ends the reading and closes the source; a `next()` under way answers that there are no more lines. */
  return(): Promise<IteratorResult<string, undefined>>
  /** Answers itself: there is one reading. */
  [Symbol.asyncIterator](): Lines
}

/**
 * Reads the lines of a text, whatever gives it.
 *
 * A line ends with LF or CRLF, which are left out; a CR alone, U+2028 and the like end none. The last line needs no end, and
 * an end at the very end begins no further line. The bytes are UTF-8: what is none becomes U+FFFD as with `TextDecoder`.
 *
 * Memory does not depend on the length of the source: two blocks of it are held, or the longest line. No line keeps another
 * one alive. The source is closed, once, on the end, `break`, an error and an abort alike; nothing is opened
 * before the first `next()`, which may be called again before the former has answered.
 *
 * @param source - a `Blob`, a file, a stream, an iterable of bytes or text, or bytes
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, `STREAM_INVALID_OPTIONS`, `STREAM_INVALID_SIZE` at once; by the
 * iteration `STREAM_LINE_TOO_LONG` with `line` and `offset`, and what the source threw, after the lines before it
 *
 * @example
 * ```ts
 * for await (const line of lines(file)) console.log(line)
 * for await (const batch of lines(file).batches({ size: 1000 })) await store(batch)
 * ```
 */
export function lines(source: ByteSource, options: LinesOptions = {}): Lines {
  const { settings, start } = checkLinesOptions('lines', source, options)
  return new LineReading(new LineCursor(source, settings, start))
}

// One by one, so many strings are made at once.
const groupLines = 64

class LineReading implements Lines {
  readonly #cursor: LineCursor
  // Strings of the next lines of the block, made some at a time.
  #texts: string[] = []
  #text = 0

  constructor(cursor: LineCursor) {
    this.#cursor = cursor
  }

  get position(): LinePosition {
    return this.#cursor.position
  }

  get 'plimsoll:extent'(): Told<ByteExtent> {
    return this.#cursor.extent
  }

  get identity(): string | Promise<string> | undefined {
    return this.#cursor.identity
  }

  from(position: LinePosition): Lines {
    return new LineReading(this.#cursor.from(position))
  }

  get 'plimsoll:settles'(): boolean {
    return this.#cursor.settles
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  // No async function: a line that is there costs one promise.
  next(): Promise<IteratorResult<string, undefined>> {
    const cursor = this.#cursor
    if (cursor.at < cursor.ready && !cursor.busy) return Promise.resolve({ done: false, value: this.#take() })
    return cursor.inTurn(async () => {
      const found = cursor.at < cursor.ready || (await cursor.advance())
      return found ? { done: false, value: this.#take() } : { done: true, value: undefined }
    })
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    await this.#cursor.close()
    return { done: true, value: undefined }
  }

  batches(cut?: LineBatchCut): AsyncIterableIterator<string[], undefined> {
    const checked = checkBatchCut(cut)
    const cursor = this.#cursor
    const batches: AsyncIterableIterator<string[], undefined> & Settling = {
      get 'plimsoll:settles'() {
        return cursor.settles
      },
      next: () => cursor.inTurn(() => this.#batch(checked)),
      return: async () => {
        await cursor.close()
        return { done: true, value: undefined }
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
    return batches
  }

  #take(): string {
    const { at, ready } = this.#cursor
    if (this.#text === this.#texts.length) {
      this.#texts = []
      this.#text = 0
      this.#cursor.decode(Math.min(ready, at + groupLines), this.#texts)
    }
    this.#cursor.at = at + 1
    return this.#texts[this.#text++] as string
  }

  async #batch(cut: Cut): Promise<IteratorResult<string[], undefined>> {
    const cursor = this.#cursor
    const batch: string[] = []
    const fill: BatchFill = { lines: 0, bytes: 0, full: false }
    const takesWhatIsThere = cut.size === undefined && cut.maxBytes === undefined
    this.#texts = []
    this.#text = 0
    const letGo = cursor.hold()
    try {
      while (!fill.full) {
        if (cursor.at < cursor.ready) {
          const to = fillBatch(fill, cut, cursor.block, cursor.at, cursor.ready)
          cursor.decode(to, batch)
          cursor.at = to
        } else if (takesWhatIsThere && batch.length > 0) {
          // The line that was cut in two by the end of the last block comes together with those that follow it.
          fill.full = batch.length > 1 || !cursor.now()
        } else if (!(await cursor.advance())) break
      }
    } catch (error) {
      if (batch.length === 0 || !cursor.postpone(error)) throw error
    }
    if (batch.length === 0 || cursor.closed) return { done: true, value: undefined }
    letGo()
    return { done: false, value: batch }
  }
}
