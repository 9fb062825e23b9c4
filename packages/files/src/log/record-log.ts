import { checkBytes } from '../check-bytes.js'
import { checkBackend, checkOptions, checkTimeout, invalid, shown } from '../check-options.js'
import { crc32 } from '../checksum.js'
import { closed, FilesError, readOnly } from '../errors.js'
import { everyStep } from '../every-step.js'
import type { FileBackend } from '../file-backend.js'
import type { FileLock } from '../lock.js'
import { checkOffset, disposeBy, type RandomAccessFile } from '../random-access-file.js'
import { AppendQueue, type LogPayload } from './append-queue.js'
import { FileWindow } from './file-window.js'
import { beginLog, readLogHeader } from './log-header.js'
import { type LogId, type LogRecord, logHeaderBytes, nextOffset, recordHeaderBytes } from './record-format.js'
import { type LogRecovery, recordAt, scanLog } from './scan.js'

/** How a {@link RecordLog} is opened. */
export interface RecordLogOptions {
  /**
   * Read alone: takes no lock, changes nothing, and has the records that were whole when it was opened. The log must exist.
   *
   * @defaultValue false
   */
  readonly readOnly?: boolean
  /**
   * Which payloads are held against their checksum when the log is opened. `'all'`: each, which reads the whole file.
   * `'tail'`: the last ones, back to one that is whole, which suffices after a process was killed; one that a power cut
   * damaged before is found by {@link RecordLog.read}.
   *
   * @defaultValue 'all'
   */
  readonly verify?: 'all' | 'tail'
  /**
   * How long to wait, in milliseconds, for whoever has it open for writing.
   *
   * @defaultValue 5000
   */
  readonly lockTimeoutMs?: number
}

/** What is told of a record that is appended. */
export interface AppendOptions {
  /**
   * What the record is: a whole number below 2^32 of the caller's choice.
   *
   * @defaultValue 0
   */
  readonly type?: number
}

const cure = 'give an object: RecordLog.open(files, name, { readOnly: true })'

/**
 * An append-only log of records with checksums, in one file of any backend.
 *
 * After any crash it opens with all records that are whole, and {@link RecordLog.recovery} tells what it dropped. What
 * `append` reported outlasts the end of the process or tab, what was there when `flush` resolved a power cut too.
 *
 * @example
 * ```ts
 * await using log = await RecordLog.open(files, 'runs/a.log')
 * const record = await log.append(new TextEncoder().encode('first'))
 * await log.flush()
 * await log.read(record) // the bytes of 'first'
 * ```
 */
export class RecordLog {
  /** Where the log lies. */
  readonly name: string
  /** What the opening found. */
  readonly recovery: LogRecovery
  /** As {@link RecordLog.close}. Missing where the platform has no `Symbol.asyncDispose`. */
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly #file: RandomAccessFile
  readonly #lock: FileLock | undefined
  readonly #id: LogId
  readonly #queue: AppendQueue
  readonly #gaps: ReadonlyMap<number, number>
  #failure: FilesError | undefined
  #closed: Promise<void> | undefined

  private constructor(
    file: RandomAccessFile,
    lock: FileLock | undefined,
    id: LogId,
    { end, recovery }: { end: number; recovery: LogRecovery },
  ) {
    this.name = file.name
    this.recovery = recovery
    this.#file = file
    this.#lock = lock
    this.#id = id
    // What was torn is written over.
    const kept = recovery.dropped.filter(({ reason }) => reason === 'damaged')
    this.#gaps = new Map(kept.map(({ offset, bytes }) => [offset, bytes]))
    this.#queue = new AppendQueue(file, id, end, cause => this.#fail('an append could not be undone', cause))
    disposeBy(RecordLog.prototype, self => self.close())
  }

  /**
   * Opens a log, or makes it, and drops what is not whole.
   *
   * @param files - where it lies
   * @param name - the name of its file; a lock of the same name is held while it is open
   * @throws {@link FilesError} `FILES_LOCKED` where another has it open for writing, `FILES_DAMAGED` for a file that is no
   * log (it stays as it is), `FILES_UNKNOWN_VERSION`, `FILES_INVALID_OPTIONS`, and what the backend throws
   */
  static async open(files: FileBackend, name: string, options: RecordLogOptions = {}): Promise<RecordLog> {
    checkBackend('RecordLog.open', files)
    checkOptions('RecordLog.open', options, ['readOnly', 'verify', 'lockTimeoutMs'], cure)
    const { readOnly = false, verify = 'all', lockTimeoutMs = 5000 } = options
    checkTimeout('RecordLog.open', 'lockTimeoutMs', lockTimeoutMs)
    if (verify !== 'all' && verify !== 'tail') throw invalid(`verify ${shown(verify)} of a log; use 'all' or 'tail'`)
    const lock = readOnly ? undefined : await files.lock(name, { timeoutMs: lockTimeoutMs })
    let file: RandomAccessFile | undefined
    try {
      file = await files.open(name, readOnly ? { readOnly } : { create: true, timeoutMs: lockTimeoutMs })
      const begun = readOnly ? await readLogHeader(file) : await beginLog(file)
      const found = await scanLog(file, begun.id, verify)
      const isTorn = found.recovery.dropped.some(({ reason }) => reason === 'torn')
      if (isTorn && !readOnly) await file.truncate(found.end)
      return new RecordLog(file, lock, begun.id, found)
    } catch (error) {
      await everyStep(
        () => file?.close(),
        () => lock?.release(),
      ).catch(() => {})
      throw error
    }
  }

  /** Bytes of the file up to the end of its last record: where the next one goes. */
  get end(): number {
    return this.#queue.end
  }

  /**
   * Appends a record: whole or, after a crash, not at all. Records lie in the order of the calls.
   *
   * @param payload - bytes, several parts that follow one another, or a stream of them, for whose end those behind it wait;
   * large parts are written from where they lie and must not change until the promise settles
   * @returns where it lies, when it outlasts the end of the process
   * @throws {@link FilesError} by the promise: `FILES_FULL`, and then the log is as it was before; `FILES_INVALID_BYTES`,
   * `FILES_INVALID_OPTIONS`, `FILES_READ_ONLY`, `FILES_CLOSED`
   */
  async append(payload: LogPayload, options: AppendOptions = {}): Promise<LogRecord> {
    this.#writable()
    checkOptions('append', options, ['type'], 'give an object: append(bytes, { type: 1 })')
    const { type = 0 } = options
    if (!Number.isInteger(type) || type < 0 || type >= 2 ** 32) {
      throw invalid(`type ${shown(type)} of a record; use a whole number from 0 to 4294967295`)
    }
    checkPayload(this.name, payload)
    return this.#queue.append(payload, type)
  }

  /** Resolves when the records that were appended before outlast a power cut, as far as the platform can tell. */
  async flush(): Promise<void> {
    this.#writable()
    await this.#queue.idle()
    this.#writable()
    try {
      await this.#file.flush()
    } catch (cause) {
      // A system that failed to write may drop what it was to write, and report the next flush as done.
      this.#fail('it could not be flushed', cause)
      throw cause
    }
  }

  /**
   * Reads the payload of a record and holds it against its checksum.
   *
   * @param record - as it was returned, or its `offset` as the caller kept it
   * @param into - is filled from its start, and has room for the payload; a new buffer without
   * @returns the payload, a view of `into`
   * @throws {@link FilesError} `FILES_DAMAGED` where it is not what was appended, `FILES_INVALID_POSITION` where no record
   * begins, `FILES_INVALID_RANGE` where `into` is too short
   */
  async read(record: LogRecord | number, into?: Uint8Array): Promise<Uint8Array> {
    const found = await this.#find(record)
    if (into) checkBytes(this.name, 'into', into)
    if (into && into.length < found.bytes) {
      const message = `the record at ${found.offset} of "${this.name}" has ${found.bytes} bytes, into has ${into.length}`
      throw new FilesError('FILES_INVALID_RANGE', `${message}; give as many, or none`)
    }
    const target = into ? into.subarray(0, found.bytes) : new Uint8Array(found.bytes)
    const count = await this.#file.readAt(target, found.offset + recordHeaderBytes)
    if (count === found.bytes && crc32(target) === found.checksum) return target
    const message = `the record at ${found.offset} of "${this.name}" is not what was appended (its checksum differs)`
    throw new FilesError('FILES_DAMAGED', `${message}; append it again`)
  }

  /**
   * Reads a part of a payload, without a look at its checksum.
   *
   * @param into - is filled from its start
   * @param offset - the first byte that is read, from the payload's start
   * @returns bytes read; fewer than asked for only at the payload's end
   */
  async readAt(record: LogRecord | number, into: Uint8Array, offset: number): Promise<number> {
    const found = await this.#find(record)
    checkBytes(this.name, 'into', into)
    checkOffset(this.name, 'offset', offset)
    const left = Math.max(0, found.bytes - offset)
    if (left === 0) return 0
    return this.#file.readAt(into.subarray(0, left), found.offset + recordHeaderBytes + offset)
  }

  /** Answers all records in the order in which they lie, by their headers; those that are appended meanwhile too. */
  async *records(): AsyncGenerator<LogRecord, void, undefined> {
    const window = new FileWindow(this.#open(), 2 ** 16)
    for (let at = logHeaderBytes; at < this.end; ) {
      const gap = this.#gaps.get(at)
      if (gap !== undefined) {
        at += gap
        continue
      }
      const record = await recordAt(window, this.#id, at, this.end)
      if (!record) throw this.#noRecord(at)
      yield record
      this.#open()
      at = nextOffset(record)
    }
  }

  /** Waits for what is being appended, flushes it, and gives file and lock back; may be called twice. */
  close(): Promise<void> {
    this.#closed ??= everyStep(
      () => this.#queue.idle(),
      () => (this.#failure || !this.#lock ? undefined : this.#file.flush()),
      () => this.#file.close(),
      () => this.#lock?.release(),
    )
    return this.#closed
  }

  async #find(record: LogRecord | number): Promise<LogRecord> {
    this.#open()
    if (typeof record === 'object' && record !== null) return record
    checkOffset(this.name, 'offset', record)
    const window = new FileWindow(this.#file, recordHeaderBytes)
    const found = record + recordHeaderBytes <= this.end && (await recordAt(window, this.#id, record, this.end))
    if (!found) throw this.#noRecord(record)
    return found
  }

  #noRecord(offset: number): FilesError {
    const message = `no record of "${this.name}" begins at ${offset}; use the offset of one that was appended or listed`
    return new FilesError('FILES_INVALID_POSITION', message)
  }

  #fail(what: string, cause: unknown): void {
    const message = `log "${this.name}": ${what}, so nobody knows what the disk holds; close it and open it again`
    this.#failure ??= new FilesError('FILES_FAILED', message, { cause })
  }

  #writable(): void {
    this.#open()
    if (!this.#lock) throw readOnly(this.name)
    if (this.#failure) throw this.#failure
  }

  #open(): RandomAccessFile {
    if (this.#closed) throw closed(this.name)
    return this.#file
  }
}

function checkPayload(name: string, payload: unknown): void {
  if (Array.isArray(payload)) {
    for (const part of payload) if (typeof part !== 'function') checkBytes(name, 'bytes', part)
  } else if (typeof payload !== 'object' || payload === null || !(Symbol.asyncIterator in payload)) {
    checkBytes(name, 'bytes', payload)
  }
}
