import type { FileBackend } from '@plimsoll/files'
import { decodingBytes } from '../codec/decode.js'
import { bytesIn, bytesOf } from '../dtype.js'
import type { Grid } from '../frame.js'
import type { FrameTable } from '../record/frame-table.js'
import type { Recovery } from '../record/recover.js'
import { frameBytesOf, type SessionHeader } from '../session/session-header.js'
import { FrameEngine } from './engine.js'
import type { LoadedCells, LoadedFrame } from './frame-reader.js'
import { mostBytesAtOnce } from './partial-read.js'
import type { Region } from './selection.js'
import type { ReadPlan, SessionPlan } from './session-plan.js'
import { SpareBuffer } from './spare-buffer.js'

/** A session as {@link FrameStorage} uses it: in place, or through a worker. */
export interface FrameAccess {
  readonly header: SessionHeader
  readonly table: FrameTable
  readonly recovery: Recovery
  /** Bytes held between calls, besides the table. */
  readonly restBytes: number
  /** Stores a grid; with `moved` it is the session's to take away, else it is copied before this returns. */
  store(index: number, t: number, grid: Grid, moved: boolean): Promise<void>
  /** Reads into a grid, or a new one; `undefined` where there is no such frame. */
  load(index: number, into: Grid | undefined): Promise<LoadedFrame | undefined>
  /** Looks what was stored elsewhere since; answers how many frames. */
  refresh(): Promise<number>
  /** The most bytes that are held while a frame is loaded, its grid included unless it is the caller's. */
  loadBytes(index: number, hasGrid: boolean): number
  /** The most bytes that are held while a part of a frame is loaded, and the part. */
  partBytes(index: number, region: Region): number
  /** Reads a part of a frame. */
  loadPart(index: number, region: Region): Promise<LoadedFrame | undefined>
  /** Reads one cell of many frames; those that are none are left out. */
  loadCell(indices: readonly number[], region: Region): Promise<LoadedCells>
  /** Throws where the session is no longer held, such as by a worker that has ended. */
  check(): Promise<void>
  flush(): Promise<void>
  close(): Promise<void>
  /** Gives back what is held between calls; answers the bytes. */
  dropSpare(): number
}

/** A session in place. */
export class DirectAccess implements FrameAccess {
  readonly header: SessionHeader
  readonly table: FrameTable
  readonly recovery: Recovery
  readonly #engine: FrameEngine
  readonly #spare: SpareBuffer

  constructor(engine: FrameEngine) {
    this.#engine = engine
    this.header = engine.header
    this.table = engine.table
    this.recovery = engine.recovery
    this.#spare = new SpareBuffer(engine.header)
  }

  static async open(backend: FileBackend, plan: SessionPlan): Promise<DirectAccess> {
    return new DirectAccess(await FrameEngine.open(backend, plan))
  }

  static async read(backend: FileBackend, plan: ReadPlan): Promise<DirectAccess> {
    return new DirectAccess(await FrameEngine.read(backend, plan))
  }

  get restBytes(): number {
    return this.#spare.bytes
  }

  async store(index: number, t: number, grid: Grid, moved: boolean): Promise<void> {
    if (moved) {
      await this.#engine.store(index, t, structuredClone(grid, { transfer: [grid.buffer as ArrayBuffer] }))
      return
    }
    const copy = this.#spare.take()
    bytesIn(copy).set(bytesIn(grid))
    try {
      await this.#engine.store(index, t, copy)
    } finally {
      this.#spare.giveBack(copy)
    }
  }

  async load(index: number, into: Grid | undefined): Promise<LoadedFrame | undefined> {
    return this.#engine.load(index, into)
  }

  loadBytes(index: number, hasGrid: boolean): number {
    return loadBytes(this, index) - (hasGrid ? frameBytesOf(this.header) : 0)
  }

  partBytes(index: number, region: Region): number {
    return partBytes(this, index, region)
  }

  async refresh(): Promise<number> {
    return (await this.#engine.refresh()).entries.length
  }

  loadPart(index: number, region: Region): Promise<LoadedFrame | undefined> {
    return this.#engine.loadPart(index, region)
  }

  loadCell(indices: readonly number[], region: Region): Promise<LoadedCells> {
    return this.#engine.loadCell(indices, region)
  }

  async check(): Promise<void> {}

  flush(): Promise<void> {
    return this.#engine.flush()
  }

  close(): Promise<void> {
    this.#spare.close()
    return this.#engine.close()
  }

  dropSpare(): number {
    return this.#spare.drop()
  }
}

type Described = Pick<FrameAccess, 'header' | 'table'>

/** The most bytes that are held while a frame is loaded into a new grid. */
export function loadBytes({ header, table }: Described, index: number): number {
  const frameBytes = frameBytesOf(header)
  const place = table.place(index)
  return frameBytes + (place ? decodingBytes(place, frameBytes) : 0)
}

/** The most bytes that are held while a part of a frame is loaded: of a raw one the part, and what is read along at a time. */
export function partBytes(access: Described, index: number, region: Region): number {
  const bytes = region.cells * bytesOf(access.header.dtype)
  const place = access.table.place(index)
  if (place && decodingBytes(place, 0) > 0) return bytes + loadBytes(access, index)
  return bytes + Math.min(frameBytesOf(access.header), mostBytesAtOnce)
}
