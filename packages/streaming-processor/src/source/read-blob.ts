import type { ByteRange } from './byte-range.js'
import type { RawReader } from './byte-reader.js'

/**
 * Reads a blob. Browsers stream it from where it lies three times as fast as they answer slices; Node's streams give each part
 * of a blob as one chunk, however large, so that there it is read slice by slice.
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

/** The platform reads on by itself, as far as it sees fit: a few MB. */
function readStream(blob: Blob, blockBytes: number): RawReader {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let chunk = new Uint8Array(0)
  return {
    fresh: true,
    settles: true,
    async read() {
      if (chunk.length === 0) {
        reader ??= blob.stream().getReader()
        const step = await reader.read()
        if (step.done) return undefined
        chunk = step.value as Uint8Array<ArrayBuffer>
      }
      const block = chunk.subarray(0, blockBytes)
      chunk = chunk.subarray(blockBytes)
      return block
    },
    close: () => reader?.cancel(),
  }
}
