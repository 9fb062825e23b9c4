import type { Cut } from '../chunks/cut.js'
import { invalid } from '../errors.js'
import type { ByteExtent, Told } from '../source/byte-extent.js'
import type { ByteSource } from '../source/byte-source.js'
import type { ResumableSource } from '../source/resumable.js'
import type { Settling } from '../source/settling.js'
import { type BadLine, BadLines } from './bad-lines.js'
import { checkBatchCut, type LineBatchCut } from './batch-cut.js'
import { decodeLines } from './decode-lines.js'
import { LineCursor } from './line-cursor.js'
import { checkLinesOptions, type LinePosition } from './line-options.js'
import { checkRecordsOptions, type RecordSettings, type RecordsOptions } from './record-options.js'

/** Where a record's line starts. */
export type RecordPosition = LinePosition & {
  /** How many bad lines were passed over before it; missing where there were none. */
  readonly bad?: number
}

/** The records of a source, one by one or in batches, from its start or from any line on. */
export interface Records<T> extends AsyncIterableIterator<T, undefined>, ResumableSource<T> {
  /**
   * Where the line behind the last record starts that was handed out; lines that are none may be passed already. At the end, where
   * that is.
   */
  readonly position: RecordPosition
  /**
   * How many bad lines were skipped or collected so far, from the start of the source on: a `position` carries the number
   * on to other processes. Where a reading was made of this one by `from`, as a run does that goes on from a checkpoint,
   * what that has counted.
   */
  readonly bad: number
  /** The first `maxBad` of those that this process has found, where they are collected; of the same reading as `bad`. */
  readonly badLines: readonly BadLine[]
  /**
   * Reads the same records from a `position` on, which may have been told in another process, and goes on counting bad lines.
   * From then on `bad` and `badLines` of this one are those of the reading that was made last.
   *
   * @throws {@link StreamError} `STREAM_INVALID_OPTIONS` for what is no position of lines
   */
  from(position: RecordPosition): Records<T>
  /**
   * Answers the records in arrays. It goes on where the reading stands, and moves it on.
   *
   * @param cut - records per batch, or bytes of their lines; without it a batch is what is there without waiting. None is
   * empty, and an error comes after the records before it
   * @throws {@link StreamError} `STREAM_INVALID_SIZE`, `STREAM_INVALID_OPTIONS`
   */
  batches(cut?: LineBatchCut): AsyncIterableIterator<T[], undefined>
  /** Ends the reading at once, and resolves when the source is closed. */
  return(): Promise<IteratorResult<T, undefined>>
  /** Itself. */
  [Symbol.asyncIterator](): Records<T>
}

/**
 * Reads NDJSON: one value of JSON per line, by the rules of {@link lines}. Lines of nothing but spaces are passed over.
 *
 * Each line is parsed by itself, so that a bad one is known by its number and place and spoils no other. Memory and closing
 * are those of {@link lines}.
 *
 * @typeParam T - what a record is; nobody checks it
 * @param source - a `Blob`, a file, a stream, an iterable of bytes or text, or bytes
 * @throws {@link StreamError} as {@link lines}; by the iteration `STREAM_INVALID_RECORD` with `line`, `offset`, and what
 * `JSON.parse` threw as its cause, after the records before it
 *
 * @example
 * ```ts
 * for await (const { user } of records<{ user: string }>(file, { onBadLine: 'skip' })) console.log(user)
 * ```
 */
export function records<T = unknown>(source: ByteSource, options: RecordsOptions = {}): Records<T> {
  const { settings, rest } = checkRecordsOptions(options)
  const lines = checkLinesOptions('records', source, rest)
  const cursor = new LineCursor(source, lines.settings, lines.start)
  const bad = (before: number) => new BadLines(settings.onBadLine, settings.maxBad, source, before)
  return new RecordReading<T>(cursor, settings, lines.settings.signal, bad)
}

// One by one, so many strings are made at once.
const groupLines = 64
const none = Symbol('no record')

class RecordReading<T> implements Records<T> {
  readonly #cursor: LineCursor
  readonly #settings: RecordSettings
  readonly #signal: AbortSignal | undefined
  readonly #createBad: (before: number) => BadLines
  readonly #bad: BadLines
  /** What `bad` was where the position is held. */
  #heldBad: number | undefined
  #continued: Records<T> | undefined
  // Strings of the next lines of the block, made some at a time.
  #texts: string[] = []
  #text = 0
  /** What ends the reading, behind records that were handed out before it. */
  #failure: { readonly error: unknown } | undefined
  #closed = false

  constructor(
    cursor: LineCursor,
    settings: RecordSettings,
    signal: AbortSignal | undefined,
    createBad: (before: number) => BadLines,
    bad = 0,
  ) {
    this.#cursor = cursor
    this.#settings = settings
    this.#signal = signal
    this.#createBad = createBad
    this.#bad = createBad(bad)
  }

  get position(): RecordPosition {
    const bad = this.#heldBad ?? this.#bad.count
    return bad > 0 ? { ...this.#cursor.position, bad } : this.#cursor.position
  }

  get 'plimsoll:extent'(): Told<ByteExtent> {
    return this.#cursor.extent
  }

  get identity(): string | Promise<string> | undefined {
    const identity = this.#cursor.identity
    // Chunks of the lines of the same file are others: blank ones count there.
    const told = (lines: string) => `records, ${lines}`
    return typeof identity === 'string' ? told(identity) : identity?.then(told)
  }

  get bad(): number {
    return this.#continued ? this.#continued.bad : this.#bad.count
  }

  get badLines(): readonly BadLine[] {
    return this.#continued ? this.#continued.badLines : this.#bad.kept
  }

  from(position: RecordPosition): Records<T> {
    const cursor = this.#cursor.from(position)
    const { bad = 0 } = position
    if (!Number.isSafeInteger(bad) || bad < 0) throw invalid('bad of the position', bad, 'what `position` told')
    this.#continued = new RecordReading<T>(cursor, this.#settings, this.#signal, this.#createBad, bad)
    return this.#continued
  }

  get 'plimsoll:settles'(): boolean {
    return this.#cursor.settles
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  // No async function: a record that is there costs one promise.
  next(): Promise<IteratorResult<T, undefined>> {
    const cursor = this.#cursor
    if (cursor.at < cursor.ready && !cursor.busy) {
      try {
        const value = this.#take()
        if (value !== none) return Promise.resolve({ done: false, value })
      } catch (error) {
        return cursor.inTurn(() => this.#fail(error))
      }
    }
    return cursor.inTurn(() => this.#next())
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#closed = true
    this.#failure = undefined
    await this.#cursor.close()
    return { done: true, value: undefined }
  }

  batches(cut?: LineBatchCut): AsyncIterableIterator<T[], undefined> {
    const checked = checkBatchCut(cut)
    const cursor = this.#cursor
    const batches: AsyncIterableIterator<T[], undefined> & Settling = {
      get 'plimsoll:settles'() {
        return cursor.settles
      },
      next: () => cursor.inTurn(() => this.#batch(checked)),
      return: async () => {
        await this.return()
        return { done: true, value: undefined }
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
    return batches
  }

  async #next(): Promise<IteratorResult<T, undefined>> {
    try {
      this.#throwWhatWaits()
      do {
        const value = this.#take()
        if (value !== none) return { done: false, value }
      } while (await this.#cursor.advance())
      return { done: true, value: undefined }
    } catch (error) {
      return this.#fail(error)
    }
  }

  async #batch(cut: Cut): Promise<IteratorResult<T[], undefined>> {
    const cursor = this.#cursor
    const batch: T[] = []
    const fill = { bytes: 0 }
    const takesWhatIsThere = cut.size === undefined && cut.maxBytes === undefined
    const letGo = cursor.hold()
    this.#heldBad ??= this.#bad.count
    try {
      this.#throwWhatWaits()
      while (!this.#gather(batch, cut, fill)) {
        if (takesWhatIsThere && batch.length > 0) {
          // The line that was cut in two by the end of the last block comes together with those that follow it.
          if (batch.length > 1 || !cursor.now()) break
        } else if (!(await cursor.advance())) break
      }
    } catch (error) {
      if (batch.length === 0 || this.#signal?.aborted) return this.#fail(error)
      this.#failure = { error }
      await cursor.close().catch(() => {})
    }
    if (this.#closed) return { done: true, value: undefined }
    letGo()
    this.#heldBad = undefined
    if (batch.length === 0) return { done: true, value: undefined }
    return { done: false, value: batch }
  }

  /** Puts records of the lines that are there into a batch; answers whether it is whole. */
  #gather(batch: T[], { size, maxBytes = Number.POSITIVE_INFINITY }: Cut, fill: { bytes: number }): boolean {
    const cursor = this.#cursor
    while (cursor.at < cursor.ready) {
      const bytes = cursor.block.startOf(cursor.at + 1) - cursor.block.startOf(cursor.at)
      if (fill.bytes + bytes > maxBytes && batch.length > 0) return true
      const record = this.#parse()
      cursor.at += 1
      if (record === none) continue
      fill.bytes += bytes
      batch.push(record)
      if (batch.length === size) return true
    }
    return false
  }

  /** The next record of the lines that are there, if there is one. */
  #take(): T | typeof none {
    const cursor = this.#cursor
    while (cursor.at < cursor.ready) {
      const record = this.#parse()
      cursor.at += 1
      if (record !== none) return record
    }
    return none
  }

  /** The record of the next line. */
  #parse(): T | typeof none {
    const { at, ready, block } = this.#cursor
    if (this.#text === this.#texts.length) {
      this.#texts = []
      this.#text = 0
      decodeLines(block, at, Math.min(ready, at + groupLines), this.#texts)
    }
    const text = this.#texts[this.#text] as string
    this.#text += 1
    if (text === '') return none
    try {
      return JSON.parse(text, this.#settings.reviver) as T
    } catch (error) {
      if (!/^[ \t\r]*$/.test(text)) this.#bad.add(block, at, error)
      return none
    }
  }

  #throwWhatWaits(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.error
  }

  /** Ends the reading; what goes wrong while closing is worth less than what went wrong before it. */
  async #fail(error: unknown): Promise<never> {
    this.#closed = true
    await this.#cursor.close().catch(() => {})
    throw error
  }
}
