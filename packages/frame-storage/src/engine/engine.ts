import { crc32, type FileBackend, type FileLock, type PlacedBytes, type RandomAccessFile } from '@plimsoll/files'
import { type EncodedFrame, FrameEncoder } from '../codec/encoder.js'
import { type FrameCodec, raw } from '../codec/frame-codec.js'
import { bytesIn } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import { everyStep } from '../every-step.js'
import type { Grid } from '../frame.js'
import { type FramePlace, FrameTable } from '../record/frame-table.js'
import { encodings, type FrameEntry, RecordFormat } from '../record/record.js'
import { type FoundFrames, type RecoveredRecords, type Recovery, recover } from '../record/recover.js'
import { summarize } from '../record/statistics.js'
import { takeSample } from '../record/value-sample.js'
import { begin, beginReading, noSession, openToRead } from '../session/begin.js'
import { DiskRoom } from '../session/disk-room.js'
import { cellsOf, type FoundHeader, type SessionHeader } from '../session/session-header.js'
import { inTurn, lockForReading, lockSession } from '../session/session-lock.js'
import { removeMarks } from '../session/session-marks.js'
import { sessionFile } from '../session/session-name.js'
import { FrameReader, type LoadedCells, type LoadedFrame } from './frame-reader.js'
import type { Region } from './selection.js'
import type { ReadPlan, SessionPlan } from './session-plan.js'

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
  readonly #reader: FrameReader
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
    this.#reader = new FrameReader({ ...opened, header: found, onDamaged: place => this.#mark(place) })
    this.#room = room
    this.#end = opened.recovered.end
    this.#ordinal = opened.recovered.ordinal
  }

  static async open(backend: FileBackend, plan: SessionPlan): Promise<FrameEngine> {
    const { header, lockTimeoutMs, codec } = plan
    const lock = await lockSession(backend, header.session, lockTimeoutMs)
    let file: RandomAccessFile | undefined
    try {
      const { session } = header
      const room = new DiskRoom(backend, session, plan.disk)
      const making = { admit: (bytes: number) => room.admit(0, bytes), clear: () => removeMarks(backend, session) }
      // Who marks a session that is being made would have the mark cleared as one of a former session.
      const make = () =>
        inTurn(backend, session, async () => {
          file ??= await backend.open(sessionFile(session), { create: true })
          return { file, found: await begin(file, header, making) }
        })
      const { file: opening, found } = await room.trying(make)
      room.lookAnew()
      const opened = await readRecords(opening, found)
      const { recovery, end } = opened.recovered
      if (recovery.droppedBytes > 0) await opening.truncate(end)
      return new FrameEngine(found.header, codec, { ...opened, file: opening, lock }, room)
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
    const lock = await inTurn(backend, session, () => lockForReading(backend, session))
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
  loadPart(index: number, region: Region): Promise<LoadedFrame | undefined> {
    return this.#reader.loadPart(index, region)
  }

  /** Reads one cell of many frames; those that are none are left out. */
  loadCell(indices: readonly number[], region: Region): Promise<LoadedCells> {
    return this.#reader.loadCell(indices, region)
  }

  /** Reads a frame into a grid, or a new one; `undefined` where there is none. One that is damaged is none from then on. */
  load(index: number, given?: Grid): Promise<LoadedFrame | undefined> {
    return this.#reader.load(index, given)
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
      const known = () => ({
        ...(encoded?.statistics ?? summarize(grid)),
        index,
        t,
        offset,
        bytes: payload.length,
        encoding: encoded?.encoding ?? encodings.raw,
        crc: crc32(payload),
        ordinal: this.#ordinal + 1,
        sample: takeSample(this.header.dtype, grid, index),
      })
      const tailOf = (entry: FrameEntry) => ({
        bytes: this.#format.encodeTail(entry),
        offset: this.#format.tailOf(entry),
      })
      const entry = await writeRecord(this.#file, { bytes: payload, offset }, known, tailOf)
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

/**
 * Writes the values of a record, then its tail: so there is none without what it speaks of. Where the platform writes beside
 * us, what the tail says costs no time of its own.
 */
async function writeRecord(
  file: RandomAccessFile,
  { bytes, offset }: PlacedBytes,
  known: () => FrameEntry,
  tailOf: (entry: FrameEntry) => PlacedBytes,
): Promise<FrameEntry> {
  if (file.writeBoth) {
    let entry: FrameEntry | undefined
    await file.writeBoth(bytes, offset, () => {
      entry ??= known()
      return tailOf(entry)
    })
    return entry as FrameEntry
  }
  const settled = file.writeAt(bytes, offset).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const entry = known()
  const failure = await settled
  if (failure) throw failure.error
  const tail = tailOf(entry)
  await file.writeAt(tail.bytes, tail.offset)
  return entry
}
