import { crc32 } from '@plimsoll/files'
import type { HashSeeds } from './key-hash.js'

/** Bytes before the first frame of a segment. */
export const segmentHeaderBytes = 64
/** The version of the format that is written and read. */
export const segmentVersion = 1

// "PLIMTIER" as two little-endian numbers.
const magic = [0x4d49_4c50, 0x5245_4954] as const

/** What a segment says of itself. All numbers are little-endian: "PLIMTIER", version, then these, and a CRC-32 of all. */
export interface SegmentHeader {
  /** Which store it is of: what begins the hashes of its keys. */
  readonly seeds: HashSeeds
  /** Its number: each segment has the next. */
  readonly number: number
  /** The oldest segment that counted when it was begun. */
  readonly first: number
  /** Where the segment before it ends. */
  readonly formerEnd: number
  /** Records of the store so far, modulo 2^32, that put an end to an earlier one. */
  readonly kills: number
}

/** Writes a segment's header. */
export function encodeSegmentHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(segmentHeaderBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic[0], true)
  view.setUint32(4, magic[1], true)
  view.setUint32(8, segmentVersion, true)
  view.setUint32(12, header.seeds.low, true)
  view.setUint32(16, header.seeds.high, true)
  view.setUint32(20, header.kills, true)
  view.setFloat64(24, header.number, true)
  view.setFloat64(32, header.first, true)
  view.setFloat64(40, header.formerEnd, true)
  view.setUint32(60, crc32(bytes.subarray(0, 60)), true)
  return bytes
}

/** Reads a segment's header: itself, a version that is not known here, or `undefined` for what is none. */
export function decodeSegmentHeader(bytes: Uint8Array): SegmentHeader | { readonly version: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, segmentHeaderBytes)
  if (view.getUint32(0, true) !== magic[0] || view.getUint32(4, true) !== magic[1]) return undefined
  if (view.getUint32(60, true) !== crc32(bytes.subarray(0, 60))) return undefined
  const version = view.getUint32(8, true)
  if (version !== segmentVersion) return { version }
  return {
    seeds: { low: view.getUint32(12, true), high: view.getUint32(16, true) },
    kills: view.getUint32(20, true),
    number: view.getFloat64(24, true),
    first: view.getFloat64(32, true),
    formerEnd: view.getFloat64(40, true),
  }
}

/** The name of a segment's file. */
export function segmentName(folder: string, number: number): string {
  return `${folder}/${String(number).padStart(12, '0')}.segment`
}

/** The number in the name of a segment's file; `undefined` for other files. */
export function numberOf(folder: string, name: string): number | undefined {
  const digits = /^(\d{12,16})\.segment$/.exec(name.slice(folder.length + 1))?.[1]
  return digits === undefined ? undefined : Number(digits)
}
