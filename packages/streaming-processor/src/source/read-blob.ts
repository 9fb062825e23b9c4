import type { ByteRange } from './byte-range.js'
import type { RawReader } from './byte-reader.js'
import { readChunks } from './read-chunks.js'

/**
 * Reads a blob. Browsers stream it from where it lies into a given buffer four times as fast as they answer slices, and leave
 * no garbage; in Node slices are the faster way.
 */
export function readBlob(blob: Blob, range: Required<ByteRange>, blockBytes: number): RawReader {
  const part =
    range.start === 0 && range.end >= blob.size ? blob : blob.slice(range.start, Math.min(range.end, blob.size))
  const { process } = globalThis as { process?: { versions?: { node?: string } } }
  return process?.versions?.node ? readSlices(part, blockBytes) : readStream(part, blockBytes)
}

/** Whether a value is a blob or a file of the platform, from whichever realm. */
export function isBlob(value: unknown): value is Blob {
  if (typeof value !== 'object' || value === null) return false
  return 'arrayBuffer' in value && 'slice' in value && 'size' in value && 'stream' in value
}

/** The next slice is on its way while the reader works on this one. */
function readSlices(blob: Blob, blockBytes: number): RawReader {
  let at = 0
  let ahead: Promise<Uint8Array> | undefined
  const slice = async () => {
    const part = blob.slice(at, at + blockBytes)
    at += blockBytes
    return new Uint8Array(await part.arrayBuffer())
  }
  return {
    fresh: true,
    settles: true,
    async read() {
      const coming = ahead ?? (at < blob.size ? slice() : undefined)
      if (!coming) return undefined
      // Kept until it is here, for a close that comes meanwhile.
      ahead = coming
      const block = await coming
      ahead = at < blob.size ? slice() : undefined
      // Heard at the next read, or by nobody.
      ahead?.catch(() => {})
      return block
    },
    async close() {
      at = blob.size
      await ahead?.catch(() => {})
    },
  }
}

/** The platform reads on by itself, as far as it sees fit, and copies into one buffer that goes to and fro. */
function readStream(blob: Blob, blockBytes: number): RawReader {
  let reader: ReadableStreamBYOBReader | undefined
  let chunks: RawReader | undefined
  let buffer = new ArrayBuffer(Math.min(blockBytes, blob.size))
  return {
    settles: true,
    async read() {
      if (buffer.byteLength === 0) return undefined
      if (!reader && !chunks) {
        const stream = blob.stream()
        try {
          reader = stream.getReader({ mode: 'byob' })
        } catch {
          // A browser whose blobs answer chunks of their own.
          chunks = readChunks(stream)
        }
      }
      if (!reader) return chunks?.read()
      const { done, value } = await reader.read(new Uint8Array(buffer))
      if (done) return undefined
      buffer = value.buffer
      return value
    },
    close: () => (reader ? reader.cancel() : chunks?.close()),
  }
}
