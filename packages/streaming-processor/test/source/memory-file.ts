import type { OpenableFile, ReadableFile } from '@plimsoll/streaming-processor'

/** A file in memory that tells what was done to it. */
export interface MemoryFile extends ReadableFile {
  /** Reads that are under way. */
  reading: number
  /** The buffers that were filled. */
  readonly buffers: Set<ArrayBufferLike>
}

/** Makes one; `most` bounds what one read answers, as a network's file system may. */
export function memoryFile(data: Uint8Array, most = Number.POSITIVE_INFINITY): MemoryFile {
  const file: MemoryFile = {
    size: data.length,
    reading: 0,
    buffers: new Set(),
    async readAt(into, offset) {
      file.reading += 1
      file.buffers.add(into.buffer)
      await null
      const part = data.subarray(offset, offset + Math.min(into.length, most))
      into.set(part)
      file.reading -= 1
      return part.length
    },
  }
  return file
}

/** Makes a file of one in memory that is opened for each reading. */
export function openable(file: ReadableFile): { source: OpenableFile; open: () => number } {
  let open = 0
  const source: OpenableFile = {
    async open() {
      open += 1
      const close = async () => {
        open -= 1
      }
      return { size: file.size, readAt: (into, offset) => file.readAt(into, offset), close }
    },
  }
  return { source, open: () => open }
}
