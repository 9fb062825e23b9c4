import { StreamError, shown } from '../errors.js'
import { isBuffer } from './buffer.js'
import type { RawReader } from './byte-reader.js'
import { dropSource, type OpenSource, openSource, type Source } from './source.js'

/** What a source of bytes may be made of. A text is encoded as UTF-8. */
export type ByteChunk = Uint8Array | ArrayBufferView | ArrayBufferLike | string

/** Reads a sequence of chunks of bytes or text; they are handed on as they come, without copying. */
export function readChunks(source: Source<ByteChunk>): RawReader {
  const encode = chunkEncoder()
  let open: OpenSource<ByteChunk> | undefined
  let ended = false
  return {
    get settles() {
      return open?.settles ?? false
    },
    async read() {
      if (ended) return undefined
      open ??= openSource(source)
      const step = await open.next()
      if (step.done) {
        ended = true
        return encode.rest()
      }
      try {
        return encode.chunk(step.value)
      } catch (error) {
        // The complaint about the chunk says more than what goes wrong while closing.
        await Promise.resolve(open.close()).catch(() => {})
        throw error
      }
    },
    close: () => (open ? open.close() : dropSource(source)),
  }
}

/** Reads one piece of bytes or text that is all in memory. */
export function readWhole(whole: ByteChunk, blockBytes: number): RawReader {
  const encode = chunkEncoder()
  let at = 0
  return {
    async read() {
      if (typeof whole !== 'string') {
        const bytes = encode.chunk(whole)
        const block = bytes.subarray(at, at + blockBytes)
        at += block.length
        return block.length > 0 ? block : undefined
      }
      if (at > whole.length) return undefined
      const text = whole.slice(at, at + blockBytes)
      at += blockBytes
      return at >= whole.length ? joined(encode.chunk(text), encode.rest()) : encode.chunk(text)
    },
    close: () => {},
  }
}

/** Whether a value is bytes or text by itself, and no sequence of them. */
export function isByteChunk(value: unknown): value is ByteChunk {
  return typeof value === 'string' || ArrayBuffer.isView(value) || isBuffer(value)
}

/** Makes bytes of chunks; a surrogate pair that is cut between two texts stays whole. */
function chunkEncoder() {
  const encoder = new TextEncoder()
  let high = ''
  let index = 0
  const rest = () => {
    const bytes = encoder.encode(high)
    high = ''
    return bytes
  }
  const chunk = (value: unknown): Uint8Array => {
    const at = index++
    if (typeof value === 'string') {
      const text = high + value
      const last = text.charCodeAt(text.length - 1)
      const cut = last >= 0xd800 && last <= 0xdbff
      high = cut ? text.slice(-1) : ''
      return encoder.encode(cut ? text.slice(0, -1) : text)
    }
    if (!ArrayBuffer.isView(value) && !isBuffer(value)) {
      const text = `chunk ${at} of the source is ${shown(value)}; give Uint8Array or another view, ArrayBuffer, or string`
      throw new StreamError('STREAM_INVALID_SOURCE', text, { index: at })
    }
    const bytes = plain(value)
    return high === '' ? bytes : joined(rest(), bytes)
  }
  return { chunk, rest }
}

function plain(value: ArrayBufferView | ArrayBufferLike): Uint8Array {
  const bytes =
    value instanceof Uint8Array
      ? value
      : ArrayBuffer.isView(value)
        ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        : new Uint8Array(value)
  // Shared memory may change under the reader, and decoders of browsers refuse it.
  return bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes)
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (second.length === 0) return first
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
