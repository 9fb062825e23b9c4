import { crc32 } from '@plimsoll/files'
import { recordHeaderBytes } from './frame-format.js'
import type { EncodedValue } from './value-codec.js'

/** What a record holds. */
export interface DecodedRecord {
  readonly key: Uint8Array
  readonly value: EncodedValue
  readonly expiresAt: number | undefined
}

/** Bytes of a record. */
export function recordBytesOf(key: Uint8Array, value: EncodedValue): number {
  return recordHeaderBytes + value.bytes.length + key.length
}

/**
 * Writes a record, and answers its checksum. The value comes first, so that it lies at a multiple of eight.
 *
 * @param into - as long as {@link recordBytesOf} says
 */
export function writeRecord(into: Uint8Array, key: Uint8Array, value: EncodedValue, expiresAt: number): number {
  const view = new DataView(into.buffer, into.byteOffset, recordHeaderBytes)
  view.setFloat64(0, expiresAt, true)
  view.setUint32(8, key.length, true)
  view.setUint32(12, value.form, true)
  into.set(value.bytes, recordHeaderBytes)
  into.set(key, recordHeaderBytes + value.bytes.length)
  return recordCheck(into)
}

/**
 * The checksum of a record. Of the time when it expires it knows the second alone: what comes again from memory differs by the
 * milliseconds that clocks are apart, and is the same.
 */
export function recordCheck(record: Uint8Array): number {
  const expiresAt = new DataView(record.buffer, record.byteOffset).getFloat64(0, true)
  const second = Number.isFinite(expiresAt) ? Math.round(expiresAt / 1000) >>> 0 : 0
  return crc32(record.subarray(8), second)
}

/** The parts of a record, as views. */
export function readRecord(record: Uint8Array): DecodedRecord {
  const view = new DataView(record.buffer, record.byteOffset, recordHeaderBytes)
  const expiresAt = view.getFloat64(0, true)
  const keyStart = record.length - view.getUint32(8, true)
  return {
    key: record.subarray(keyStart),
    value: { form: view.getUint32(12, true), bytes: record.subarray(recordHeaderBytes, keyStart) },
    expiresAt: Number.isFinite(expiresAt) ? expiresAt : undefined,
  }
}

/** Whether two keys are one. */
export function isSameKey(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
