import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkKeys, StreamError, shown } from '../errors.js'
import type { ByteRange } from '../source/byte-range.js'
import { type ByteSource, type BytesOptions, bytesOptionKeys, openBytes } from '../source/byte-source.js'

/** How lines are read. */
export interface LinesOptions extends BytesOptions {
  /**
   * The most bytes of a line, without its end. A longer one ends the reading with `STREAM_LINE_TOO_LONG` as soon as so
   * much of it was read, after the lines before it. `Infinity` allows any.
   *
   * @defaultValue '16MiB'
   */
  readonly maxLineBytes?: ByteSize
  /**
   * Whether a byte order mark at the start of the source stays in the first line.
   *
   * @defaultValue false
   */
  readonly keepBom?: boolean
  /**
   * Which lines to read: those that begin within, in bytes. Ranges without gaps, wherever they cut, give every line once.
   * Lines are counted from 1 at the start of the range.
   *
   * @defaultValue all
   */
  readonly range?: ByteRange
}

/** Where a line starts: the byte of the source, and the line's number from 1, in a range counted from its start. */
export type LinePosition = {
  /** The byte of the source, inflated where it is compressed. */
  readonly offset: number
  /** The number of the line. */
  readonly line: number
}

/** Options that were checked. */
export interface LineSettings {
  readonly maxLineBytes: number
  readonly keepBom: boolean
  readonly end: number
  readonly bytes: Pick<BytesOptions, 'blockBytes' | 'decompress'>
  readonly signal: AbortSignal | undefined
}

/** Where reading begins; not always at the start of a line. */
export interface LineStart extends LinePosition {
  /** Nothing but the source tells: the line under way there is another range's. */
  readonly mayBeWithinLine: boolean
}

/** Refuses bad options and sources by name, before anything is opened. */
export function checkLinesOptions(
  caller: string,
  source: ByteSource,
  options: LinesOptions,
): { settings: LineSettings; start: LineStart } {
  checkKeys(caller, options, ['maxLineBytes', 'keepBom', ...bytesOptionKeys])
  const { maxLineBytes = '16MiB', keepBom = false, range, signal, ...bytes } = options
  // A reader that nobody reads has opened nothing: it only checks.
  openBytes(source, { ...bytes, ...(range !== undefined && { range }) })
  const most = maxLineBytes === Number.POSITIVE_INFINITY ? maxLineBytes : parseBytes(maxLineBytes)
  if (most < 1) {
    const text = `maxLineBytes is ${shown(maxLineBytes)}; give at least 1 byte, or Infinity for lines of any length`
    throw new StreamError('STREAM_INVALID_SIZE', text)
  }
  if (typeof keepBom !== 'boolean') {
    throw new StreamError('STREAM_INVALID_OPTIONS', `keepBom is ${shown(keepBom)}; give true or false`)
  }
  const { start = 0, end = Number.POSITIVE_INFINITY } = range ?? {}
  return {
    settings: { maxLineBytes: most, keepBom, end, bytes, signal },
    start: { offset: start, line: 1, mayBeWithinLine: start > 0 },
  }
}

/** Refuses what is no position of lines. */
export function checkPosition(position: unknown): LineStart {
  const { offset, line } = Object(position) as Partial<LinePosition>
  if (isCount(offset, 0) && isCount(line, 1)) return { offset, line, mayBeWithinLine: false }
  const text = `the position is ${shown(position)}; give what \`position\` told: { offset, line }`
  throw new StreamError('STREAM_INVALID_OPTIONS', text)
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least
}
