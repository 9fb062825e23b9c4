import { crc32, type FileBackend, type FileLock, type RandomAccessFile } from '@plimsoll/files'
import { begin, beginReading, noSession, openToRead } from './begin.js'
import { decodeInto } from './codec/decode.js'
import { type EncodedFrame, FrameEncoder } from './codec/encoder.js'
import { type FrameCodec, raw } from './codec/frame-codec.js'
import { type DiskPlan, DiskRoom } from './disk-room.js'
import { bytesIn, makeGrid } from './dtype.js'
import { FrameStorageError } from './errors.js'
import { everyStep } from './every-step.js'
import type { Dtype, Grid } from './frame.js'
import { type FramePlace, FrameTable } from './frame-table.js'
import { copyRegion, readRegion } from './partial-read.js'
import { encodings, type FrameEntry, RecordFormat } from './record.js'
import { type FoundFrames, type RecoveredRecords, type Recovery, recover } from './recover.js'
import type { Region } from './selection.js'
import { cellsOf, type FoundHeader, type SessionHeader } from './session-header.js'
import { lockForReading, lockSession } from './session-lock.js'
import { removeMarks } from './session-marks.js'
import { sessionFile } from './session-name.js'
import { summarize } from './statistics.js'
import { takeSample } from './value-sample.js'

/** What is asked of a session's file. */
export interface SessionPlan {
  /** What the session is to be; what it is stands in its file. */
  readonly header: SessionHeader
  /** How long to wait for whoever has it open. */
  readonly lockTimeoutMs: number
  /** How frames are written from now on. */
  readonly codec: FrameCodec
  /** How much may be stored, and what goes first. */
  readonly disk: DiskPlan
}

/** What is asked of a session that is to be read alone. */
export interface ReadPlan {
  readonly session: string
  /** What its grids must be, where the caller said so. */
  readonly shape: readonly number[] | undefined
  readonly dtype: Dtype | undefined
}

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
  readonly #format: RecordFormat
  readonly #encoder: FrameEncoder
  // Missing where nothing is stored.
  readonly #room: DiskRoom | undefined
  #end: number
  // Records up to there.
  #ordinal: number
  // Appends wait for one another: a frame that is on the file must not lie behind one that is not yet.
  #last: Promise<unknown> = Promise.resolve()
  // Set once nobody knows what the file holds: from then on it is read alone.
  #failure: FrameStorageError | undefined
  #closed: Promise<void> | undefined

  private constructor(found: SessionHeader, codec: FrameCodec, opened: OpenedFile, room?: DiskRoom) {
    this.header = found
    this.table = opened.table
    this.recovery = opened.recovered.recovery
    this.#file = opened.file
    this.#lock = opened.lock
    this.#format = opened.format
    this.#encoder = new FrameEncoder(codec)
    this.#room = room
    this.#end = opened.recovered.end
    this.#ordinal = opened.recovered.ordinal
  }

  static async open(backend: FileBackend, plan: SessionPlan): Promise<FrameEngine> {
    const { header, lockTimeoutMs, codec } = plan
    const lock = await lockSession(backend, header.session, lockTimeoutMs)
    let file: RandomAccessFile | undefined
    try {
      const created = await backend.open(sessionFile(header.session), { create: true })
      file = created
      const room = new DiskRoom(backend, header.session, plan.disk)
      const clear = () => removeMarks(backend, header.session)
      const found = await room.trying(() => begin(created, header, clear))
      const opened = await readRecords(file, found)
      const { recovery, end } = opened.recovered
      if (recovery.droppedBytes > 0) await file.truncate(end)
      return new FrameEngine(found.header, codec, { ...opened, file, lock }, room)
    } catch (error) {
      await everyStep(
        () => file?.close(),
        () => lock.release(),
      ).catch(() => {})
      throw error
    }
  }

  /** Opens a session that exists beside whoever writes it, with what is stored by now. */
  static async read(backend: FileBackend, { session, shape, dtype }: ReadPlan): Promise<FrameEngine> {
    const lock = await lockForReading(backend, session)
    let file: RandomAccessFile | undefined
    try {
      file = await openToRead(backend, session)
      const found = await beginReading(file, session, { shape, dtype })
      return new FrameEngine(found.header, raw(), { ...(await readRecords(file, found)), file, lock })
    } catch (error) {
      await everyStep(
        () => file?.close(),
        () => lock.release(),
      ).catch(() => {})
      throw error
    }
  }

  /** Looks what was stored and found damaged since, by whoever writes the session; answers it. */
  refresh(): Promise<FoundFrames> {
    const refreshed = this.#last.then(async () => {
      // A writer that was killed leaves a torn end, which the next one cuts off; what was whole stays.
      if ((await this.#file.size()) < this.#end) throw noSession(this.header.session)
      const { entries, dropped, end } = await recover(this.#file, this.#end, this.#format)
      this.#end = end
      this.table.update({ entries, dropped })
      return { entries, dropped }
    })
    this.#last = refreshed.catch(() => {})
    return refreshed
  }

  /**
   * Appends a frame; its values must not change until the promise settles.
   *
   * @throws {@link FrameStorageError} `FRAMES_FAILED` after a flush, or the undoing of an append, that failed
   */
  store(index: number, t: number, grid: Grid): Promise<FrameEntry> {
    const encoding = this.#encoder.encode(grid)
    // Frames are encoded beside one another, and written in their order. What fails is heard of when it is its turn.
    encoding?.catch(() => {})
    const stored = this.#last.then(async () => this.#makeRoom(index, t, grid, await encoding))
    this.#last = stored.catch(() => {})
    return stored
  }

  /** Reads a part of a frame; where it is raw, that part alone, without a look at its checksum. */
  async loadPart(index: number, region: Region): Promise<LoadedFrame | undefined> {
    const place = this.table.place(index)
    if (!place) return undefined
    if (place.encoding === encodings.raw) {
      const grid = makeGrid(this.header.dtype, region.cells)
      if (await readRegion(this.#file, place.offset, this.header, region, grid)) return { t: place.t, grid }
    }
    // A file that ends too early is found damaged here.
    const frame = await this.load(index)
    return frame && { t: frame.t, grid: copyRegion(frame.grid, this.header, region) }
  }

  /** Reads one cell of many frames; those that are none are left out. */
  async loadCell(indices: readonly number[], region: Region): Promise<LoadedCells> {
    const found: number[] = []
    const t: number[] = []
    const values = makeGrid(this.header.dtype, indices.length)
    for (let first = 0; first < indices.length; first += readsAtOnce) {
      const some = indices.slice(first, first + readsAtOnce)
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
    const place = this.table.place(index)
    if (!place) return undefined
    const grid = given ?? makeGrid(this.header.dtype, cellsOf(this.header))
    const failure = await this.#read(place, grid, this.table.crcToCheck(index))
    if (failure === undefined) {
      this.table.trust(index, place.offset)
      return { t: place.t, grid }
    }
    // Another was stored in its place while it was read.
    if (this.table.place(index)?.offset !== place.offset) return this.load(index, given)
    const frame = `frame ${index} of session "${this.header.session}"`
    if (failure === 'unsupported') {
      const message = `${frame} is written in a way (${place.encoding}) that this runtime cannot read; what was compressed with zstd needs Node 22.15 or later`
      throw new FrameStorageError('FRAMES_UNSUPPORTED_CODEC', message)
    }
    this.table.drop(index, place.offset)
    await this.#mark(place)
    const message = `${frame} is not what was stored (its checksum differs) and counts as missing; store it again`
    throw new FrameStorageError('FRAMES_DAMAGED', message)
  }

  /**
   * Resolves when what was appended before outlasts a power cut.
   *
   * @throws {@link FrameStorageError} as {@link FrameEngine.store}; what the file throws, the first time
   */
  async flush(): Promise<void> {
    await this.#last
    this.#checkIntact()
    try {
      await this.#file.flush()
    } catch (cause) {
      // A system that failed to write may drop what it was to write, and report the next flush as done.
      this.#fail('it could not be flushed', cause)
      throw cause
    }
    // One beside it may have failed, and taken with it what this one was for.
    this.#checkIntact()
  }

  /** Waits for what is being appended, flushes it, and gives file and lock back, whatever fails; then throws that. */
  close(): Promise<void> {
    this.#closed ??= this.#finish()
    return this.#closed
  }

  async #finish(): Promise<void> {
    await this.#last
    await everyStep(
      () => (this.#room ? this.flush() : undefined),
      () => this.#file.close(),
      () => this.#lock.release(),
    )
  }

  async #read({ offset, bytes, encoding }: FramePlace, grid: Grid, crc: number | undefined) {
    const encoded = encoding === encodings.raw ? undefined : new Uint8Array(bytes)
    const payload = encoded ?? bytesIn(grid)
    const read = await this.#file.readAt(payload, offset)
    if (read !== bytes || (crc !== undefined && crc32(payload) !== crc)) return 'damaged'
    return encoded && decodeInto(grid, encoding, encoded)
  }

  // For the next opening, which would not look at the values. What cannot be written will be found damaged again.
  #mark(place: FramePlace): Promise<unknown> {
    this.#last = this.#last
      .then(async () => {
        const tail = new Uint8Array(this.#format.tailBytes)
        const at = this.#format.tailOf(place)
        await this.#file.readAt(tail, at)
        if (!this.#format.decodeTail(tail, at)) return
        this.#format.markDropped(tail, at)
        await this.#file.writeAt(tail, at)
      })
      .catch(() => {})
    return this.#last
  }

  #fail(what: string, cause: unknown): void {
    const message = `session "${this.header.session}": ${what}, so nobody knows what the disk holds; close it and open it again`
    this.#failure ??= new FrameStorageError('FRAMES_FAILED', message, { cause })
  }

  #checkIntact(): void {
    if (this.#failure) throw this.#failure
  }

  async #makeRoom(index: number, t: number, grid: Grid, encoded: EncodedFrame | undefined): Promise<FrameEntry> {
    this.#checkIntact()
    const bytes = encoded?.bytes.length ?? grid.byteLength
    const full = this.#room?.admit(this.#end, this.#format.endOf({ offset: this.#end, bytes }) - this.#end)
    if (full) await full
    const append = () => this.#append(index, t, grid, encoded)
    return this.#room ? this.#room.trying(append) : append()
  }

  async #append(index: number, t: number, grid: Grid, encoded: EncodedFrame | undefined): Promise<FrameEntry> {
    // Asked again, since what failed for want of room is tried again.
    this.#checkIntact()
    const offset = this.#end
    const payload = encoded?.bytes ?? bytesIn(grid)
    try {
      // The values first, so that there is no footer without what it speaks of. Where the platform writes beside us,
      // statistics and checksum cost no time of their own.
      const writing = this.#file.writeAt(payload, offset)
      const entry = await both(writing, () => ({
        ...(encoded?.statistics ?? summarize(grid)),
        index,
        t,
        offset,
        bytes: payload.length,
        encoding: encoded?.encoding ?? encodings.raw,
        crc: crc32(payload),
        ordinal: this.#ordinal + 1,
        sample: takeSample(this.header.dtype, grid, index),
      }))
      await this.#file.writeAt(this.#format.encodeTail(entry), this.#format.tailOf(entry))
      this.#end = this.#format.endOf(entry)
      this.#ordinal = entry.ordinal
      this.table.put({ ...entry, crc: -1 })
      return entry
    } catch (error) {
      // What was written of it would give back no room; and behind a shorter frame that was stored in its place, its tail
      // would be taken for that of the last one.
      await this.#file
        .truncate(offset)
        .catch((cause: unknown) => this.#fail('a frame that was written in part could not be undone', cause))
      throw error
    }
  }
}

interface OpenedFile {
  readonly table: FrameTable
  readonly recovered: RecoveredRecords
  readonly format: RecordFormat
  readonly file: RandomAccessFile
  readonly lock: FileLock
}

async function readRecords(file: RandomAccessFile, { header, bytes }: FoundHeader) {
  const format = new RecordFormat(header)
  const recovered = await recover(file, bytes, format)
  const table = new FrameTable(cellsOf(header), header.dtype)
  table.load(recovered.entries)
  return { table, recovered, format }
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
