import { crc32, type FileBackend, type FileLock, type RandomAccessFile } from '@plimsoll/files'
import { bytesIn, makeGrid } from './dtype.js'
import { FrameStorageError } from './errors.js'
import { everyStep } from './every-step.js'
import type { Grid } from './frame.js'
import { FrameTable } from './frame-table.js'
import { decodeRecordHeader, encodeRecordHeader, type FrameEntry, markDropped, recordHeaderBytes } from './record.js'
import { type Recovery, recover } from './recover.js'
import { lockSession, sessionFile } from './session.js'
import {
  cellsOf,
  encodeSessionHeader,
  type FoundHeader,
  formatVersion,
  frameBytesOf,
  readSessionHeader,
  type SessionHeader,
} from './session-header.js'
import { summarize } from './statistics.js'

/** What is asked of a session's file. */
export interface SessionPlan {
  /** What the session is to be; what it is stands in its file. */
  readonly header: SessionHeader
  /** How long to wait for whoever has it open. */
  readonly lockTimeoutMs: number
}

/** A frame as it was read. */
export interface LoadedFrame {
  readonly t: number
  readonly grid: Grid
}

/**
 * A session's file: frames appended as records, one after the other, and found again by a table in memory.
 *
 * Runs where the file can be used in place: in Node, and in workers. Its callers hand grids over for the time of a call.
 */
export class FrameEngine {
  readonly header: SessionHeader
  readonly table: FrameTable
  readonly recovery: Recovery
  readonly #file: RandomAccessFile
  readonly #lock: FileLock
  #end: number
  // Appends wait for one another: a frame that is on the file must not lie behind one that is not yet.
  #last: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  private constructor(
    found: SessionHeader,
    opened: { table: FrameTable; recovery: Recovery; file: RandomAccessFile; lock: FileLock; end: number },
  ) {
    this.header = found
    this.table = opened.table
    this.recovery = opened.recovery
    this.#file = opened.file
    this.#lock = opened.lock
    this.#end = opened.end
  }

  static async open(backend: FileBackend, { header, lockTimeoutMs }: SessionPlan): Promise<FrameEngine> {
    const lock = await lockSession(backend, header.session, lockTimeoutMs)
    let file: RandomAccessFile | undefined
    try {
      file = await backend.open(sessionFile(header.session), { create: true })
      const found = await begin(file, header)
      const { entries, end, recovery } = await recover(file, found.bytes, frameBytesOf(header))
      if (recovery.droppedBytes > 0) await file.truncate(end)
      const table = new FrameTable(cellsOf(header))
      table.load(entries)
      return new FrameEngine(found.header, { table, recovery, file, lock, end })
    } catch (error) {
      await everyStep(
        () => file?.close(),
        () => lock.release(),
      ).catch(() => {})
      throw error
    }
  }

  /** Appends a frame; its values must not change until the promise settles. */
  store(index: number, t: number, grid: Grid): Promise<FrameEntry> {
    const stored = this.#last.then(() => this.#append(index, t, grid))
    this.#last = stored.catch(() => {})
    return stored
  }

  /** Reads a frame into a grid, or a new one; `undefined` where there is none. One that is damaged is none from then on. */
  async load(index: number, given?: Grid): Promise<LoadedFrame | undefined> {
    const offset = this.table.offset(index)
    const t = this.table.t(index)
    if (offset === undefined || t === undefined) return undefined
    const expected = this.table.crcToCheck(index)
    const grid = given ?? makeGrid(this.header.dtype, cellsOf(this.header))
    const bytes = bytesIn(grid)
    const read = await this.#file.readAt(bytes, offset + recordHeaderBytes)
    if (read === bytes.length && (expected === undefined || crc32(bytes) === expected)) {
      this.table.trust(index, offset)
      return { t, grid }
    }
    // Another was stored in its place while it was read.
    if (this.table.offset(index) !== offset) return this.load(index, given)
    this.table.drop(index, offset)
    await this.#mark(offset)
    const { session } = this.header
    const message = `frame ${index} of session "${session}" is not what was stored (its checksum differs) and counts as missing; store it again`
    throw new FrameStorageError('FRAMES_DAMAGED', message)
  }

  async flush(): Promise<void> {
    await this.#last
    await this.#file.flush()
  }

  close(): Promise<void> {
    this.#closed ??= this.#finish()
    return this.#closed
  }

  async #finish(): Promise<void> {
    await this.#last
    await everyStep(
      () => this.#file.flush(),
      () => this.#file.close(),
      () => this.#lock.release(),
    )
  }

  // For the next opening, which would not look at the values. What cannot be written will be found damaged again.
  #mark(offset: number): Promise<unknown> {
    this.#last = this.#last
      .then(async () => {
        const bytes = new Uint8Array(recordHeaderBytes)
        await this.#file.readAt(bytes, offset)
        if (!decodeRecordHeader(bytes, offset, frameBytesOf(this.header))) return
        markDropped(bytes)
        await this.#file.writeAt(bytes, offset)
      })
      .catch(() => {})
    return this.#last
  }

  async #append(index: number, t: number, grid: Grid): Promise<FrameEntry> {
    const offset = this.#end
    const bytes = bytesIn(grid)
    try {
      // The values first, so that there is no header before what it speaks of. Where the platform writes beside us,
      // statistics and checksum cost no time of their own.
      const writing = this.#file.writeAt(bytes, offset + recordHeaderBytes)
      const entry = await both(writing, () => ({ ...summarize(grid), index, t, offset, crc: crc32(bytes) }))
      await this.#file.writeAt(encodeRecordHeader(entry, bytes.length), offset)
      this.#end = offset + recordHeaderBytes + bytes.length
      this.table.put({ ...entry, crc: -1 })
      return entry
    } catch (error) {
      // What was written of it would lie between the frames and give back no room.
      await this.#file.truncate(offset).catch(() => {})
      throw error
    }
  }
}

/** Works while a promise settles, without leaving its failure unheard. */
async function both<T>(promise: Promise<void>, work: () => T): Promise<T> {
  const settled = promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const result = work()
  const failure = await settled
  if (failure) throw failure.error
  return result
}

async function begin(file: RandomAccessFile, wanted: SessionHeader): Promise<FoundHeader> {
  const found = await readSessionHeader(file)
  if (found.status === 'whole') {
    checkSame(found.header, wanted)
    return found
  }
  const session = `session "${wanted.session}"`
  if (found.status === 'unknown version') {
    const message = `${session} was written by another version of this package (format ${found.version}; this one reads ${formatVersion}); update the package`
    throw new FrameStorageError('FRAMES_UNKNOWN_VERSION', message)
  }
  if (found.status === 'damaged') {
    throw new FrameStorageError('FRAMES_DAMAGED', `the first page of ${session} is damaged; delete the session`)
  }
  const page = encodeSessionHeader(wanted)
  await file.truncate(0)
  await file.writeAt(page, 0)
  return { status: 'whole', header: wanted, bytes: page.length }
}

function checkSame(found: SessionHeader, wanted: SessionHeader): void {
  const told = ({ shape, dtype }: SessionHeader) => `${dtype} of shape [${shape.join(', ')}]`
  if (told(found) === told(wanted)) return
  const message = `session "${wanted.session}" holds ${told(found)}, not ${told(wanted)}; open it so, or take another name`
  throw new FrameStorageError('FRAMES_SESSION_MISMATCH', message)
}
