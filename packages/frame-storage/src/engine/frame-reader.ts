import { crc32, type RandomAccessFile } from '@plimsoll/files'
import { decodeInto } from '../codec/decode.js'
import { bytesIn, makeGrid } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import type { FramePlace, FrameTable } from '../record/frame-table.js'
import { encodings } from '../record/record.js'
import { cellsOf, type SessionHeader } from '../session/session-header.js'
import { copyRegion, readRegion } from './partial-read.js'
import type { Region } from './selection.js'

/** A frame as it was read. */
export interface LoadedFrame {
  readonly t: number
  readonly grid: Grid
}

/** One cell of many frames as it was read. */
export interface LoadedCells {
  readonly indices: readonly number[]
  readonly t: readonly number[]
  readonly values: Grid
}

const readsAtOnce = 16

/** Where frames are read from. */
export interface FrameSource {
  readonly file: RandomAccessFile
  readonly header: SessionHeader
  readonly table: FrameTable
  /** Is told of a frame whose values are not what was stored, once it has left the table. */
  readonly onDamaged: (place: FramePlace) => Promise<unknown>
}

/** Reads the frames of a session's file, whole and in parts, and holds them against their checksums. */
export class FrameReader {
  readonly #file: RandomAccessFile
  readonly #header: SessionHeader
  readonly #table: FrameTable
  readonly #onDamaged: FrameSource['onDamaged']

  constructor({ file, header, table, onDamaged }: FrameSource) {
    this.#file = file
    this.#header = header
    this.#table = table
    this.#onDamaged = onDamaged
  }

  /** Reads a part of a frame; where it is raw, that part alone, without a look at its checksum. */
  async loadPart(index: number, region: Region): Promise<LoadedFrame | undefined> {
    const place = this.#table.place(index)
    if (!place) return undefined
    if (place.encoding === encodings.raw) {
      const grid = makeGrid(this.#header.dtype, region.cells)
      if (await readRegion(this.#file, place.offset, this.#header, region, grid)) return { t: place.t, grid }
    }
    // A file that ends too early is found damaged here.
    const frame = await this.load(index)
    return frame && { t: frame.t, grid: copyRegion(frame.grid, this.#header, region) }
  }

  /** Reads one cell of many frames; those that are none are left out. */
  async loadCell(indices: readonly number[], region: Region): Promise<LoadedCells> {
    const found: number[] = []
    const t: number[] = []
    const values = makeGrid(this.#header.dtype, indices.length)
    for (let first = 0; first < indices.length; ) {
      const some = this.#someOf(indices, first)
      first += some.length
      const parts = await Promise.all(some.map(index => this.loadPart(index, region)))
      for (const [at, part] of parts.entries()) {
        if (!part) continue
        values[found.length] = part.grid[0] as number
        found.push(some[at] as number)
        t.push(part.t)
      }
    }
    return { indices: found, t, values: values.slice(0, found.length) }
  }

  /** Reads a frame into a grid, or a new one; `undefined` where there is none. One that is damaged is none from then on. */
  async load(index: number, given?: Grid): Promise<LoadedFrame | undefined> {
    const place = this.#table.place(index)
    if (!place) return undefined
    const grid = given ?? makeGrid(this.#header.dtype, cellsOf(this.#header))
    const failure = await this.#read(place, grid, this.#table.crcToCheck(index))
    if (failure === undefined) {
      this.#table.trust(index, place.offset)
      return { t: place.t, grid }
    }
    // Another was stored in its place while it was read.
    if (this.#table.place(index)?.offset !== place.offset) return this.load(index, given)
    const frame = `frame ${index} of session "${this.#header.session}"`
    if (failure === 'unsupported') {
      const message = `${frame} is written in a way (${place.encoding}) that this runtime cannot read; what was compressed with zstd needs Node 22.15 or later`
      throw new FrameStorageError('FRAMES_UNSUPPORTED_CODEC', message)
    }
    this.#table.drop(index, place.offset)
    await this.#onDamaged(place)
    const message = `${frame} is not what was stored (its checksum differs) and counts as missing; store it again`
    throw new FrameStorageError('FRAMES_DAMAGED', message)
  }

  // Of raw frames a few bytes each are read; others are decoded whole, so one at a time.
  #someOf(indices: readonly number[], first: number): readonly number[] {
    const isRaw = (at: number) => this.#table.place(indices[at] as number)?.encoding === encodings.raw
    let end = first
    while (end < indices.length && end < first + readsAtOnce && isRaw(end)) end++
    return indices.slice(first, Math.max(end, first + 1))
  }

  async #read({ offset, bytes, encoding }: FramePlace, grid: Grid, crc: number | undefined) {
    const encoded = encoding === encodings.raw ? undefined : new Uint8Array(bytes)
    const payload = encoded ?? bytesIn(grid)
    const read = await this.#file.readAt(payload, offset)
    if (read !== bytes || (crc !== undefined && crc32(payload) !== crc)) return 'damaged'
    return encoded && decodeInto(grid, encoding, encoded)
  }
}
