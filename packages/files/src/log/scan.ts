import { crc32 } from '../checksum.js'
import type { RandomAccessFile } from '../random-access-file.js'
import { FileWindow } from './file-window.js'
import {
  decodeRecordHeader,
  type LogId,
  type LogRecord,
  logHeaderBytes,
  nextOffset,
  recordHeaderBytes,
} from './record-format.js'

/** Bytes of a log that are no whole record. */
export interface DroppedBytes {
  /** Where they begin in the file. */
  readonly offset: number
  /** How many they are. */
  readonly bytes: number
  /**
   * `'torn'`: at the end, where a record was being written, and cut off since. `'damaged'`: before records that are whole;
   * they stay where they are, and are told again when the log is opened again.
   */
  readonly reason: 'torn' | 'damaged'
}

/** What the opening of a log found. */
export interface LogRecovery {
  /** Records that are whole. */
  readonly records: number
  /** What is missing between and after them, in order. */
  readonly dropped: readonly DroppedBytes[]
}

/** What stands in a log's file. */
export interface Scan {
  readonly recovery: LogRecovery
  /** Where the next record goes. */
  readonly end: number
}

/**
 * Finds all whole records.
 *
 * A process that is killed leaves one torn record at most, the last. A power cut may lose any bytes that were not flushed:
 * then a header or a payload between whole records is none. A header that is whole says where the next one is, also where
 * its payload is not; without one, the next is searched for, and known by a checksum over the log's id and its own place.
 *
 * @param verify - `'tail'`: payloads are held against their checksum from the last one back to the first that is whole
 */
export async function scanLog(file: RandomAccessFile, id: LogId, verify: 'all' | 'tail'): Promise<Scan> {
  const size = await file.size()
  const window = new FileWindow(file)
  const whole: LogRecord[] = []
  const gaps: { offset: number; bytes: number }[] = []
  const drop = (offset: number, end: number) => {
    const last = gaps[gaps.length - 1]
    if (last && last.offset + last.bytes === offset) last.bytes = end - last.offset
    else if (end > offset) gaps.push({ offset, bytes: end - offset })
  }

  let count = 0
  let end = logHeaderBytes
  for (let at = logHeaderBytes; at < size; ) {
    const record = await recordAt(window, id, at, size)
    if (!record) {
      const next = await searchRecord(window, id, at + 8, size)
      drop(at, next)
      at = next
      continue
    }
    const next = Math.min(size, nextOffset(record))
    if (verify === 'tail') whole.push(record)
    else if (await isWhole(window, record, size)) {
      count++
      end = nextOffset(record)
    } else drop(at, next)
    at = next
  }
  for (let last = whole.pop(); last; last = whole.pop()) {
    if (await isWhole(window, last, size)) {
      count = whole.length + 1
      end = nextOffset(last)
      break
    }
    gaps.push({ offset: last.offset, bytes: Math.min(size, nextOffset(last)) - last.offset })
  }
  return { recovery: { records: count, dropped: told(gaps, end, size) }, end }
}

// The gaps before the end, and one for all that lies behind it.
function told(gaps: readonly { offset: number; bytes: number }[], end: number, size: number): DroppedBytes[] {
  const dropped: DroppedBytes[] = gaps
    .filter(({ offset }) => offset < end)
    .map(({ offset, bytes }) => ({ offset, bytes, reason: 'damaged' }))
  if (size > end) dropped.push({ offset: end, bytes: size - end, reason: 'torn' })
  return dropped
}

/** Answers the record that begins at `offset` and does not end behind `size`, by its header. */
export async function recordAt(
  window: FileWindow,
  id: LogId,
  offset: number,
  size: number,
): Promise<LogRecord | undefined> {
  const bytes = await window.at(offset, recordHeaderBytes, size)
  if (bytes.length < recordHeaderBytes) return undefined
  const record = decodeRecordHeader(bytes, id, offset)
  return record && offset + recordHeaderBytes + record.bytes <= size ? record : undefined
}

async function searchRecord(window: FileWindow, id: LogId, from: number, size: number): Promise<number> {
  for (let at = from; at + recordHeaderBytes <= size; ) {
    const bytes = await window.at(at, recordHeaderBytes, size)
    for (let i = 0; i + recordHeaderBytes <= bytes.length; i += 8) {
      const record = decodeRecordHeader(bytes.subarray(i), id, at + i)
      if (record && at + i + recordHeaderBytes + record.bytes <= size) return at + i
    }
    if (bytes.length < recordHeaderBytes) break
    at += Math.floor((bytes.length - recordHeaderBytes) / 8 + 1) * 8
  }
  return size
}

async function isWhole(window: FileWindow, record: LogRecord, size: number): Promise<boolean> {
  const { offset, bytes, checksum } = record
  const end = offset + recordHeaderBytes + bytes
  let crc = 0
  for (let at = offset + recordHeaderBytes; at < end; ) {
    const part = (await window.at(at, 1, size)).subarray(0, end - at)
    if (part.length === 0) return false
    crc = crc32(part, crc)
    at += part.length
  }
  return crc === checksum
}
