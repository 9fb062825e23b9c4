import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkKeys, type Range, StreamError, shown } from '../errors.js'
import { sizeIn } from './byte-extent.js'
import type { ByteSource } from './byte-source.js'
import type { ReadableFile } from './read-file.js'

/** How bytes are cut into ranges. */
export interface ByteRangesOptions {
  /**
   * The most bytes of a range; all but the last have as many.
   *
   * @defaultValue '16MiB'
   */
  readonly maxBytes?: ByteSize
}

/** The ranges of so many bytes, made one at a time while they are iterated; may be iterated again. */
export interface ByteRanges extends Iterable<Range> {
  /** How many there are. */
  readonly length: number
  /**
   * One of them by its number, in `O(1)`.
   *
   * @param index - from 0
   * @returns `undefined` where there is no range of that number
   */
  at(index: number): Range | undefined
  /** Starts at the first range. */
  [Symbol.iterator](): IterableIterator<Range>
}

/**
 * Cuts bytes into ranges without gaps, such as workers read with `bytes`, `lines` or `records`, each its own.
 *
 * @param source - a `Blob`, bytes, an open file of a known `size`, or a number of bytes. Nothing of it is read
 * @returns ranges of at most `maxBytes`, none where there are no bytes; `O(1)` in memory
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE`, a text among them, which would be no path; `STREAM_INVALID_SIZE`,
 * `STREAM_INVALID_OPTIONS`
 *
 * @example
 * ```ts
 * byteRanges(file.size, { maxBytes: '16MiB' }).at(1) // { start: 16777216, end: 33554432 }
 * for (const range of byteRanges(file)) for await (const line of lines(file, { range })) console.log(line)
 * ```
 */
export function byteRanges(
  source: number | Blob | ArrayBufferView | ArrayBufferLike | (ReadableFile & { readonly size: number }),
  options?: ByteRangesOptions,
): ByteRanges
/**
 * Cuts a file whose size is asked for when the ranges are read; its errors come then.
 *
 * @param source - what `fileSource` of `./node` makes, or any other source of bytes. Where nobody knows its size, as that of
 * a pipe or a stream, there is one range, which ends at `Infinity`
 */
export function byteRanges(source: Exclude<ByteSource, string>, options?: ByteRangesOptions): AsyncIterable<Range>
export function byteRanges(
  source: number | Exclude<ByteSource, string>,
  options: ByteRangesOptions = {},
): ByteRanges | AsyncIterable<Range> {
  checkKeys('byteRanges', options, ['maxBytes'])
  const { maxBytes = '16MiB' } = options
  const most = parseBytes(maxBytes)
  if (most < 1) throw new StreamError('STREAM_INVALID_SIZE', `maxBytes is ${shown(maxBytes)}; give at least 1 byte`)
  if (typeof source === 'number') return new Ranges(checkSize(source), most)
  if (typeof source !== 'object' || source === null) {
    const text = `the source is ${shown(source)}; give a File, fileSource(path), another source of bytes, or a number of bytes`
    throw new StreamError('STREAM_INVALID_SOURCE', text)
  }
  const { size, byteLength } = source as Partial<ReadableFile & ArrayBufferView>
  if (typeof byteLength === 'number') return new Ranges(byteLength, most)
  if (typeof size === 'number') return new Ranges(checkSize(size), most)
  return {
    async *[Symbol.asyncIterator]() {
      const bytes = await sizeIn(source)
      if (bytes === undefined) yield { start: 0, end: Number.POSITIVE_INFINITY }
      else yield* new Ranges(checkSize(bytes), most)
    },
  }
}

class Ranges implements ByteRanges {
  readonly length: number
  readonly #bytes: number
  readonly #maxBytes: number

  constructor(bytes: number, maxBytes: number) {
    this.#bytes = bytes
    this.#maxBytes = maxBytes
    this.length = Math.ceil(bytes / maxBytes)
  }

  at(index: number): Range | undefined {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.length) return undefined
    const start = index * this.#maxBytes
    return { start, end: Math.min(start + this.#maxBytes, this.#bytes) }
  }

  *[Symbol.iterator](): IterableIterator<Range> {
    for (let index = 0; index < this.length; index++) yield this.at(index) as Range
  }
}

function checkSize(bytes: unknown): number {
  if (Number.isSafeInteger(bytes) && (bytes as number) >= 0) return bytes as number
  throw new StreamError('STREAM_INVALID_SIZE', `the size is ${shown(bytes)}; give whole bytes from 0`)
}
