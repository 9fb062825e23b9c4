import { StreamError, shown } from '../errors.js'
import type { ByteRange } from './byte-range.js'
import type { RawReader } from './byte-reader.js'
import type { ByteChunk } from './read-chunks.js'

/** A file that is read at any place, such as a `RandomAccessFile` of `@plimsoll/files`. It is not closed by its readers. */
export interface ReadableFile {
  /** Its length in bytes, or what answers it. */
  readonly size: number | (() => number | Promise<number>)
  /**
   * Reads from `offset` on.
   *
   * @param into - is filled from its start; stays the caller's
   * @returns bytes read, 0 at the end of the file; fewer than asked for are asked for again
   */
  readAt(into: Uint8Array, offset: number): Promise<number>
}

/** A file that its reader opened, and closes. */
export interface OpenedFile extends ReadableFile {
  /** Gives it back to the platform. */
  close(): Promise<void>
}

/** A file that each reading opens for itself, and closes, such as `fileSource` of `./node` makes. */
export interface OpenableFile {
  /** Opens it. What cannot be read at any place (a pipe, a terminal) comes as a sequence of its bytes. */
  open(): Promise<OpenedFile | AsyncIterable<ByteChunk>>
}

/** Reads a file in two buffers in turn: the next block is on its way while the reader works on this one. */
export function readFile(file: ReadableFile, range: Required<ByteRange>, blockBytes: number): RawReader {
  const buffers: Uint8Array[] = []
  let turn = 0
  let at = range.start
  let filling: Promise<Uint8Array> | undefined
  let closed = false
  const fill = async () => {
    const most = Math.min(blockBytes, range.end - at)
    if (most <= 0) return new Uint8Array(0)
    const buffer = buffers[turn] ?? allocate(most)
    buffers[turn] = buffer
    turn = 1 - turn
    const into = buffer.subarray(0, most)
    const count = await file.readAt(into, at)
    if (!Number.isSafeInteger(count) || count < 0 || count > most) {
      const text = `readAt of the file answered ${shown(count)} for ${most} bytes; it answers the bytes it has read`
      throw new StreamError('STREAM_INVALID_SOURCE', text)
    }
    at += count
    return into.subarray(0, count)
  }
  return {
    settles: true,
    async read() {
      filling ??= fill()
      const block = await filling
      // Only nothing at all means the end: a file may answer less than it has, and may have grown meanwhile.
      if (block.length === 0 || closed) return undefined
      filling = fill()
      // Heard at the next read, or by nobody.
      filling.catch(() => {})
      return block
    },
    async close() {
      closed = true
      // A read that is under way needs its buffer and its file.
      await filling?.catch(() => {})
    },
  }
}

/** Reads a file that it opens at the first read, and closes at the end, after an error, and when told to. */
export function readOpenable(
  file: OpenableFile,
  ofFile: (file: ReadableFile) => RawReader,
  ofChunks: (source: AsyncIterable<ByteChunk>) => RawReader,
): RawReader {
  let opening: Promise<{ raw: RawReader; release: () => Promise<void> }> | undefined
  let settles = true
  let reading = false
  const open = async () => {
    const opened = await file.open()
    settles = 'readAt' in opened
    if ('readAt' in opened) {
      let closing: Promise<void> | undefined
      const release = () => {
        closing ??= opened.close()
        return closing
      }
      return { raw: ofFile(opened), release }
    }
    return { raw: ofChunks(opened), release: async () => {} }
  }
  return {
    get settles() {
      return settles
    },
    async read() {
      opening ??= open()
      const { raw, release } = await opening
      try {
        reading = true
        const block = await raw.read()
        reading = false
        if (block === undefined) await release()
        return block
      } catch (error) {
        await release().catch(() => {})
        throw error
      }
    },
    async close() {
      const opened = await opening?.catch(() => undefined)
      if (!opened) return
      const closed = Promise.resolve(opened.raw.close())
      // A pipe that is waited for may never answer.
      if (reading && !opened.raw.settles) closed.catch(() => {})
      else await closed
      await opened.release()
    },
  }
}

function allocate(bytes: number): Uint8Array {
  // Not zeroed where the platform lets us: it is filled before anyone sees it.
  const buffer = (globalThis as { Buffer?: { allocUnsafeSlow?(bytes: number): Uint8Array } }).Buffer
  return buffer?.allocUnsafeSlow?.(bytes) ?? new Uint8Array(bytes)
}
