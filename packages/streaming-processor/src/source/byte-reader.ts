/** Reads bytes, block by block. */
export interface ByteReader {
  /**
   * Answers the next bytes, at least one, or `undefined` at the end and ever after. One call at a time.
   *
   * The block is good until the next `read()` or `close()`: its buffer may be filled again. Readers copy what they keep.
   */
  read(): Promise<Uint8Array | undefined>
  /**
   * Closes or cancels the source, once however often it is called; nothing where the source has ended or failed.
   * The promise waits for the source, which may be in the middle of a `read()`.
   */
  close(): Promise<void>
}

/**
 * What reads one kind of source. It lets go of everything by itself when it ends or throws; `close` is for the other
 * cases, and is called once at most.
 */
export interface RawReader {
  /** Its blocks are nobody else's and are never filled again. */
  readonly fresh?: boolean
  /** What it waits for comes by itself, as with files: an abort waits for its close, so that nothing is open behind it. */
  readonly settles?: boolean
  /** As {@link ByteReader.read}, but may answer empty blocks. */
  read(): Promise<Uint8Array | undefined>
  close(): unknown
}

/** Gives a raw reader the manners of a {@link ByteReader}: one end, one close, no empty blocks, an abort at any time. */
export class GuardedReader implements ByteReader {
  readonly #raw: RawReader
  readonly #signal: AbortSignal | undefined
  #over = false
  #aborting = false
  #closing: Promise<void> | undefined
  #rejectRead: ((reason: unknown) => void) | undefined

  constructor(raw: RawReader, signal?: AbortSignal) {
    this.#raw = raw
    this.#signal = signal
  }

  /** Its blocks are nobody else's and are never filled again. */
  get fresh(): boolean {
    return this.#raw.fresh ?? false
  }

  /** As {@link RawReader.settles}. */
  get settles(): boolean {
    return this.#raw.settles ?? false
  }

  read(): Promise<Uint8Array | undefined> {
    const signal = this.#signal
    if (!signal) return this.#read()
    if (signal.aborted) {
      const closing = this.close().catch(() => {})
      return (this.#raw.settles ? closing : Promise.resolve()).then(() => Promise.reject(signal.reason))
    }
    // From here on alone: a reader that is never used must not hang on a signal that outlives it.
    if (!this.#over) signal.addEventListener('abort', this.#abort, { once: true })
    return new Promise((resolve, reject) => {
      this.#rejectRead = reject
      // An abort closes, and a read that was under way then answers the end: the reason is to be heard first.
      this.#read().then(
        block => (this.#aborting ? undefined : resolve(block)),
        error => (this.#aborting ? undefined : reject(error)),
      )
    })
  }

  async close(): Promise<void> {
    if (!this.#over) {
      this.#end()
      // By an async function, so that a source that throws instead of rejecting does so by the promise, too.
      this.#closing = (async () => void (await this.#raw.close()))()
    }
    await this.#closing
  }

  readonly #abort = () => {
    this.#aborting = true
    const closing = this.close()
    const reject = () => this.#rejectRead?.(this.#signal?.reason)
    closing.then(reject, reject)
    // A source that does not answer must not hold up an abort.
    if (!this.#raw.settles) reject()
  }

  #end() {
    this.#over = true
    this.#signal?.removeEventListener('abort', this.#abort)
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      while (!this.#over) {
        const block = await this.#raw.read()
        if (block === undefined) {
          this.#end()
          return undefined
        }
        if (block.length > 0 && !this.#over) return block
      }
      return undefined
    } catch (error) {
      // What comes after close() is about the closing, and nobody's concern.
      if (this.#over) return undefined
      this.#end()
      throw error
    }
  }
}
