import type { FileBackend, RandomAccessFile } from '@plimsoll/files'
import { encodeSegmentHeader, type SegmentHeader, segmentHeaderBytes, segmentName } from './segment-format.js'

/** One file of the log. */
export class Segment {
  /** Its number. */
  readonly number: number
  /** Where the next frame goes. */
  end: number
  /** Bytes of the file at most: what failed to be written may lie behind the end. */
  size: number
  /** Up to where it was flushed. */
  flushedEnd: number
  /** Records in it that can be found. */
  live = 0
  /** Its file's name. */
  readonly name: string
  readonly #backend: FileBackend
  readonly #file: RandomAccessFile
  readonly #reads = new Set<Promise<unknown>>()

  /** @param found - what is known of a file that exists */
  constructor(
    backend: FileBackend,
    file: RandomAccessFile,
    found: { number: number; end: number; size: number; flushedEnd: number },
  ) {
    this.#backend = backend
    this.#file = file
    this.name = file.name
    this.number = found.number
    this.end = found.end
    this.size = found.size
    this.flushedEnd = found.flushedEnd
  }

  /** Makes a segment's file, or fails and leaves none. */
  static async begin(backend: FileBackend, folder: string, header: SegmentHeader): Promise<Segment> {
    const name = segmentName(folder, header.number)
    const file = await backend.open(name, { create: true })
    try {
      await file.truncate(0)
      await file.writeAt(encodeSegmentHeader(header), 0)
    } catch (error) {
      await file.close().catch(() => {})
      await backend.remove(name).catch(() => {})
      throw error
    }
    const { number } = header
    return new Segment(backend, file, { number, end: segmentHeaderBytes, size: segmentHeaderBytes, flushedEnd: 0 })
  }

  /** Writes a frame at its end. Where that fails, the segment is as it was before, but perhaps longer. */
  async append(bytes: Uint8Array): Promise<void> {
    const offset = this.end
    try {
      await this.#file.writeAt(bytes, offset)
    } catch (error) {
      // What was written of it gives no room back, unless it is cut off.
      await this.#file.truncate(offset).then(
        () => {
          this.size = offset
        },
        () => {
          this.size = Math.max(this.size, offset + bytes.length)
        },
      )
      throw error
    }
    this.end = offset + bytes.length
    this.size = Math.max(this.size, this.end)
  }

  /** Reads so many bytes, fewer at the end of the file. */
  async read(offset: number, bytes: number): Promise<Uint8Array> {
    const into = new Uint8Array(bytes)
    const reading = this.#file.readAt(into, offset)
    this.#reads.add(reading)
    try {
      return into.subarray(0, await reading)
    } finally {
      this.#reads.delete(reading)
    }
  }

  /** Resolves when what was written outlasts a power cut. */
  async flush(): Promise<void> {
    const { end } = this
    if (this.flushedEnd >= end) return
    await this.#file.flush()
    this.flushedEnd = Math.max(this.flushedEnd, end)
  }

  /** Gives the file back. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#reads)
    await this.#file.close()
  }

  /** Removes the file. */
  async remove(): Promise<void> {
    await this.close()
    await this.#backend.remove(this.name)
  }
}
