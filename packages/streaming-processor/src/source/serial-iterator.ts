/** What a {@link SerialIterator} hands out, one after the other. */
export interface Reading<Item> {
  /** Answers the next item, or `undefined` at the end. It is not asked again after the end or after it threw. */
  read(): Promise<Item | undefined>
  /** Lets go of everything; asked once at most, and not after the end was told, but maybe in the middle of a `read`. */
  close(): unknown
  /** Whether that comes to an end by itself: see `settling.ts`. */
  readonly settles: boolean
}

/**
 * An async iterator whose calls of `next` take their turns: one that comes before the former has answered waits for it. A
 * `return()` does not: it closes, and what is under way answers that there is no more, for it may never come.
 */
export class SerialIterator<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #reading: Reading<Item>
  /** Settles when the last call has answered. */
  #turn: Promise<unknown> | undefined
  #calls = 0
  #over = false
  /** Ends the read that is under way. */
  #stop: (() => void) | undefined
  #closing: Promise<void> | undefined
  readonly #answered = () => {
    this.#calls -= 1
  }

  constructor(reading: Reading<Item>) {
    this.#reading = reading
  }

  get 'plimsoll:settles'(): boolean {
    return this.#reading.settles
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const answer = this.#turn && this.#calls > 0 ? this.#turn.then(this.#next) : this.#next()
    this.#calls += 1
    this.#turn = answer.then(this.#answered, this.#answered)
    return answer
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    // Who ends it a second time is not told again what went wrong.
    if (this.#over) await this.#closing?.catch(() => {})
    else await this.#close()
    return { done: true, value: undefined }
  }

  readonly #next = (): Promise<IteratorResult<Item, undefined>> => {
    if (this.#over) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve, reject) => {
      this.#stop = () => resolve({ done: true, value: undefined })
      this.#reading.read().then(
        value => {
          if (value !== undefined) return resolve({ done: false, value })
          this.#over = true
          resolve({ done: true, value: undefined })
        },
        error => {
          this.#over = true
          reject(error)
        },
      )
    })
  }

  #close(): Promise<void> {
    this.#over = true
    this.#closing = (async () => void (await this.#reading.close()))()
    this.#stop?.()
    return this.#closing
  }
}
