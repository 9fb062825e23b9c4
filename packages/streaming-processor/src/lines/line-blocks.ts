import { StreamError } from '../errors.js'
import type { GuardedReader } from '../source/byte-reader.js'
import { type ByteSource, openBytes } from '../source/byte-source.js'
import { LineBlock } from './line-block.js'
import type { LineSettings, LineStart } from './line-options.js'
import { carriageReturn, lineFeed } from './line-scanner.js'
import { UnfinishedLine } from './unfinished-line.js'

// A source may give all it has as one chunk; lines are made of no more than this at a time, or of one line.
const pieceBytes = 256 * 1024
const nothing = new Uint8Array(0)

/**
 * Cuts a source into blocks of whole lines. The end of a block of the source that is no whole line is copied and joined
 * with what follows: all else stays where it was read.
 */
export class LineBlocks {
  /** The lines that are there now; filled again by `now()` and `next()`. */
  readonly block: LineBlock
  readonly #settings: LineSettings
  readonly #reader: GuardedReader
  readonly #stopped: () => void
  readonly #rest: UnfinishedLine
  #input: Uint8Array = nothing
  #at = 0
  /** Where in the source the first line starts that was not handed out. */
  #offset: number
  #line: number
  #passesLine: boolean
  #over = false
  #closed = false
  #failure: { readonly error: unknown } | undefined
  #closing: Promise<void> | undefined
  #wake: (() => void) | undefined

  /** @param stopped - told when an abort makes the lines that are there void */
  constructor(source: ByteSource, settings: LineSettings, start: LineStart, stopped: () => void) {
    this.#settings = settings
    this.#rest = new UnfinishedLine(settings.maxLineBytes)
    this.#stopped = stopped
    this.#offset = start.offset
    this.#line = start.line
    this.#passesLine = start.mayBeWithinLine
    this.block = new LineBlock(start.offset, start.line)
    // A line starts here if the byte before ends one.
    const from = start.mayBeWithinLine ? start.offset - 1 : start.offset
    if (start.mayBeWithinLine) this.#offset = from
    // The last line may go on behind the end of the range.
    this.#reader = openBytes(source, { ...settings.bytes, ...(from > 0 && { range: { start: from } }) }, settings.end)
    if (settings.signal?.aborted) this.#abort()
    else settings.signal?.addEventListener('abort', this.#abort, { once: true })
    if (start.offset >= settings.end) this.#end()
  }

  /** As {@link RawReader.settles}. */
  get settles(): boolean {
    return this.#reader.settles
  }

  /** Fills the block with the next lines, as far as they are there without reading on. */
  now(): boolean {
    while (!this.#over && this.#at < this.#input.length) {
      // Not before: closing the source may make the lines void that came before the one that was refused.
      if (this.#failure) this.#end()
      else if (this.#passesLine) this.#passLine()
      else if (this.#offset >= this.#settings.end) this.#end()
      else if (this.#take()) return true
    }
    if (this.#failure) this.#end()
    return false
  }

  /**
   * Fills the block with the next lines.
   *
   * @returns whether there were any
   * @throws what the source threw, the reason of the abort, or `STREAM_LINE_TOO_LONG`, all once
   */
  async next(): Promise<boolean> {
    while (!this.now()) {
      if (this.#over) return this.#finish()
      const input = await this.#read()
      if (this.#over) return this.#finish()
      if (input === undefined) {
        const found = this.#takeLast()
        this.#leave()
        return found || this.#finish()
      }
      // Lines are views of it: the reader may not meet a Buffer, whose slice() is no copy.
      this.#input = new Uint8Array(input.buffer, input.byteOffset, input.length)
      this.#at = 0
    }
    return true
  }

  /** Ends the reading; a `next()` under way answers that there are no more lines. */
  async close(): Promise<void> {
    this.#closed = true
    this.#failure = undefined
    this.#end()
    this.#wake?.()
    await this.#closing
  }

  #take(): boolean {
    const input = this.#input
    const from = this.#at
    if (this.#rest.length > 0) {
      const end = input.indexOf(lineFeed, from)
      if (end < 0) return this.#keepRest()
      this.#at = end + 1
      return this.#give(this.#rest.finish(input.subarray(from, end + 1)))
    }
    let stop = Math.min(input.length, from + pieceBytes)
    // The last line of the range begins before its end: it goes as far as the first LF from the byte before the end on.
    const lastStart = from + this.#settings.end - this.#offset
    if (lastStart < stop) {
      const end = input.indexOf(lineFeed, lastStart - 1)
      if (end >= 0) stop = Math.min(stop, end + 1)
    }
    let end = input.lastIndexOf(lineFeed, stop - 1)
    if (end < from) end = input.indexOf(lineFeed, stop)
    if (end < 0) return this.#keepRest()
    this.#at = end + 1
    return this.#give(input.subarray(from, end + 1))
  }

  #takeLast(): boolean {
    return !this.#passesLine && this.#rest.length > 0 && this.#give(this.#rest.finish(nothing), true)
  }

  #give(bytes: Uint8Array, unended = false): boolean {
    const { keepBom, maxLineBytes } = this.#settings
    const { block } = this
    const mark = this.#offset === 0 && !keepBom && hasBom(bytes) ? 3 : 0
    block.fill(bytes.subarray(mark), this.#offset + mark, this.#line, unended)
    if (bytes.length > maxLineBytes) this.#checkLengths()
    this.#offset += bytes.length
    this.#line += block.count
    return block.count > 0
  }

  #checkLengths(): void {
    const { block } = this
    for (let line = 0; line < block.count; line++) {
      if (block.endOf(line) - block.startOf(line) <= this.#settings.maxLineBytes) continue
      this.#refuse(block.firstLine + line, line === 0 ? this.#offset : block.offset + block.startOf(line))
      block.cut(line)
      return
    }
  }

  /** Copies the start of a line whose end was not read yet. */
  #keepRest(): false {
    this.#rest.add(this.#input.subarray(this.#at))
    this.#at = this.#input.length
    // Neither a mark nor the CR of an end counts, and neither may be known yet.
    const mark = this.#offset === 0 && !this.#settings.keepBom ? 3 : 0
    const end = this.#rest.last === carriageReturn ? 1 : 0
    if (this.#rest.length - mark - end > this.#settings.maxLineBytes) this.#refuse(this.#line, this.#offset)
    return false
  }

  #refuse(line: number, offset: number): void {
    const { maxLineBytes } = this.#settings
    const text = `line ${line}, which starts at byte ${offset}, has more than ${maxLineBytes} bytes; raise maxLineBytes, or give Infinity`
    this.#failure = { error: new StreamError('STREAM_LINE_TOO_LONG', text, { line, offset }) }
  }

  #passLine(): void {
    const end = this.#input.indexOf(lineFeed, this.#at)
    const next = end < 0 ? this.#input.length : end + 1
    this.#offset += next - this.#at
    this.#at = next
    this.#passesLine = end < 0
  }

  async #read(): Promise<Uint8Array | undefined> {
    // Not raced by Promise.race, which would hang one more reaction on a promise of the whole run for each block.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined)
      this.#reader.read().then(resolve, error => {
        if (this.#over) return
        this.#leave()
        reject(error)
      })
    })
  }

  async #finish(): Promise<false> {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) {
      // What goes wrong while closing is worth less than what went wrong before it.
      // A source that does not answer must not hold up an abort.
      if (this.settles || !this.#settings.signal?.aborted) await this.#closing?.catch(() => {})
      throw failure.error
    }
    if (!this.#closed) await this.#closing
    return false
  }

  readonly #abort = () => {
    this.#failure = { error: this.#settings.signal?.reason }
    this.#end()
    this.#stopped()
    this.#wake?.()
  }

  /** No more is wanted. */
  #end(): void {
    if (this.#over) return
    this.#leave()
    this.#closing = this.#reader.close()
    this.#closing.catch(() => {})
  }

  /** No more comes. */
  #leave(): void {
    this.#over = true
    this.#input = nothing
    this.#rest.drop()
    this.#settings.signal?.removeEventListener('abort', this.#abort)
  }
}

function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
