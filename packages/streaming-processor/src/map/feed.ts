import {
  checkStep,
  closeSource,
  dropSource,
  isAsync,
  isSync,
  type OpenSource,
  openSource,
  openUnchecked,
  type Source,
} from '../source/source.js'

type Step<Item> = IteratorResult<Item, unknown>

/** What a feed answers where it has no item now. */
export const nothing = Symbol('nothing')

/** Whom a feed tells what its source says, except the items that it has at once. */
export interface FeedListener<Item> {
  /** The item that was asked for has come. */
  item(item: Item): void
  /** The source has no more, or threw. */
  end(failure?: { readonly error: unknown }): void
}

/** Reads a source: at once where it can, with one promise an item where not; and closes it once. */
export class Feed<Item> {
  /** Whether the source has its items at once. */
  readonly sync: boolean
  readonly #sequence: Source<Item>
  readonly #listener: FeedListener<Item>
  #source: OpenSource<Item> | undefined
  #iterator: Iterator<Item, unknown> | undefined
  /** It is asked for an item: within its `next` right now, or it answers later. */
  #reading: 'now' | 'later' | undefined
  /** It ended or threw by itself, and so is not to be closed. */
  #ended = false
  #closed = false

  constructor(sequence: Source<Item>, listener: FeedListener<Item>) {
    this.#sequence = sequence
    this.#listener = listener
    this.sync = isSync(sequence)
  }

  /** Whether an item is asked for. */
  get reading(): boolean {
    return this.#reading !== undefined
  }

  /** Whether the source is open. */
  get opened(): boolean {
    return this.#source !== undefined
  }

  /** Opens the source; throws what that throws. */
  open(): void {
    if (isSync(this.#sequence)) {
      const iterator: Iterator<Item, unknown> = this.#sequence[Symbol.iterator]()
      this.#iterator = iterator
      this.#source = { next: () => iterator.next(), close: () => iterator.return?.() }
    } else this.#source = isAsync(this.#sequence) ? openUnchecked(this.#sequence) : openSource(this.#sequence)
  }

  /** Reads an item: answers it where the source has it at once, or else asks for it. Not while one is asked for. */
  read(): Item | typeof nothing {
    const iterator = this.#iterator
    if (iterator === undefined) {
      this.#ask()
      return nothing
    }
    this.#reading = 'now'
    try {
      const step = checkStep(iterator.next())
      this.#reading = undefined
      if (!step.done && !this.#closed) return step.value
      this.#take(step)
    } catch (error) {
      this.#fail(error)
    }
    return nothing
  }

  /** Closes the source, unless it has ended; a failure to do so comes by the promise. */
  close(): Promise<void> | undefined {
    this.#closed = true
    if (!this.#source) return dropSource(this.#sequence)
    // A source cannot be closed within its own `next`.
    if (this.#ended || this.#reading === 'now') return undefined
    return this.#closeSource(this.#source)
  }

  #closeSource(source: OpenSource<Item>): Promise<void> | undefined {
    const closed = closeSource(source)
    if (!this.#reading || source.settles) return closed
    // One that is just being asked closes when it has answered, which may be never.
    closed.catch(() => {})
    return undefined
  }

  #ask(): void {
    const source = this.#source as OpenSource<Item>
    this.#reading = 'now'
    try {
      const step = source.next()
      this.#reading = 'later'
      if (this.#closed) void this.#closeSource(source)
      // An iterator by hand may answer no promise.
      Promise.resolve(step).then(this.#onStep, this.#onError)
    } catch (error) {
      this.#fail(error)
    }
  }

  readonly #onStep = (step: Step<Item>) => {
    this.#reading = undefined
    if (!this.#closed) this.#take(step)
  }

  readonly #onError = (error: unknown) => this.#fail(error)

  #take(step: Step<Item>): void {
    let item: Item
    try {
      if (checkStep(step).done) {
        this.#ended = true
        if (!this.#closed) this.#listener.end()
        return
      }
      item = step.value as Item
    } catch (error) {
      this.#fail(error)
      return
    }
    if (!this.#closed) this.#listener.item(item)
    // Closed within its own `next`.
    else closeSource(this.#source as OpenSource<Item>).catch(() => {})
  }

  #fail(error: unknown): void {
    this.#reading = undefined
    this.#ended = true
    if (!this.#closed) this.#listener.end({ error })
  }
}
