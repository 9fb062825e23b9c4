type End = IteratorReturnResult<undefined>

/** Iterates over the results of a map in arrays. */
export class ResultBatches<Result> implements AsyncIterableIterator<Result[], undefined> {
  readonly #read: () => Promise<IteratorResult<Result[], undefined>>
  readonly #close: () => Promise<End>

  constructor(read: () => Promise<IteratorResult<Result[], undefined>>, close: () => Promise<End>) {
    this.#read = read
    this.#close = close
  }

  /** As the map itself. */
  get 'plimsoll:settles'(): boolean {
    return true
  }

  next(): Promise<IteratorResult<Result[], undefined>> {
    return this.#read()
  }

  return(): Promise<End> {
    return this.#close()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
