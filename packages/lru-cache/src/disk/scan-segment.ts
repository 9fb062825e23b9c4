import type { RandomAccessFile } from '@plimsoll/files'
import { FileWindow } from './file-window.js'
import {
  beginsFrame,
  entryBytes,
  type FrameHeader,
  type FramePlace,
  frameBytesOf,
  frameHeaderBytes,
  isFrame,
  killBit,
  peekFrameHeader,
} from './frame-format.js'
import { segmentHeaderBytes } from './segment-format.js'

/** A frame that was found whole, but for its records, of which each has a checksum of its own. */
export interface FoundFrame {
  readonly offset: number
  readonly header: FrameHeader
  /** Where the next one begins. */
  readonly end: number
  /** Its entries; good until the next frame is looked for. */
  readonly entries: DataView
}

/** An entry of a frame. */
export interface FoundEntry {
  readonly low: number
  readonly high: number
  /** Where its record begins in the segment; of no meaning without bytes. */
  readonly offset: number
  readonly bytes: number
  readonly check: number
  readonly isKill: boolean
}

/** Reads the frames of a segment, one after the other. */
export class SegmentScan {
  readonly #window: FileWindow
  readonly #place: Omit<FramePlace, 'offset'>
  readonly #end: number

  /** @param end - nothing behind it is looked at */
  constructor(file: RandomAccessFile, place: Omit<FramePlace, 'offset'>, end: number) {
    this.#window = new FileWindow(file)
    this.#place = place
    this.#end = end
  }

  /** The frame that begins at an offset. */
  async frameAt(offset: number): Promise<FoundFrame | undefined> {
    const seen = await this.#window.at(offset, frameHeaderBytes)
    const header = seen.length < frameHeaderBytes ? undefined : peekFrameHeader(seen)
    if (!header || header.recordsBytes % 8 !== 0) return undefined
    const end = offset + frameBytesOf(header)
    if (end > this.#end) return undefined
    // Copied, for the entries may move the window.
    const first = seen.slice()
    const entries = await this.#window.at(end - header.entries * entryBytes, header.entries * entryBytes)
    if (entries.length < header.entries * entryBytes || !isFrame(first, entries, { ...this.#place, offset })) {
      return undefined
    }
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength)
    return { offset, header, end, entries: view }
  }

  /** The next frame from an offset on, wherever it begins. */
  async searchFrom(offset: number): Promise<FoundFrame | undefined> {
    for (let at = offset; at + frameHeaderBytes <= this.#end; at += 8) {
      const seen = await this.#window.from(at, frameHeaderBytes)
      let ahead = 0
      while (ahead + frameHeaderBytes <= seen.length && !beginsFrame(seen, ahead)) ahead += 8
      if (seen.length < frameHeaderBytes) return undefined
      at += ahead
      if (ahead + frameHeaderBytes > seen.length) {
        at -= 8
        continue
      }
      const found = await this.frameAt(at)
      if (found) return found
    }
    return undefined
  }

  /** Up to where the frames from an offset on say that the segment was flushed. */
  async flushedEndFrom(offset: number): Promise<number> {
    let flushedEnd = 0
    for (let frame = await this.searchFrom(offset); frame; frame = await this.searchFrom(frame.end)) {
      flushedEnd = Math.max(flushedEnd, frame.header.flushedEnd)
    }
    return flushedEnd
  }
}

/** The entries of a frame, in order. */
export function* entriesOf({ offset, header, entries }: FoundFrame): Generator<FoundEntry, void, undefined> {
  let at = offset + frameHeaderBytes
  for (let entry = 0; entry < header.entries; entry++) {
    const from = entry * entryBytes
    const packed = entries.getUint32(from + 8, true)
    const bytes = packed % killBit
    yield {
      low: entries.getUint32(from, true),
      high: entries.getUint32(from + 4, true),
      offset: at,
      bytes,
      check: entries.getUint32(from + 12, true),
      isKill: packed >= killBit,
    }
    at += Math.ceil(bytes / 8) * 8
  }
}

/** Where the first frame of a segment begins. */
export const firstFrameOffset = segmentHeaderBytes
