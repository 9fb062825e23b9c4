import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { invalidSource, StreamError, shown } from '../errors.js'
import { type ByteRange, checkRange } from './byte-range.js'
import { GuardedReader, type RawReader } from './byte-reader.js'
import { type CompressedFormat, checkFormat, decompressed } from './decompress.js'
import { isBlob, readBlob } from './read-blob.js'
import { type ByteChunk, isByteChunk, readChunks, readWhole } from './read-chunks.js'
import { type OpenableFile, type ReadableFile, readFile, readOpenable } from './read-file.js'
import { readRange } from './read-range.js'
import { isSource, type Source } from './source.js'

/**
 * Whatever gives bytes: a `Blob` or `File`, a file that is read at any place, a stream of the web or of Node, an iterable
 * or async iterable of chunks, or the bytes themselves. Text is encoded as UTF-8.
 */
export type ByteSource = Blob | ReadableFile | OpenableFile | Source<ByteChunk> | ByteChunk

/** How bytes are read. */
export interface BytesOptions {
  /**
   * Which part to read, in bytes, of what was inflated where it is compressed. A `Blob` or a file is read from there;
   * of anything else what comes before is passed over.
   *
   * @defaultValue all
   */
  readonly range?: ByteRange
  /**
   * The most bytes of a block of a `Blob`, a file or bytes in memory; other sources give the chunks they have.
   *
   * @defaultValue '256KiB'
   */
  readonly blockBytes?: ByteSize
  /**
   * How the source is compressed. Inflated by the platform's `DecompressionStream`.
   *
   * @defaultValue not at all
   */
  readonly decompress?: CompressedFormat
  /** Ends the reading with its reason, and closes the source. */
  readonly signal?: AbortSignal
}

/** The names of {@link BytesOptions}, for those who check options that hold them. */
export const bytesOptionKeys = ['range', 'blockBytes', 'decompress', 'signal'] as const

/**
 * Starts reading bytes from any source; nothing is opened before the first `read()`.
 *
 * Errors of the source come as they are. A reader that is closed before it read anything has opened nothing; a stream is
 * cancelled then all the same.
 *
 * @param enough - the byte from which on little will be read, if any: a blob is not read ahead beyond it
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, `STREAM_INVALID_OPTIONS`, `STREAM_INVALID_SIZE` and
 * `STREAM_UNSUPPORTED_FORMAT` at once; by `read()` `STREAM_INVALID_SOURCE` for a chunk that is none
 */
export function openBytes(
  source: ByteSource,
  options: BytesOptions = {},
  enough = Number.POSITIVE_INFINITY,
): GuardedReader {
  checkByteSource(source)
  const { decompress, signal } = options
  const range = checkRange(options.range)
  const blockBytes = checkBlock(options.blockBytes)
  checkSignal(signal)
  if (decompress === undefined) return new GuardedReader(readPart(source, range, blockBytes, enough), signal)
  checkFormat(decompress)
  const compressed = new GuardedReader(readPart(source, checkRange(), blockBytes))
  return new GuardedReader(part(decompressed(compressed, decompress), range), signal)
}

/** Refuses what gives no bytes, by name. */
export function checkByteSource(source: unknown): asserts source is ByteSource {
  if (isByteChunk(source) || isBlob(source) || isReadableFile(source) || isOpenable(source) || isSource(source)) return
  throw invalidSource(source, 'a Blob, a file, a stream, an iterable of bytes or text, or bytes')
}

/** Whether a source can be read from any place. A file that is not open yet may turn out to be a pipe. */
export function isSeekable(source: ByteSource): boolean {
  return isByteChunk(source) || isBlob(source) || isReadableFile(source) || isOpenable(source)
}

function readPart(
  source: ByteSource,
  range: Required<ByteRange>,
  blockBytes: number,
  enough = Number.POSITIVE_INFINITY,
): RawReader {
  if (isByteChunk(source)) return part(readWhole(source, blockBytes), range)
  if (isBlob(source)) return readBlob(source, range, blockBytes, enough)
  if (isReadableFile(source)) return readFile(source, range, blockBytes)
  const chunks = (source: Source<ByteChunk>) => part(readChunks(source), range)
  return isOpenable(source)
    ? readOpenable(source, file => readFile(file, range, blockBytes), chunks)
    : chunks(source as Source<ByteChunk>)
}

function part(raw: RawReader, range: Required<ByteRange>): RawReader {
  return range.start === 0 && range.end === Number.POSITIVE_INFINITY ? raw : readRange(raw, range)
}

function isReadableFile(source: unknown): source is ReadableFile {
  return has(source, 'readAt')
}

function isOpenable(source: unknown): source is OpenableFile {
  // Streams of other libraries may have an `open`, too.
  return has(source, 'open') && !isSource(source)
}

function has(source: unknown, method: string): boolean {
  return typeof source === 'object' && source !== null && typeof Reflect.get(source, method) === 'function'
}

function checkSignal(signal: unknown): void {
  if (signal === undefined || has(signal, 'addEventListener')) return
  throw new StreamError('STREAM_INVALID_OPTIONS', `signal is ${shown(signal)}; give an AbortSignal`)
}

function checkBlock(size: ByteSize = 256 * 1024): number {
  const bytes = parseBytes(size)
  if (bytes >= 1) return bytes
  throw new StreamError('STREAM_INVALID_SIZE', `blockBytes is ${shown(size)}; give at least 1 byte`)
}
