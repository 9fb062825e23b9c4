import type { RandomAccessFile } from '@plimsoll/files'
import { FrameStorageError } from '../errors.js'
import { shown } from '../shown.js'

/**
 * Where the bytes of a file come from: a `Blob` or `File`, an open file of `@plimsoll/files`, a stream, or anything that
 * hands out `Uint8Array`s, such as `createReadStream` of Node. None is read further ahead than a piece.
 */
export type ByteSource =
  | Blob
  | RandomAccessFile
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>

/** Reads bytes one after the other. */
export interface BytesReader {
  /** Bytes in all; `undefined` for what tells them at its end only. */
  readonly size: number | undefined
  /** Fills `into`; answers how many bytes there were, fewer only at the end. */
  fill(into: Uint8Array): Promise<number>
  /** Gives the source back, read to its end or not. A file stays open: it is the caller's. */
  end(): Promise<void>
}

// What a blob hands out is copied once; in such pieces, however large a grid is.
const blobPiece = 2 ** 22

/**
 * Opens a source.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `NPY_INVALID_SOURCE` for what is none
 */
export async function readBytes(source: ByteSource): Promise<BytesReader> {
  if (typeof Blob !== 'undefined' && source instanceof Blob) return blobReader(source)
  if (typeof source === 'object' && source !== null) {
    if ('readAt' in source) return fileReader(source, await source.size())
    if ('getReader' in source) return piecesReader(streamPieces(source))
    if (Symbol.asyncIterator in source) return piecesReader(source[Symbol.asyncIterator]())
    if (Symbol.iterator in source && !ArrayBuffer.isView(source)) return piecesReader(source[Symbol.iterator]())
  }
  const cure = 'give a Blob or File, a ReadableStream, an iterable of Uint8Array, or an open file of @plimsoll/files'
  throw new FrameStorageError('NPY_INVALID_SOURCE', `the source is ${shown(source)}; ${cure}`)
}

function unreadable(cause: unknown): never {
  const message = 'the file of the source was changed, replaced or removed since it was opened; open it again'
  throw new FrameStorageError('NPY_INVALID_SOURCE', message, { cause })
}

function blobReader(blob: Blob): BytesReader {
  let offset = 0
  return {
    size: blob.size,
    async fill(into) {
      let filled = 0
      while (filled < into.length && offset < blob.size) {
        const piece = blob.slice(offset, offset + Math.min(blobPiece, into.length - filled))
        into.set(new Uint8Array(await piece.arrayBuffer().catch(unreadable)), filled)
        filled += piece.size
        offset += piece.size
      }
      return filled
    },
    async end() {},
  }
}

function fileReader(file: RandomAccessFile, size: number): BytesReader {
  let offset = 0
  return {
    size,
    async fill(into) {
      const read = await file.readAt(into, offset)
      offset += read
      return read
    },
    async end() {},
  }
}

type Pieces = AsyncIterator<Uint8Array> | Iterator<Uint8Array>

function piecesReader(pieces: Pieces): BytesReader {
  let rest: Uint8Array = new Uint8Array(0)
  let ended = false
  return {
    size: undefined,
    async fill(into) {
      let filled = 0
      while (filled < into.length) {
        while (rest.length === 0 && !ended) {
          const { done, value } = await pieces.next()
          if (done) ended = true
          else rest = checkPiece(value)
        }
        if (rest.length === 0) break
        const taken = rest.subarray(0, into.length - filled)
        into.set(taken, filled)
        filled += taken.length
        rest = rest.subarray(taken.length)
      }
      return filled
    },
    async end() {
      rest = new Uint8Array(0)
      if (!ended) await pieces.return?.()
      ended = true
    },
  }
}

function checkPiece(piece: unknown): Uint8Array {
  if (ArrayBuffer.isView(piece) && Object.prototype.toString.call(piece) === '[object Uint8Array]') {
    return piece as Uint8Array
  }
  throw new FrameStorageError('NPY_INVALID_SOURCE', `the source handed out ${shown(piece)}; it must be Uint8Arrays`)
}

// Not every browser iterates streams.
function streamPieces(stream: ReadableStream<Uint8Array>): Pieces {
  const reader = stream.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array>>,
    async return() {
      await reader.cancel()
      return { done: true, value: undefined }
    },
  }
}
