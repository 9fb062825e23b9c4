import { encodings } from '../record/record.js'

/** A way to make bytes fewer. */
export interface Compression {
  /** Its number in records of lossless frames. */
  readonly encoding: number
  compress(bytes: Uint8Array): Promise<Uint8Array>
  /** Answers exactly so many bytes; rejects, without having made room for more, where it would be another number. */
  decompress(bytes: Uint8Array, length: number): Promise<Uint8Array>
}

type Done = (error: Error | null, result: Uint8Array) => void
type ZlibCall = (bytes: Uint8Array, options: object, done: Done) => void

interface Zlib {
  readonly deflateRaw: ZlibCall
  readonly inflateRaw: ZlibCall
  readonly zstdCompress?: ZlibCall
  readonly zstdDecompress?: ZlibCall
}

/** Deflate without a header (RFC 1951), which every platform has. */
export function deflate(): Compression {
  const zlib = nodeZlib()
  return zlib ? nodeDeflate(zlib) : webDeflate
}

/** Zstandard (RFC 8878), where the runtime has it. */
export function zstd(): Compression | undefined {
  const zlib = nodeZlib()
  if (!zlib?.zstdCompress || !zlib.zstdDecompress) return undefined
  const { zstdCompress, zstdDecompress } = zlib
  return {
    encoding: encodings.shuffleZstd,
    compress: bytes => called(zstdCompress, bytes, {}),
    decompress: async (bytes, length) =>
      exactly(length, await called(zstdDecompress, bytes, { maxOutputLength: length, chunkSize: roomFor(length) })),
  }
}

function nodeZlib(): Zlib | undefined {
  const host = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process
  return host?.getBuiltinModule?.('node:zlib') as Zlib | undefined
}

// Level 3 finds what fields have to give at twice the speed of the default, 6.
function nodeDeflate({ deflateRaw, inflateRaw }: Zlib): Compression {
  return {
    encoding: encodings.shuffleDeflate,
    compress: bytes => called(deflateRaw, bytes, { level: 3, chunkSize: 65_536 }),
    decompress: async (bytes, length) =>
      exactly(length, await called(inflateRaw, bytes, { maxOutputLength: length, chunkSize: roomFor(length) })),
  }
}

// In one piece, so that nothing has to be put together.
function roomFor(length: number): number {
  return Math.max(64, Math.min(length, 2 ** 20))
}

function called(call: ZlibCall, bytes: Uint8Array, options: object): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    call(bytes, options, (error, result) => (error ? reject(error) : resolve(result)))
  })
}

const webDeflate: Compression = {
  encoding: encodings.shuffleDeflate,
  async compress(bytes) {
    const parts: Uint8Array[] = []
    let length = 0
    await piped(bytes, new CompressionStream('deflate-raw'), part => {
      parts.push(part)
      length += part.length
    })
    const all = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  },
  // Into its room at once: parts and whole together would be a frame more.
  async decompress(bytes, length) {
    const all = new Uint8Array(length)
    let at = 0
    await piped(bytes, new DecompressionStream('deflate-raw'), part => {
      // Throws where it would pass the end.
      all.set(part, at)
      at += part.length
    })
    return exactly(length, all.subarray(0, at))
  },
}

async function piped(
  bytes: Uint8Array,
  stream: GenericTransformStream,
  take: (part: Uint8Array) => void,
): Promise<void> {
  const writer = (stream.writable as WritableStream<Uint8Array>).getWriter()
  // What is wrong with the bytes is told by the reading side.
  writer.write(bytes).catch(() => {})
  writer.close().catch(() => {})
  const reader = (stream.readable as ReadableStream<Uint8Array>).getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value)
  } catch (error) {
    await reader.cancel().catch(() => {})
    throw error
  }
}

function exactly(length: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length === length) return bytes
  throw new RangeError(`${bytes.length} bytes instead of ${length}`)
}
