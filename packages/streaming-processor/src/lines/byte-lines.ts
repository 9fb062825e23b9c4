import type { ByteSource } from '../source/byte-source.js'
import type { ResumableSource } from '../source/resumable.js'
import { decodeLines } from './decode-lines.js'
import type { LineBlock } from './line-block.js'
import { LineCursor } from './line-cursor.js'
import { checkLinesOptions, type LinePosition, type LinesOptions } from './line-options.js'

/**
 * Lines that lie next to one another in memory which is used again: it is good until the next batch is asked for. Whoever
 * keeps a line copies it, or takes it as `text`.
 */
export interface ByteLineBatch {
  /** The lines and their ends. */
  readonly bytes: Uint8Array
  /** How many lines there are, at least one. */
  readonly count: number
  /** The number of the first line, from 1, in a range counted from its start. */
  readonly firstLine: number
  /** Where in the source the first line starts, in bytes. */
  readonly offset: number
  /** Where in `bytes` a line starts; for `count`, where they end. O(1) */
  start(line: number): number
  /** Where in `bytes` a line ends, LF and CRLF left out. O(1) */
  end(line: number): number
  /** A line of this batch, from 0, as a view of `bytes`. */
  line(line: number): Uint8Array
  /** A line of this batch, from 0, as a string. */
  text(line: number): string
}

/** The lines of a source as bytes, in batches. */
export interface ByteLines extends AsyncIterableIterator<ByteLineBatch, undefined>, ResumableSource<ByteLineBatch> {
  /** Where the line after the last batch starts. */
  readonly position: LinePosition
  /**
   * Reads the same lines from one on that a `position` told, of `lines`, too.
   *
   * @throws {@link StreamError} `STREAM_INVALID_OPTIONS` for what is no position of lines
   */
  from(position: LinePosition): ByteLines
  /** Ends the reading and closes the source; a `next()` under way answers that there are no more lines. */
  return(): Promise<IteratorResult<ByteLineBatch, undefined>>
  /** Answers itself: there is one reading. */
  [Symbol.asyncIterator](): ByteLines
}

/**
 * Finds the lines of a text without making strings, by the rules of {@link lines}: for counting, for searching, for
 * formats that are parsed from bytes.
 *
 * Nothing is copied but the one line that lies across two blocks of the source, which comes as a batch of its own. The
 * batches are views of memory that is used again.
 *
 * @param source - a `Blob`, a file, a stream, an iterable of bytes or text, or bytes
 * @throws {@link StreamError} as {@link lines}
 *
 * @example
 * ```ts
 * let count = 0
 * for await (const batch of byteLines(file)) count += batch.count
 * ```
 */
export function byteLines(source: ByteSource, options: LinesOptions = {}): ByteLines {
  const { settings, start } = checkLinesOptions('byteLines', source, options)
  return new ByteLineReading(new LineCursor(source, settings, start))
}

class ByteLineReading implements ByteLines {
  readonly #cursor: LineCursor

  constructor(cursor: LineCursor) {
    this.#cursor = cursor
  }

  get position(): LinePosition {
    return this.#cursor.position
  }

  from(position: LinePosition): ByteLines {
    return new ByteLineReading(this.#cursor.from(position))
  }

  get 'plimsoll:settles'(): boolean {
    return this.#cursor.settles
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<ByteLineBatch, undefined>> {
    const cursor = this.#cursor
    return cursor.inTurn(async () => {
      if (!(await cursor.advance())) return { done: true, value: undefined }
      cursor.at = cursor.ready
      return { done: false, value: new BatchOfBlock(cursor.block) }
    })
  }

  async return(): Promise<IteratorResult<ByteLineBatch, undefined>> {
    await this.#cursor.close()
    return { done: true, value: undefined }
  }
}

class BatchOfBlock implements ByteLineBatch {
  readonly bytes: Uint8Array
  readonly count: number
  readonly firstLine: number
  readonly offset: number
  readonly #block: LineBlock

  constructor(block: LineBlock) {
    this.#block = block
    this.bytes = block.bytes
    this.count = block.count
    this.firstLine = block.firstLine
    this.offset = block.offset
  }

  start(line: number): number {
    return this.#block.startOf(line)
  }

  end(line: number): number {
    return this.#block.endOf(line)
  }

  line(line: number): Uint8Array {
    return this.bytes.subarray(this.#block.startOf(line), this.#block.endOf(line))
  }

  text(line: number): string {
    const texts: string[] = []
    decodeLines(this.#block, line, line + 1, texts)
    return texts[0] as string
  }
}
