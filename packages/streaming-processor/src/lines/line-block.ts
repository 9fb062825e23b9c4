import { carriageReturn, LineScanner } from './line-scanner.js'
import { type NodeBuffer, nodeBuffer } from './node-buffer.js'

const nothing = new Uint8Array(0)

/** Whole lines that lie next to one another. There is one such block of a reading, which is filled again and again. */
export class LineBlock {
  readonly #scanner = new LineScanner()
  #unended = false
  // Kept apart: a buffer that was given back to the platform has no length any more, and places are still asked for.
  #length = 0
  /** The lines with their ends. */
  bytes: Uint8Array = nothing
  /** The same for Node. */
  native: NodeBuffer | undefined
  /** Where the LF of each line is; where the bytes end, for a last line without one. */
  ends: Uint32Array = this.#scanner.ends
  count = 0
  /** Where in the source the first line starts. */
  offset: number
  /** The number of the first line. */
  firstLine: number

  constructor(offset: number, firstLine: number) {
    this.offset = offset
    this.firstLine = firstLine
  }

  /** Takes other lines in. Only a line that is alone may come without its end. */
  fill(bytes: Uint8Array, offset: number, firstLine: number, unended: boolean): void {
    this.bytes = bytes
    this.#length = bytes.length
    this.native = nodeBuffer(bytes)
    this.offset = offset
    this.firstLine = firstLine
    this.#unended = unended
    this.count = unended ? 0 : this.#scanner.scan(bytes, this.native)
    this.ends = this.#scanner.ends
    if (unended && bytes.length > 0) this.ends[this.count++] = bytes.length
  }

  /** Where in `bytes` a line starts; for the line after the last, where they end. */
  startOf(line: number): number {
    return line === 0 ? 0 : Math.min((this.ends[line - 1] as number) + 1, this.#length)
  }

  /** Where in `bytes` a line ends, LF and CRLF left out. */
  endOf(line: number): number {
    const end = this.ends[line] as number
    return this.bytes[end - 1] === carriageReturn && end > this.startOf(line) && !this.#unended ? end - 1 : end
  }

  /** Keeps the first lines alone. */
  cut(count: number): void {
    this.bytes = this.bytes.subarray(0, this.startOf(count))
    this.#length = this.bytes.length
    this.count = count
  }
}
