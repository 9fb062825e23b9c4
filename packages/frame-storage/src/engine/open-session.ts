import type { MemoryConsumer, MemoryUsage } from '@plimsoll/bytes'
import { encodingBytes } from '../codec/frame-codec.js'
import { FrameStorageError } from '../errors.js'
import { everyStep } from '../every-step.js'
import type { Frame, Grid } from '../frame.js'
import { frameBytesOf } from '../session/session-header.js'
import type { FrameAccess } from './frame-access.js'
import type { LoadedCells, LoadedFrame } from './frame-reader.js'
import { MemoryRoom } from './memory-room.js'
import type { Opened } from './opening.js'
import type { Region } from './selection.js'

/** A session while a storage has it open: all that holds a frame goes through here, when there is memory for it. */
export class OpenSession {
  readonly access: FrameAccess
  readonly frameBytes: number
  readonly #opened: Opened
  readonly #memory: MemoryRoom
  readonly #storeBytes: number
  // What is being stored and read, for who closes, or says that all is there.
  readonly #storing = new Set<Promise<unknown>>()
  readonly #reading = new Set<Promise<unknown>>()
  #closed: Promise<void> | undefined

  constructor(opened: Opened) {
    const { access, budget, codec } = opened
    this.access = access
    this.frameBytes = frameBytesOf(access.header)
    this.#opened = opened
    this.#storeBytes = this.frameBytes + encodingBytes(codec, this.frameBytes)
    this.#memory = new MemoryRoom(budget, {
      bytes: () => access.restBytes + access.table.bytes,
      drop: () => access.dropSpare(),
    })
  }

  /** Joins its budget, by the name of its holder, and waits until there is memory for the table. */
  begin(holder: MemoryConsumer): Promise<void> {
    return this.#memory.open(holder)
  }

  /** Its frames, to be read; refused once it is closed. */
  toRead(): FrameAccess {
    if (!this.#closed) return this.access
    throw this.#closedError()
  }

  /** Its frames, to be written. */
  toWrite(): FrameAccess {
    const access = this.toRead()
    if (!this.#opened.readOnly) return access
    const message = `session "${access.header.session}" was opened with readOnly: true; open it without to store frames`
    throw new FrameStorageError('FRAMES_READ_ONLY', message)
  }

  /** Stores a frame; the grid is taken away or copied before this returns. */
  async store(index: number, grid: Grid, t: number, mayTransfer: boolean): Promise<void> {
    const access = this.toWrite()
    const { completion, lastAccess } = this.#opened
    lastAccess.note()
    // What is shared with other threads cannot be moved, and what lies beside the grid is not ours to take.
    const moved = mayTransfer && grid.buffer instanceof ArrayBuffer && grid.buffer.byteLength === grid.byteLength
    // Taken now, as is promised, where it is stored when its turn comes.
    const take = () => (moved ? structuredClone(grid, { transfer: [grid.buffer as ArrayBuffer] }) : grid.slice())
    const store = (taken?: Grid): Promise<void> => {
      const resumed = completion.beforeStore(access.table)
      if (!resumed) return access.store(index, t, taken ?? grid, taken ? true : moved)
      const own = taken ?? take()
      return resumed.then(() => access.store(index, t, own, true))
    }
    const prepare = () => {
      const own = take()
      return () => store(own)
    }
    const stored = this.#memory.holding(this.#storeBytes, store, prepare, this.frameBytes)
    await until(
      this.#storing,
      stored.then(() => completion.afterStore(access.table)),
    )
  }

  /** Says that all frames are there, once those that are being stored are. */
  async finish(): Promise<void> {
    const access = this.toWrite()
    await Promise.allSettled(this.#storing)
    // One whose worker has ended holds the session no longer: another may be writing it.
    await access.check()
    await this.#opened.completion.finish()
  }

  /** Reads a frame. */
  load(index: number, into?: Grid): Promise<LoadedFrame | undefined> {
    const bytes = this.toRead().loadBytes(index, into !== undefined)
    return this.#memory.holding(bytes, () => this.#read(access => access.load(index, into)))
  }

  /** Reads a part of a frame. */
  loadPart(index: number, region: Region): Promise<LoadedFrame | undefined> {
    const bytes = this.toRead().partBytes(index, region)
    return this.#memory.holding(bytes, () => this.#read(access => access.loadPart(index, region)))
  }

  /** Reads one cell of the frames from `from` to below `to`. */
  async loadCells(region: Region, from: number, to: number): Promise<LoadedCells> {
    const access = this.toRead()
    const indices: number[] = []
    let mostBytes = 0
    for (let next = access.table.next(from, to); next !== undefined; next = access.table.next(next + 1, to)) {
      indices.push(next)
      mostBytes = Math.max(mostBytes, access.partBytes(next, region))
    }
    // Three arrays, of places, times and values.
    const bytes = indices.length === 0 ? 0 : mostBytes + indices.length * 24
    return this.#memory.holding(bytes, () => this.#read(open => open.loadCell(indices, region)))
  }

  /** Reads the frames from `from` to below `to`, some of them ahead of the one that is handed out. */
  async *frames(from: number, to: number, prefetch: number): AsyncGenerator<Frame<Grid>, void, undefined> {
    const ahead: {
      readonly index: number
      readonly bytes: number
      readonly loaded: Promise<LoadedFrame | undefined>
    }[] = []
    let next = this.toRead().table.next(from, to)
    try {
      while (next !== undefined || ahead.length > 0) {
        for (; next !== undefined && ahead.length <= prefetch; next = this.toRead().table.next(next + 1, to)) {
          const bytes = this.toRead().loadBytes(next, false)
          // What is read ahead is read where there is room; what is asked for waits for it.
          if (!this.#memory.tryKeep(bytes)) {
            if (ahead.length > 0) break
            await this.#memory.keep(bytes)
          }
          const index = next
          const loaded = this.#read(access => access.load(index, undefined))
          // Heard of where it is awaited, or nowhere: after a break nobody asks.
          loaded.catch(() => {})
          ahead.push({ index, bytes, loaded })
        }
        const [first] = ahead
        if (!first) continue
        const frame = await first.loaded
        ahead.shift()
        this.#memory.fetched(first.bytes)
        if (frame) yield { index: first.index, ...frame }
      }
    } finally {
      await Promise.allSettled(ahead.map(({ loaded }) => loaded))
      for (const { bytes } of ahead) this.#memory.fetched(bytes)
    }
  }

  /** Looks what was stored elsewhere since; a writer has all there is. */
  async refresh(): Promise<number> {
    const access = this.toRead()
    this.#opened.lastAccess.note()
    if (!this.#opened.readOnly) return 0
    try {
      return await access.refresh()
    } finally {
      this.#memory.settle()
    }
  }

  /** Estimates the percentiles at these shares. What is sorted for it is held until a frame is stored. */
  quantiles(shares: readonly number[]): number[] {
    const found = this.toRead().table.quantiles(shares)
    this.#memory.settle()
    return found
  }

  memoryUsage(): MemoryUsage {
    const { table, restBytes } = this.access
    const { heldBytes, held } = this.#memory
    return {
      heapBytes: 0,
      externalBytes: heldBytes + restBytes + table.bytes,
      entries: held + (table.bytes > 0 ? table.count : 0),
    }
  }

  reclaim(): number {
    const freed = this.access.dropSpare()
    this.#memory.settle()
    return freed
  }

  /** Waits for what is being stored, then gives all back; what waits for memory is refused. */
  close(): Promise<void> {
    if (!this.#closed) this.#memory.refuse(this.#closedError())
    this.#closed ??= everyStep(
      () => Promise.allSettled([...this.#storing, ...this.#reading]),
      () => this.#opened.completion.settled(this.access.table),
      () => this.#opened.lastAccess.mark(),
      () => this.access.close(),
    ).finally(() => {
      this.access.table.release()
      this.#memory.close()
    })
    return this.#closed
  }

  // Each reading is a use; and what is found damaged is missing from then on.
  async #read<T>(read: (access: FrameAccess) => Promise<T>): Promise<T> {
    const access = this.toRead()
    const { completion, lastAccess, readOnly } = this.#opened
    lastAccess.note()
    try {
      return await until(this.#reading, read(access))
    } catch (error) {
      if (!readOnly && (error as FrameStorageError).code === 'FRAMES_DAMAGED') {
        await completion.afterLoss(access.table)?.catch(() => {})
      }
      throw error
    }
  }

  #closedError(): FrameStorageError {
    return new FrameStorageError('FRAMES_CLOSED', `session "${this.access.header.session}" is closed; open it again`)
  }
}

/** Keeps a promise among others until it settles. */
async function until<T>(all: Set<Promise<unknown>>, promise: Promise<T>): Promise<T> {
  all.add(promise)
  try {
    return await promise
  } finally {
    all.delete(promise)
  }
}
