import { isBeginning } from '../beginning.js'
import { crc32 } from '../checksum.js'

/** Bytes before the first record. */
export const logHeaderBytes = 32
/** Bytes before each record's payload. */
export const recordHeaderBytes = 24
/** The version of the format that is written and read. */
export const logVersion = 1

// "PLIMSLOG" as two little-endian numbers, and "PLRC".
const logMagic = [0x4d49_4c50, 0x474f_4c53] as const
const recordMagic = 0x4352_4c50

/** A record that is whole, as its header tells it. */
export interface LogRecord {
  /** Where it begins in the file: its name, good for as long as the log is. */
  readonly offset: number
  /** What it is, in the caller's numbers. */
  readonly type: number
  /** Bytes of its payload. */
  readonly bytes: number
  /** The CRC-32 of its payload. */
  readonly checksum: number
}

/** Which log this is: goes into each record's checksum, so that a copy of one elsewhere is none. */
export type LogId = Uint8Array

/** Writes what begins a log: "PLIMSLOG", version as uint32, 8 random bytes, 8 zeros, CRC-32 of all this. */
export function encodeLogHeader(id: LogId): Uint8Array {
  const bytes = new Uint8Array(logHeaderBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, logMagic[0], true)
  view.setUint32(4, logMagic[1], true)
  view.setUint32(8, logVersion, true)
  bytes.set(id, 12)
  view.setUint32(28, crc32(bytes.subarray(0, 28)), true)
  return bytes
}

/** What begins a file: a log's id, a version that is not known here, or neither. */
export function decodeLogHeader(bytes: Uint8Array): { readonly id: LogId } | { readonly version: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, logHeaderBytes)
  if (view.getUint32(0, true) !== logMagic[0] || view.getUint32(4, true) !== logMagic[1]) return undefined
  if (view.getUint32(28, true) !== crc32(bytes.subarray(0, 28))) return undefined
  const version = view.getUint32(8, true)
  return version === logVersion ? { id: bytes.slice(12, 20) } : { version }
}

/** Whether these are the first bytes of a log's header, with zeros for the rest: what a crash leaves of one. */
export function isBegunLogHeader(bytes: Uint8Array): boolean {
  const whole = encodeLogHeader(bytes.subarray(12, 20))
  // A part of the checksum is anything, behind all that it is of.
  whole.set(bytes.subarray(28, logHeaderBytes), 28)
  return isBeginning(bytes, whole)
}

/**
 * Writes the header of a record, all numbers little-endian:
 *
 * | byte | content |
 * |---|---|
 * | 0 | "PLRC" |
 * | 4 | type, uint32 |
 * | 8 | bytes of the payload, uint64 |
 * | 16 | CRC-32 of the payload |
 * | 20 | CRC-32 of the log's id, the record's offset as uint64, and the 20 bytes before |
 */
export function encodeRecordHeader(record: LogRecord, id: LogId, into: Uint8Array): void {
  const view = new DataView(into.buffer, into.byteOffset, recordHeaderBytes)
  view.setUint32(0, recordMagic, true)
  view.setUint32(4, record.type, true)
  setUint53(view, 8, record.bytes)
  view.setUint32(16, record.checksum, true)
  view.setUint32(20, headerChecksum(into, id, record.offset), true)
}

/** Reads the header of a record at `offset`; `undefined` where there is none. */
export function decodeRecordHeader(bytes: Uint8Array, id: LogId, offset: number): LogRecord | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, recordHeaderBytes)
  if (view.getUint32(0, true) !== recordMagic) return undefined
  if (view.getUint32(20, true) !== headerChecksum(bytes, id, offset)) return undefined
  const length = view.getUint32(12, true) * 2 ** 32 + view.getUint32(8, true)
  return { offset, type: view.getUint32(4, true), bytes: length, checksum: view.getUint32(16, true) }
}

/** Where the record after this one begins: at a multiple of eight, so that numbers lie well in a file mapped into memory. */
export function nextOffset({ offset, bytes }: Pick<LogRecord, 'offset' | 'bytes'>): number {
  return Math.ceil((offset + recordHeaderBytes + bytes) / 8) * 8
}

function headerChecksum(header: Uint8Array, id: LogId, offset: number): number {
  const place = new DataView(new ArrayBuffer(8))
  setUint53(place, 0, offset)
  return crc32(header.subarray(0, 20), crc32(new Uint8Array(place.buffer), crc32(id)))
}

function setUint53(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true)
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true)
}
