import { crc32 } from '@plimsoll/files'
import { bytesIn, bytesOf, makeGrid } from '../dtype.js'
import type { Dtype, Grid } from '../frame.js'
import type { SessionHeader } from '../session/session-header.js'
import { maxFrames } from './frame-table.js'
import type { GridStatistics } from './statistics.js'
import { sampleCells } from './value-sample.js'

/** How the values of a record are written. The numbers stand in files: none is ever given to something else. */
export const encodings = { raw: 0, shuffleDeflate: 1, shuffleZstd: 2, quantized: 3, quantizedDeflate: 4 } as const

// In the encoding's place: the values were found damaged, so the index has no frame from here on.
const droppedEncoding = 255

const footerBytes = 72
// Footers begin at multiples of it, so that one can be found behind what is damaged.
const alignment = 8
// "PLFR", read as a little-endian number.
const magic = 0x5246_4c50

/** What the file says of one frame, and where its values lie. */
export interface FrameEntry extends GridStatistics {
  /** Its place in the sequence. */
  readonly index: number
  /** Its point on the time axis. */
  readonly t: number
  /** Where its record, and so its payload, begins in the file. */
  readonly offset: number
  /** Bytes of the payload: its values as they are encoded. */
  readonly bytes: number
  /** One of {@link encodings}. */
  readonly encoding: number
  /** The CRC-32 of the payload. */
  readonly crc: number
  /** How many records there are up to this one. */
  readonly ordinal: number
  /** Some of its values, for percentiles. */
  readonly sample: Grid
}

/** A record's end as it was found. */
export interface FoundRecord extends FrameEntry {
  /** Whether its values were found damaged: neither it nor a former record of its index stands. */
  readonly dropped: boolean
}

/** How the records of a session lie in its file. */
export class RecordFormat {
  /** Bytes of a grid, and so the most that a payload has. */
  readonly frameBytes: number
  /** Bytes behind a payload: those of the sample and the footer. */
  readonly tailBytes: number
  readonly #dtype: Dtype
  readonly #sampleCells: number

  constructor({ dtype, shape }: Pick<SessionHeader, 'dtype' | 'shape'>) {
    const cells = shape.reduce((product, steps) => product * steps, 1)
    this.frameBytes = cells * bytesOf(dtype)
    this.#dtype = dtype
    this.#sampleCells = sampleCells(cells)
    this.tailBytes = aligned(this.#sampleCells * bytesOf(dtype)) + footerBytes
  }

  /** Where the tail of a record lies. */
  tailOf({ offset, bytes }: Pick<FrameEntry, 'offset' | 'bytes'>): number {
    return offset + aligned(bytes)
  }

  /** Where the record after this one begins. */
  endOf(record: Pick<FrameEntry, 'offset' | 'bytes'>): number {
    return this.tailOf(record) + this.tailBytes
  }

  /**
   * Writes the tail of a record: the sample, zeros up to a multiple of eight, then the footer, all numbers little-endian:
   *
   * | byte | content |
   * |---|---|
   * | 0 | "PLFR" |
   * | 4 | encoding (255 where the values were found damaged), three zeros |
   * | 8 | index, uint32 |
   * | 12 | bytes of the payload, uint32 |
   * | 16 | t, float64 |
   * | 24 | min, float64 |
   * | 32 | max, float64 |
   * | 40 | mean, float64 |
   * | 48 | count of NaN, uint32 |
   * | 52 | count of infinities, uint32 |
   * | 56 | CRC-32 of the payload |
   * | 60 | records up to this one, uint32 |
   * | 64 | values in the sample, uint32 |
   * | 68 | CRC-32 of the footer's place in the file as float64, the sample, and the 68 bytes before |
   *
   * A record is payload, zeros up to a multiple of eight, tail. What a record is stands at its end: it is written last, and
   * the last of a file is found without walking through all others.
   */
  encodeTail(entry: FrameEntry): Uint8Array {
    const bytes = new Uint8Array(this.tailBytes)
    bytes.set(bytesIn(entry.sample))
    const at = this.tailBytes - footerBytes
    const view = new DataView(bytes.buffer, at)
    view.setUint32(0, magic, true)
    view.setUint8(4, entry.encoding)
    view.setUint32(8, entry.index, true)
    view.setUint32(12, entry.bytes, true)
    view.setFloat64(16, entry.t, true)
    view.setFloat64(24, entry.min, true)
    view.setFloat64(32, entry.max, true)
    view.setFloat64(40, entry.mean, true)
    view.setUint32(48, entry.nan, true)
    view.setUint32(52, entry.infinite, true)
    view.setUint32(56, entry.crc, true)
    view.setUint32(60, entry.ordinal, true)
    view.setUint32(64, this.#sampleCells, true)
    view.setUint32(68, checksum(bytes, this.tailOf(entry)), true)
    return bytes
  }

  /** Says in a tail that the values are damaged. Torn, it is none at all, and the frame as lost. */
  markDropped(tail: Uint8Array, tailOffset: number): void {
    const view = new DataView(tail.buffer, tail.byteOffset + tail.length - footerBytes, footerBytes)
    view.setUint8(4, droppedEncoding)
    view.setUint32(68, checksum(tail, tailOffset), true)
  }

  /** Reads the tail that begins at `tailOffset`; `undefined` where there is none that is whole. */
  decodeTail(tail: Uint8Array, tailOffset: number): FoundRecord | undefined {
    if (!looksLikeFooter(tail, tail.length - footerBytes)) return undefined
    const view = new DataView(tail.buffer, tail.byteOffset + tail.length - footerBytes, footerBytes)
    if (view.getUint32(64, true) !== this.#sampleCells || view.getUint32(68, true) !== checksum(tail, tailOffset))
      return undefined
    const encoding = view.getUint8(4)
    const bytes = view.getUint32(12, true)
    if (bytes > this.frameBytes || (encoding === encodings.raw && bytes !== this.frameBytes)) return undefined
    const index = view.getUint32(8, true)
    // A table would grow up to it.
    if (index >= maxFrames) return undefined
    const sample = makeGrid(this.#dtype, this.#sampleCells)
    bytesIn(sample).set(tail.subarray(0, sample.byteLength))
    return {
      index,
      t: view.getFloat64(16, true),
      min: view.getFloat64(24, true),
      max: view.getFloat64(32, true),
      mean: view.getFloat64(40, true),
      nan: view.getUint32(48, true),
      infinite: view.getUint32(52, true),
      offset: tailOffset - aligned(bytes),
      bytes,
      encoding,
      crc: view.getUint32(56, true),
      ordinal: view.getUint32(60, true),
      sample,
      dropped: encoding === droppedEncoding,
    }
  }

  /** The highest place up to `from` in bytes at which a tail may end, `base` being the first byte's place in the file. */
  nextTailEnd(bytes: Uint8Array, base: number, from: number): number | undefined {
    for (let end = from - (from % alignment); end - base >= footerBytes; end -= alignment)
      if (looksLikeFooter(bytes, end - base - footerBytes)) return end
    return undefined
  }
}

function looksLikeFooter(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x50 && bytes[at + 1] === 0x4c && bytes[at + 2] === 0x46 && bytes[at + 3] === 0x52
}

// The place is part of it, so that a copy of a record among the values of another is none.
function checksum(tail: Uint8Array, tailOffset: number): number {
  const place = new DataView(new ArrayBuffer(8))
  place.setFloat64(0, tailOffset + tail.length - footerBytes, true)
  return crc32(tail.subarray(0, tail.length - 4), crc32(new Uint8Array(place.buffer)))
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment
}
