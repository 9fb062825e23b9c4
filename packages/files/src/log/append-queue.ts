import { checkBytes } from '../check-bytes.js'
import { crc32 } from '../checksum.js'
import type { RandomAccessFile } from '../random-access-file.js'
import { encodeRecordHeader, type LogId, type LogRecord, nextOffset, recordHeaderBytes } from './record-format.js'

/** A part of a payload. One that is a function is made while the part before it is being written. */
export type LogPart = Uint8Array | (() => Uint8Array)

/** A record's payload: at once, in parts that follow one another, or as it comes. */
export type LogPayload = Uint8Array | readonly LogPart[] | AsyncIterable<Uint8Array>

// Records up to this size are copied together and written by one call; larger ones are written from where they lie.
const copiedBytes = 2 ** 16
const batchBytes = 2 ** 18

interface Job {
  readonly type: number
  readonly parts: readonly LogPart[] | AsyncIterable<Uint8Array>
  /** Bytes of the whole record where they are known and few. */
  readonly smallBytes: number | undefined
  resolve(record: LogRecord): void
  reject(error: unknown): void
}

/** Appends one after the other; small ones that wait together are written together. */
export class AppendQueue {
  readonly #file: RandomAccessFile
  readonly #id: LogId
  readonly #lost: (error: unknown) => void
  readonly #waiting: Job[] = []
  #draining: Promise<void> | undefined
  #end: number

  /** @param lost - is told when a failed append could not be undone */
  constructor(file: RandomAccessFile, id: LogId, end: number, lost: (error: unknown) => void) {
    this.#file = file
    this.#id = id
    this.#end = end
    this.#lost = lost
  }

  /** Where the next record goes. */
  get end(): number {
    return this.#end
  }

  append(payload: LogPayload, type: number): Promise<LogRecord> {
    const parts = payload instanceof Uint8Array ? [payload] : payload
    const bytes = bytesOf(parts)
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        type,
        parts,
        smallBytes: bytes !== undefined && bytes <= copiedBytes ? bytes : undefined,
        resolve,
        reject,
      })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining
  }

  async #drain(): Promise<void> {
    // Those that are appended in the same turn go together.
    await undefined
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch()
      const start = this.#end
      try {
        const records = await this.#write(batch)
        for (const [at, job] of batch.entries()) job.resolve(records[at] as LogRecord)
      } catch (error) {
        this.#end = start
        await this.#undo(error)
        for (const job of batch) job.reject(error)
      }
    }
    this.#draining = undefined
  }

  #takeBatch(): Job[] {
    let bytes = 0
    const more = this.#waiting.findIndex(({ smallBytes }) => {
      bytes += smallBytes ?? batchBytes + 1
      return bytes > batchBytes
    })
    return this.#waiting.splice(0, Math.max(1, more < 0 ? this.#waiting.length : more))
  }

  async #write(batch: readonly Job[]): Promise<LogRecord[]> {
    const [first] = batch as [Job]
    return first.smallBytes === undefined ? [await this.#writeLarge(first)] : this.#writeSmall(batch)
  }

  async #writeSmall(batch: readonly Job[]): Promise<LogRecord[]> {
    const start = this.#end
    const records: LogRecord[] = []
    let end = start
    for (const { type, smallBytes = 0 } of batch) {
      const record = { offset: end, type, bytes: smallBytes - recordHeaderBytes, checksum: 0 }
      records.push(record)
      end = nextOffset(record)
    }
    const bytes = new Uint8Array(end - start)
    const stored = records.map((record, at) => {
      const from = record.offset - start
      let to = from + recordHeaderBytes
      for (const part of (batch[at] as Job).parts as readonly Uint8Array[]) {
        bytes.set(part, to)
        to += part.length
      }
      const checked = { ...record, checksum: crc32(bytes.subarray(from + recordHeaderBytes, to)) }
      encodeRecordHeader(checked, this.#id, bytes.subarray(from, from + recordHeaderBytes))
      return checked
    })
    await this.#file.writeAt(bytes, start)
    this.#end = end
    return stored
  }

  // The payload first, so that there is no header before what it speaks of; where the platform writes beside us, the
  // checksum costs no time of its own.
  async #writeLarge({ type, parts }: Job): Promise<LogRecord> {
    const offset = this.#end
    let bytes = 0
    let checksum = 0
    const write = async (part: Uint8Array, beside?: () => void) => {
      checkBytes(this.#file.name, 'bytes', part)
      const writing = this.#file.writeAt(part, offset + recordHeaderBytes + bytes)
      // Heard at once: it may fail before the rest is done.
      const settled = writing.then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      let failure: { error: unknown } | undefined
      try {
        checksum = crc32(part, checksum)
        beside?.()
      } finally {
        failure = await settled
      }
      if (failure) throw failure.error
      bytes += part.length
    }
    if (isStream(parts)) for await (const part of parts) await write(part)
    else {
      let made = parts.length > 0 ? madeOf(parts[0]) : new Uint8Array(0)
      for (let at = 1; at <= parts.length; at++) {
        await write(made, () => {
          if (at < parts.length) made = madeOf(parts[at])
        })
      }
    }
    const record = { offset, type, bytes, checksum }
    const header = new Uint8Array(recordHeaderBytes)
    encodeRecordHeader(record, this.#id, header)
    await this.#file.writeAt(header, offset)
    this.#end = nextOffset(record)
    return record
  }

  // What was written of it would lie behind the records, and give back no room.
  async #undo(error: unknown): Promise<void> {
    try {
      await this.#file.truncate(this.#end)
    } catch {
      this.#lost(error)
      // Behind half a record nothing more goes.
      for (const job of this.#waiting.splice(0)) job.reject(error)
    }
  }
}

function madeOf(part: LogPart | undefined): Uint8Array {
  return typeof part === 'function' ? part() : (part as Uint8Array)
}

function bytesOf(parts: Job['parts']): number | undefined {
  if (isStream(parts)) return undefined
  let bytes = recordHeaderBytes
  for (const part of parts) {
    if (typeof part === 'function') return undefined
    bytes += part.length
  }
  return bytes
}

function isStream(parts: Job['parts']): parts is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in parts
}
