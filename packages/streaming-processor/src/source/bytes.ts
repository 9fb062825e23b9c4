import { checkKeys } from '../errors.js'
import { type ByteSource, type BytesOptions, bytesOptionKeys, openBytes } from './byte-source.js'
import { SerialIterator } from './serial-iterator.js'

/**
 * Reads bytes from any source, block by block.
 *
 * Memory does not depend on the length of the source: of a file two blocks are held, of a `Blob` in a page 3 MiB, of a stream no more than it
 * holds by itself, and of a compressed source only what is read is inflated. Each block is a new array, the reader's own.
 * The source is closed on the end, `break`, an error and an abort alike, and a `next()` under way then answers that there is no
 * more; its errors come as they are.
 *
 * @param source - a `Blob`, a file, a stream, an iterable of bytes or text, or bytes; text is encoded as UTF-8
 * @returns the blocks, none of them empty; nothing is opened before the first `next()`
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, `STREAM_INVALID_OPTIONS`, `STREAM_INVALID_SIZE` and
 * `STREAM_UNSUPPORTED_FORMAT` at once; by the iteration `STREAM_INVALID_SOURCE` for a chunk that is neither bytes nor text,
 * with its `index`, and the platform's own error for compressed bytes that are damaged or cut
 *
 * @example
 * ```ts
 * for await (const block of bytes(file, { decompress: 'gzip' })) console.log(block.length)
 * ```
 */
export function bytes(
  source: ByteSource,
  options: BytesOptions = {},
): AsyncIterableIterator<Uint8Array<ArrayBuffer>, undefined> {
  checkKeys('bytes', options, bytesOptionKeys)
  const reader = openBytes(source, options)
  return new SerialIterator({
    async read() {
      const block = await reader.read()
      // A view's `slice` is a plain array's, where Node's is none.
      if (block === undefined || (reader.fresh && isWhole(block))) return block as Uint8Array<ArrayBuffer> | undefined
      return new Uint8Array(block)
    },
    close: () => reader.close(),
    get settles() {
      return reader.settles
    },
  })
}

function isWhole(block: Uint8Array): boolean {
  return block.byteLength === block.buffer.byteLength && block.constructor === Uint8Array
}
