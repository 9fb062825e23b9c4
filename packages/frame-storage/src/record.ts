import { crc32 } from '@plimsoll/files'
import type { GridStatistics } from './statistics.js'

/** Bytes before each frame's values. */
export const recordHeaderBytes = 64

/** How the values lie in the file. Others come with their numbers; a reader refuses those it does not know. */
export const rawCodec = 0

// In the codec's place: the values were found damaged, so the index has no frame from here on.
const droppedCodec = 255

// "PLFR", read as a little-endian number.
const magic = 0x5246_4c50

/** What the file says of one frame, and where its values lie. */
export interface FrameEntry extends GridStatistics {
  /** Its place in the sequence. */
  readonly index: number
  /** Its point on the time axis. */
  readonly t: number
  /** Where its record begins in the file; the values follow after {@link recordHeaderBytes}. */
  readonly offset: number
  /** The CRC-32 of the values' bytes. */
  readonly crc: number
}

/**
 * Writes the header of a record, all numbers little-endian:
 *
 * | byte | content |
 * |---|---|
 * | 0 | "PLFR" |
 * | 4 | codec (0, or 255 where the values were found damaged), three zeros |
 * | 8 | index, uint32 |
 * | 12 | bytes of the payload, uint32 |
 * | 16 | t, float64 |
 * | 24 | min, float64 |
 * | 32 | max, float64 |
 * | 40 | mean, float64 |
 * | 48 | count of NaN, uint32 |
 * | 52 | count of infinities, uint32 |
 * | 56 | CRC-32 of the payload |
 * | 60 | CRC-32 of the 60 bytes before |
 */
export function encodeRecordHeader(entry: FrameEntry, payloadBytes: number): Uint8Array {
  const bytes = new Uint8Array(recordHeaderBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint8(4, rawCodec)
  view.setUint32(8, entry.index, true)
  view.setUint32(12, payloadBytes, true)
  view.setFloat64(16, entry.t, true)
  view.setFloat64(24, entry.min, true)
  view.setFloat64(32, entry.max, true)
  view.setFloat64(40, entry.mean, true)
  view.setUint32(48, entry.nan, true)
  view.setUint32(52, entry.infinite, true)
  view.setUint32(56, entry.crc, true)
  view.setUint32(60, crc32(bytes.subarray(0, 60)), true)
  return bytes
}

/** A record's header as it was found. */
export interface FoundRecord extends FrameEntry {
  /** Whether its values were found damaged: neither it nor a former record of its index stands. */
  readonly dropped: boolean
}

/** Says in a record's header that its values are damaged. Torn, it is no header at all, and the frame as lost. */
export function markDropped(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, recordHeaderBytes)
  view.setUint8(4, droppedCodec)
  view.setUint32(60, crc32(bytes.subarray(0, 60)), true)
}

/** Reads the header of a record at `offset`; `undefined` where there is none that is whole. */
export function decodeRecordHeader(bytes: Uint8Array, offset: number, payloadBytes: number): FoundRecord | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, recordHeaderBytes)
  const codec = view.getUint8(4)
  if (view.getUint32(0, true) !== magic || (codec !== rawCodec && codec !== droppedCodec)) return undefined
  if (view.getUint32(12, true) !== payloadBytes) return undefined
  if (view.getUint32(60, true) !== crc32(bytes.subarray(0, 60))) return undefined
  return {
    index: view.getUint32(8, true),
    t: view.getFloat64(16, true),
    min: view.getFloat64(24, true),
    max: view.getFloat64(32, true),
    mean: view.getFloat64(40, true),
    nan: view.getUint32(48, true),
    infinite: view.getUint32(52, true),
    offset,
    crc: view.getUint32(56, true),
    dropped: codec === droppedCodec,
  }
}
