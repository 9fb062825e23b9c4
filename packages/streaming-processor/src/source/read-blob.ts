import type { ByteRange } from './byte-range.js'
import type { RawReader } from './byte-reader.js'

/** Browsers answer slices by another process, at a price for each: fewer, larger ones are twice as fast and more. */
const sliceBytes = 1024 * 1024

/**
 * Reads a blob in slices, the next of them on their way while the reader works on this one.
 *
 * Not by `stream()`, which a browser could read into one buffer that goes to and fro and is faster while it lasts: Chromium
 * loses the wake-up of such a BYOB reader now and then, of files on disk and most of all of ranges of them, and its `read()`
 * then never answers. A slice by `arrayBuffer()` is one question with one answer.
 */
export function readBlob(blob: Blob, range: Required<ByteRange>, blockBytes: number, enough: number): RawReader {
  const { process } = globalThis as { process?: { versions?: { node?: string } } }
  const inNode = process?.versions?.node !== undefined
  return readSlices(blob, {
    start: range.start,
    end: Math.min(range.end, blob.size),
    enough,
    blockBytes,
    sliceBytes: inNode ? blockBytes : Math.max(blockBytes, sliceBytes),
    ahead: inNode ? 1 : 2,
    fresh: inNode,
  })
}

/** Whether a value is a blob or a file of the platform, from whichever realm. */
export function isBlob(value: unknown): value is Blob {
  if (typeof value !== 'object' || value === null) return false
  return 'arrayBuffer' in value && 'slice' in value && 'size' in value && 'stream' in value
}

interface Slicing {
  readonly start: number
  readonly end: number
  /** From here on block by block, as they are asked for: most of it would be read for nothing. */
  readonly enough: number
  readonly blockBytes: number
  readonly sliceBytes: number
  /** How many slices are on their way beside the one that is being worked on. */
  readonly ahead: number
  /** Each slice is the reader's own; else it is freed when the next one is asked for. */
  readonly fresh: boolean
}

function readSlices(blob: Blob, { start, end, enough, blockBytes, sliceBytes, ahead, fresh }: Slicing): RawReader {
  const coming: Promise<ArrayBuffer>[] = []
  let asked = start
  let slice: ArrayBuffer | undefined
  let at = 0
  const ask = () => {
    const to = asked < enough ? Math.min(asked + sliceBytes, enough) : asked + blockBytes
    const next = blob.slice(asked, Math.min(to, end)).arrayBuffer()
    // Heard when its turn comes, or by nobody.
    next.catch(() => {})
    coming.push(next)
    asked = Math.min(to, end)
  }
  return {
    fresh,
    settles: true,
    async read() {
      if (!slice || at >= slice.byteLength) {
        if (slice && !fresh) giveBack(slice)
        slice = undefined
        if (coming.length === 0 && asked < end) ask()
        const next = coming[0]
        if (!next) return undefined
        // Stays in the list until it is here, for a close that comes meanwhile.
        slice = await next
        at = 0
        coming.shift()
        while (coming.length < ahead && asked < Math.min(end, enough)) ask()
      }
      const block = new Uint8Array(slice, at, Math.min(blockBytes, slice.byteLength - at))
      at += block.length
      return block
    },
    async close() {
      asked = end
      slice = undefined
      await Promise.allSettled(coming)
    },
  }
}

/** Frees a buffer at once, where the platform can: collected as garbage, 200 MB of them may lie there at a time. */
function giveBack(buffer: ArrayBuffer): void {
  const { transfer } = buffer as { transfer?(bytes: number): ArrayBuffer }
  transfer?.call(buffer, 0)
}
