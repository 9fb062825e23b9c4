import { StreamError } from '../errors.js'
import type { LineBlock } from './line-block.js'

/** A line that is no record. */
export interface BadLine {
  /** Its number, from 1, in a range counted from its start. */
  readonly line: number
  /** Where in the source it starts, in bytes. */
  readonly offset: number
  /** Its start: 200 bytes at most, and a `…` where there is more. */
  readonly text: string
  /** Why: what `JSON.parse` or the reviver threw. */
  readonly reason: unknown
}

const shownBytes = 200

/** What becomes of lines that are no records. */
export class BadLines {
  readonly #onBadLine: 'stop' | 'skip' | 'collect'
  readonly #maxBad: number
  readonly #kept: BadLine[] = []
  /** How many there were, those before the reading began included. */
  count: number

  /** @param before - so many were found before the place where the reading begins */
  constructor(onBadLine: 'stop' | 'skip' | 'collect', maxBad: number, before: number) {
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
      const text = `line ${place.line}, which starts at byte ${place.offset}, is no record of JSON: ${startOf(block, at)}`
      throw new StreamError('STREAM_INVALID_RECORD', text, { ...place, cause: reason })
    }
    this.count += 1
    if (this.#onBadLine === 'collect' && this.#kept.length < this.#maxBad) {
      this.#kept.push({ ...place, text: startOf(block, at), reason })
    }
  }
}

/** The start of a line as a string of its own: a part of the line's string would keep all of it in memory. */
function startOf(block: LineBlock, at: number): string {
  const start = block.startOf(at)
  const end = block.endOf(at)
  // Within a stream, a character that is cut at the end is left out.
  const stream = end - start > shownBytes
  const bytes = new Uint8Array(block.bytes.subarray(start, Math.min(end, start + shownBytes)))
  return `${new TextDecoder().decode(bytes, { stream })}${stream ? '…' : ''}`
}
