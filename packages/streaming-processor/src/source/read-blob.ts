import type { ByteRange } from './byte-range.js'
import type { RawReader } from './byte-reader.js'

/** Reads a blob slice by slice; the next one is on its way while the reader works on this one. */
export function readBlob(blob: Blob, range: Required<ByteRange>, blockBytes: number): RawReader {
  const end = Math.min(range.end, blob.size)
  let at = range.start
  let ahead: Promise<Uint8Array> | undefined
  const slice = async () => {
    const to = Math.min(at + blockBytes, end)
    const part = blob.slice(at, to)
    at = to
    return new Uint8Array(await part.arrayBuffer())
  }
  return {
    fresh: true,
    settles: true,
    async read() {
      const coming = ahead ?? (at < end ? slice() : undefined)
      if (!coming) return undefined
      ahead = undefined
      const block = await coming
      if (at < end) {
        ahead = slice()
        // Heard at the next read, or by nobody.
        ahead.catch(() => {})
      }
      return block
    },
    close: async () => {
      at = end
      await ahead?.catch(() => {})
    },
  }
}

/** Whether a value is a blob or a file of the platform, from whichever realm. */
export function isBlob(value: unknown): value is Blob {
  if (typeof value !== 'object' || value === null) return false
  return 'arrayBuffer' in value && 'slice' in value && 'size' in value && 'stream' in value
}
