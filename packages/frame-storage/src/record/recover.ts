import { crc32, type RandomAccessFile } from '@plimsoll/files'
import type { FoundRecord, FrameEntry, RecordFormat } from './record.js'
import { keptOfEach } from './value-sample.js'

/** What the opening of a session found broken. */
export interface Recovery {
  /** Bytes at the end of the file that were no whole frame, such as one that was being written in a crash. */
  readonly droppedBytes: number
  /** Records before the end that cannot be read, or whose values were found damaged before. Their frames are missing. */
  readonly damagedRecords: number
}

/** What the records of a file, or of its end, say of frames. */
export interface FoundFrames {
  /** The frames that stand, in the order in which they were stored. */
  readonly entries: readonly FrameEntry[]
  /** Indices of which a frame was found damaged: none before it stands. One that was stored behind it is among the entries. */
  readonly dropped: readonly number[]
}

/** The whole records of a file. */
export interface RecoveredRecords extends FoundFrames {
  /** Where the next record goes. */
  readonly end: number
  /** Records up to there, those that are damaged included. */
  readonly ordinal: number
  readonly recovery: Recovery
}

/**
 * Finds all whole records, from the last to the first.
 *
 * A process that is killed leaves one torn record at most, the last; a power cut may leave several. So the end is where
 * the last record lies whose values are what its footer says. Of those before, the footers are read here, and the values
 * are held against their checksum when they are first asked for; the footer of one that differs says so from then on.
 */
export async function recover(file: RandomAccessFile, start: number, format: RecordFormat): Promise<RecoveredRecords> {
  const size = await file.size()
  let last = await lastRecord(file, start, size, format)
  while (last && !last.dropped && !(await isWhole(file, last)))
    last = await lastRecord(file, start, last.offset, format)

  const ordinal = last?.ordinal ?? 0
  let entries: FrameEntry[] = []
  const dropped = new Set<number>()
  const seen = new Set<number>()
  let kept = keptOfEach(0)
  let damagedRecords = ordinal
  for await (const record of backwards(file, start, last, format)) {
    // What stood before a frame that was found damaged is older than what was reported stored: missing is the truth.
    if (record.dropped) dropped.add(record.index)
    else damagedRecords--
    // The last of an index stands.
    const stands = !dropped.has(record.index) && !seen.has(record.index)
    if (!stands) continue
    seen.add(record.index)
    const { dropped: _, ...entry } = record
    // As many values of each as will stay. By halves, so that each is cut a few times at most.
    const fits = keptOfEach(seen.size)
    if (fits <= kept / 2) {
      kept = 2 ** Math.floor(Math.log2(fits))
      entries = entries.map(cutTo(kept))
    }
    entries.push(cutTo(kept)(entry))
  }
  const end = last ? format.endOf(last) : start
  const recovery = { droppedBytes: size - end, damagedRecords }
  return { entries: entries.reverse(), dropped: [...dropped], end, ordinal, recovery }
}

// A copy: what was read has room for all of it.
const cutTo =
  (kept: number) =>
  (entry: FrameEntry): FrameEntry => ({ ...entry, sample: entry.sample.slice(0, kept) })

// Where records are of one length, so many are read beside one another: in pages, each reading alone takes a millisecond.
const readsAtOnce = 32

/** Hands out a record and those before it. */
async function* backwards(
  file: RandomAccessFile,
  start: number,
  last: FoundRecord | undefined,
  format: RecordFormat,
): AsyncGenerator<FoundRecord> {
  let length = 0
  for (let record = last; record; ) {
    yield record
    const before = length
    length = format.endOf(record) - record.offset
    if (length === before) {
      const ends = Array.from({ length: readsAtOnce }, (_, back) => (record as FoundRecord).offset - back * length)
      for (const next of await Promise.all(ends.map(end => recordBefore(file, start, end, format)))) {
        if (!next || format.endOf(next) !== record.offset) break
        record = next
        yield record
      }
    }
    record = await lastRecord(file, start, record.offset, format)
  }
}

const windowBytes = 65_536

async function isWhole(file: RandomAccessFile, { offset, bytes, crc }: FoundRecord): Promise<boolean> {
  const piece = new Uint8Array(Math.min(bytes, windowBytes))
  let found = 0
  for (let at = 0; at < bytes; at += piece.length) {
    const part = piece.subarray(0, bytes - at)
    if ((await file.readAt(part, offset + at)) !== part.length) return false
    found = crc32(part, found)
  }
  return found === crc
}

/**
 * Answers the last record that ends at or before `end`; `undefined` where there is none from `start` on. One step where a
 * record ends there, else a search through what is damaged or torn.
 */
export async function lastRecord(
  file: RandomAccessFile,
  start: number,
  end: number,
  format: RecordFormat,
): Promise<FoundRecord | undefined> {
  let at = end - (end % 8)
  const next = await recordBefore(file, start, at, format)
  if (next) return next
  while (at - start >= format.tailBytes) {
    const base = Math.max(start, at - windowBytes)
    const seen = new Uint8Array(at - base)
    await file.readAt(seen, base)
    for (
      let found = format.nextTailEnd(seen, base, at);
      found !== undefined;
      found = format.nextTailEnd(seen, base, found - 8)
    ) {
      const record = await recordBefore(file, start, found, format)
      if (record) return record
    }
    // A footer that lies across the border is whole in the next window.
    if (base === start) return undefined
    at = base + 64
  }
  return undefined
}

/** Answers the record that ends at `end`; `undefined` where none does. */
async function recordBefore(
  file: RandomAccessFile,
  start: number,
  end: number,
  format: RecordFormat,
): Promise<FoundRecord | undefined> {
  const { tailBytes } = format
  if (end - start < tailBytes) return undefined
  const tail = new Uint8Array(tailBytes)
  const read = await file.readAt(tail, end - tailBytes)
  const found = read === tailBytes ? format.decodeTail(tail, end - tailBytes) : undefined
  return found && found.offset >= start ? found : undefined
}
