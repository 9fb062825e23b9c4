import { StreamError } from '../errors.js'
import type { ByteSource } from '../source/byte-source.js'
import type { LineBlock } from './line-block.js'

/** A line that is no record. */
export interface BadLine {
  /** Its number, from 1, in a range counted from its start. */
  readonly line: number
  /** Where in the source it starts, in bytes. */
  readonly offset: number
  /** Its start: 200 bytes at most, control characters as `\u001b`, and a `…` where there is more. */
  readonly text: string
  /** Why: what `JSON.parse` or the reviver threw. */
  readonly reason: unknown
}

const shownBytes = 200
const controls = /[^\P{Cc}\t]/u

/** What becomes of lines that are no records. */
export class BadLines {
  readonly #onBadLine: 'stop' | 'skip' | 'collect'
  readonly #maxBad: number
  readonly #source: ByteSource
  readonly #kept: BadLine[] = []
  /** How many there were, those before the reading began included. */
  count: number

  /** @param before - so many were found before the place where the reading begins */
  constructor(onBadLine: 'stop' | 'skip' | 'collect', maxBad: number, source: ByteSource, before: number) {
    this.#source = source
    this.#onBadLine = onBadLine
    this.#maxBad = maxBad
    this.count = before
  }

  get kept(): readonly BadLine[] {
    return this.#kept
  }

  /** Takes note of one, or throws. */
  add(block: LineBlock, at: number, reason: unknown): void {
    const place = { line: block.firstLine + at, offset: block.offset + block.startOf(at) }
    if (this.#onBadLine === 'stop') {
      const why = told(block, at) + (place.offset === 0 ? hint(block, this.#source) : '')
      const text = `line ${place.line}, which starts at byte ${place.offset}, is no record of JSON: ${why}`
      throw new StreamError('STREAM_INVALID_RECORD', text, { ...place, cause: reason })
    }
    this.count += 1
    if (this.#onBadLine === 'collect' && this.#kept.length < this.#maxBad) {
      this.#kept.push({ ...place, text: startOf(block, at), reason })
    }
  }
}

/** A line for a message; binary is told by its first bytes, which a terminal would take for orders. */
function told(block: LineBlock, at: number): string {
  const text = decoded(block, at)
  if (!controls.test(text)) return text
  const hex = Array.from(block.bytes.subarray(block.startOf(at), block.endOf(at)).subarray(0, 8), byte =>
    byte.toString(16).padStart(2, '0'),
  )
  return `it begins with the bytes ${hex.join(' ')}`
}

/** What the start of a source may be in place of records. */
function hint({ bytes }: LineBlock, source: ByteSource): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "; that is gzip: give decompress: 'gzip'"
  const isPath = typeof source === 'string' && /^[^\s{}[\]"]+$/.test(source) && /[./\\]/.test(source)
  return isPath ? '; a string is read as the text itself: for a file of that path give fileSource(path) of ./node' : ''
}

function startOf(block: LineBlock, at: number): string {
  const asEscape = (control: string) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
  return decoded(block, at).replace(new RegExp(controls, 'gu'), asEscape)
}

/** The start of a line as a string of its own: a part of the line's string would keep all of it in memory. */
function decoded(block: LineBlock, at: number): string {
  const start = block.startOf(at)
  const end = block.endOf(at)
  // Within a stream, a character that is cut at the end is left out.
  const stream = end - start > shownBytes
  const bytes = new Uint8Array(block.bytes.subarray(start, Math.min(end, start + shownBytes)))
  return `${new TextDecoder().decode(bytes, { stream })}${stream ? '…' : ''}`
}
