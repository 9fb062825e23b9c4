/** What a {@link SerialIterator} hands out, one after the other. */
export interface Reading<Item> {
  /** Answers the next item, or `undefined` at the end. It is not asked again after the end or after it threw. */
  read(): Promise<Item | undefined>
  /** Lets go of everything; asked once at most, and not after the end or after `read` threw. */
  close(): unknown
}

/**
 * An async iterator whose calls take their turns: a `next()` that comes before the former has answered waits for it. A
 * `return()` waits for what is under way, then closes; nothing comes after it.
 */
export class SerialIterator<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #reading: Reading<Item>
  /** Settles when the last call has answered. */
  #turn: Promise<unknown> | undefined
  #calls = 0
  #over = false
  readonly #answered = () => {
    this.#calls -= 1
  }

  constructor(reading: Reading<Item>) {
    this.#reading = reading
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return this.#inTurn(() => this.#next())
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    return this.#inTurn(async () => {
      await this.#close()
      return { done: true, value: undefined }
    })
  }

  async #next(): Promise<IteratorResult<Item, undefined>> {
    if (this.#over) return { done: true, value: undefined }
    try {
      const value = await this.#reading.read()
      if (value !== undefined) return { done: false, value }
    } catch (error) {
      this.#over = true
      throw error
    }
    this.#over = true
    return { done: true, value: undefined }
  }

  async #close() {
    if (this.#over) return
    this.#over = true
    await this.#reading.close()
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const answer = this.#turn && this.#calls > 0 ? this.#turn.then(step) : step()
    this.#calls += 1
    this.#turn = answer.then(this.#answered, this.#answered)
    return answer
  }
}
