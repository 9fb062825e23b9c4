import { bytesIn } from '../dtype.js'
import type { Grid } from '../frame.js'
import { encodings } from '../record/record.js'
import { type GridStatistics, summarize } from '../record/statistics.js'
import { toPlanes } from './byte-planes.js'
import { type Compression, deflate, zstd } from './compression.js'
import type { FrameCodec } from './frame-codec.js'
import { Probe } from './probe.js'
import { quantizedHeadBytes, quantizeGrid } from './quantized.js'

/** A frame as it goes into a record. */
export interface EncodedFrame {
  readonly bytes: Uint8Array
  /** One of `encodings`. */
  readonly encoding: number
  /** What was found on the way. */
  readonly statistics?: GridStatistics
}

/** Writes the frames of a session by a codec. */
export class FrameEncoder {
  readonly #codec: FrameCodec
  readonly #compression: Compression
  // What loses digits anyway is asked for to be small: there, any gain is one.
  readonly #lossless = new Probe(2)
  readonly #quantized = new Probe(1.1)

  constructor(codec: FrameCodec) {
    this.#codec = codec
    this.#compression = (codec.name === 'auto' ? zstd() : undefined) ?? deflate()
  }

  /** Answers how to write a frame; `undefined`, or a promise of it, where it is to be written as it is. */
  encode(grid: Grid): Promise<EncodedFrame | undefined> | undefined {
    if (this.#codec.name === 'raw') return undefined
    if (this.#codec.name === 'quantize' && grid.BYTES_PER_ELEMENT > 2) return this.#quantize(grid)
    return this.#compress(grid)
  }

  async #compress(grid: Grid): Promise<EncodedFrame | undefined> {
    const raw = bytesIn(grid)
    const width = grid.BYTES_PER_ELEMENT
    if (!(await this.#lossless.isWorth(raw, width, this.#compression))) return undefined
    const bytes = await this.#compression.compress(toPlanes(raw, width))
    return this.#lossless.isGain(raw.length, bytes.length) ? { bytes, encoding: this.#compression.encoding } : undefined
  }

  async #quantize(grid: Grid): Promise<EncodedFrame | undefined> {
    const statistics = summarize(grid)
    const bytes = quantizeGrid(grid, statistics)
    if (bytes.length >= grid.byteLength) return undefined
    const plain = { bytes, encoding: encodings.quantized, statistics }
    const codes = bytes.subarray(quantizedHeadBytes, bytes.length - (bytes.length % 2))
    if (!(await this.#quantized.isWorth(codes, 2, this.#compression))) return plain
    const rest = bytes.subarray(quantizedHeadBytes)
    const even = rest.length % 2 === 0 ? rest : padded(rest)
    const small = await this.#compression.compress(toPlanes(even, 2))
    if (!this.#quantized.isGain(rest.length, small.length)) return plain
    const joined = new Uint8Array(quantizedHeadBytes + small.length)
    joined.set(bytes.subarray(0, quantizedHeadBytes))
    joined.set(small, quantizedHeadBytes)
    return { bytes: joined, encoding: encodings.quantizedDeflate, statistics }
  }
}

function padded(bytes: Uint8Array): Uint8Array {
  const even = new Uint8Array(bytes.length + 1)
  even.set(bytes)
  return even
}
