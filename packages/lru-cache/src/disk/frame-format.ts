import { crc32 } from '@plimsoll/files'
import type { HashSeeds } from './key-hash.js'

/** Bytes before the records of a frame. */
export const frameHeaderBytes = 32
/** Bytes of each record's entry behind the records. */
export const entryBytes = 16
/** Bytes of a record before its value: when it expires, bytes of its key, form of its value. */
export const recordHeaderBytes = 16
/** In an entry's count of bytes: it puts an end to an earlier record of its key. With no bytes, that is all it does. */
export const killBit = 2 ** 31

// "PLTF".
const magic = 0x4654_4c50

/** Where a frame lies: goes into its checksum, so that a copy of one elsewhere is none. */
export interface FramePlace {
  readonly seeds: HashSeeds
  /** The segment's number. */
  readonly segment: number
  /** Where it begins in the segment's file. */
  readonly offset: number
}

/** What a frame says of itself. */
export interface FrameHeader {
  /** Bytes of all records, a multiple of eight. */
  readonly recordsBytes: number
  /** Entries behind them. */
  readonly entries: number
  /** As in a segment's header, up to this frame. */
  readonly kills: number
  /** Up to where the segment was flushed when it was written. */
  readonly flushedEnd: number
}

/**
 * Fills in the first 32 bytes of a frame: "PLTF", the CRC-32 of its place, of the rest of the header and of the entries, then
 * the header. Behind it lie the records, and behind those the entries: the two halves of the key's hash, bytes of the record
 * (with {@link killBit}), its checksum.
 */
export function encodeFrameHeader(frame: Uint8Array, header: FrameHeader, place: FramePlace): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  view.setUint32(0, magic, true)
  view.setUint32(8, header.recordsBytes, true)
  view.setUint32(12, header.entries, true)
  view.setUint32(16, header.kills, true)
  view.setUint32(20, 0, true)
  view.setFloat64(24, header.flushedEnd, true)
  const entries = frame.subarray(frameHeaderBytes + header.recordsBytes)
  view.setUint32(4, checksumOf(frame.subarray(8, frameHeaderBytes), entries, place), true)
}

/** Reads the first 32 bytes of a frame, before its checksum is known to be right. */
export function peekFrameHeader(bytes: Uint8Array): FrameHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, frameHeaderBytes)
  if (view.getUint32(0, true) !== magic) return undefined
  const recordsBytes = view.getUint32(8, true)
  return {
    recordsBytes,
    entries: view.getUint32(12, true),
    kills: view.getUint32(16, true),
    flushedEnd: view.getFloat64(24, true),
  }
}

/** Whether bytes begin at a place as a frame does, at a glance. */
export function beginsFrame(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x50 && bytes[at + 1] === 0x4c && bytes[at + 2] === 0x54 && bytes[at + 3] === 0x46
}

/** Whether header and entries are those of a frame at this place. */
export function isFrame(header: Uint8Array, entries: Uint8Array, place: FramePlace): boolean {
  const view = new DataView(header.buffer, header.byteOffset, frameHeaderBytes)
  return view.getUint32(4, true) === checksumOf(header.subarray(8, frameHeaderBytes), entries, place)
}

/** Bytes of a whole frame. */
export function frameBytesOf({ recordsBytes, entries }: Pick<FrameHeader, 'recordsBytes' | 'entries'>): number {
  return frameHeaderBytes + recordsBytes + entries * entryBytes
}

function checksumOf(header: Uint8Array, entries: Uint8Array, { seeds, segment, offset }: FramePlace): number {
  const place = new DataView(new ArrayBuffer(24))
  place.setUint32(0, seeds.low, true)
  place.setUint32(4, seeds.high, true)
  place.setFloat64(8, segment, true)
  place.setFloat64(16, offset, true)
  return crc32(entries, crc32(header, crc32(new Uint8Array(place.buffer))))
}
