import { StreamError, shown } from '../errors.js'
import type { GuardedReader, RawReader } from './byte-reader.js'

/** What `DecompressionStream` reads; which of them a platform has differs, `gzip`, `deflate` and `deflate-raw` are in all. */
export type CompressedFormat = 'gzip' | 'deflate' | 'deflate-raw' | 'brotli' | 'zstd'

const formats: readonly CompressedFormat[] = ['gzip', 'deflate', 'deflate-raw', 'brotli', 'zstd']

/**
 * Browsers inflate all of what is written to them at once, and deflate packs up to 1,032 bytes in one: so much of a bomb
 * may lie in memory times that, 16 MiB.
 */
const writtenAtOnce = 16 * 1024

/** Refuses a format that this platform does not read. */
export function checkFormat(format: CompressedFormat): void {
  if (typeof format === 'string' && isSupported(format)) return
  const supported = formats.filter(isSupported).join(', ')
  const text = `decompress is ${shown(format)}, which this platform does not read; it reads ${supported || 'no format'}`
  throw new StreamError('STREAM_UNSUPPORTED_FORMAT', text)
}

function isSupported(format: CompressedFormat): boolean {
  try {
    return createDecompression(format) !== undefined
  } catch {
    return false
  }
}

// TypeScript knows the three formats of the first edition of the standard.
function createDecompression(format: CompressedFormat): { readable: ReadableStream; writable: WritableStream } {
  return new DecompressionStream(format as CompressionFormat)
}

/** Inflates what a reader reads, no more of it than is asked for. */
export function decompressed(compressed: GuardedReader, format: CompressedFormat): RawReader {
  const { readable, writable } = createDecompression(format)
  const output: ReadableStreamDefaultReader<Uint8Array> = readable.getReader()
  const input: WritableStreamDefaultWriter<Uint8Array> = writable.getWriter()
  // Told by the output, too, where it is heard.
  input.closed.catch(() => {})
  output.closed.catch(() => {})
  let block: Uint8Array | undefined
  let written = 0
  let feeding: Promise<void> | undefined
  let fed = false
  let failure: { error: unknown } | undefined

  /** Writes a little; answers when the platform has taken it in. */
  const feed = async () => {
    if (block === undefined || written >= block.length) {
      written = 0
      block = await compressed.read().catch(error => {
        failure = { error }
        return undefined
      })
    }
    if (block === undefined) {
      // After an error of the source, too: what is queued is inflated yet, and is delivered before it.
      fed = true
      return input.close()
    }
    // A copy: the block's buffer may be filled again while a platform's thread still reads this.
    const part = new Uint8Array(block.subarray(written, written + writtenAtOnce))
    written += part.length
    return input.write(part)
  }

  const stop = async (reason?: unknown) => {
    await Promise.all([compressed.close(), input.abort(reason).catch(() => {}), output.cancel(reason).catch(() => {})])
  }

  return {
    fresh: true,
    get settles() {
      return compressed.settles
    },
    async read() {
      let came = false
      const next = output.read().finally(() => {
        came = true
      })
      next.catch(() => {})
      try {
        // Fed while nothing comes, never ahead: no more is inflated than is asked for.
        while (!came && !(fed && !feeding)) {
          feeding ??= feed()
            .catch(() => {
              // The output tells the same.
              fed = true
            })
            .finally(() => {
              feeding = undefined
            })
          await Promise.race([next, feeding])
        }
        const { done, value } = await next
        if (!done) return value
      } catch (error) {
        await stop(error).catch(() => {})
        throw failure ? failure.error : error
      }
      // There may be more of the source than the format takes.
      await compressed.close()
      if (failure) throw failure.error
      return undefined
    },
    close: () => stop(),
  }
}
