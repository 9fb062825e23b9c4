/** Items that are written one after the other, as a source of them: a write is done when its item was taken. */
export class WrittenItems<Item> implements AsyncIterableIterator<Item, undefined> {
  #written: { readonly item: Item; readonly taken: () => void; readonly failed: (reason: unknown) => void } | undefined
  #wanted: ((step: IteratorResult<Item, undefined>) => void) | undefined
  #over = false

  /** Takes the next item, waiting for one. One call at a time. */
  async next(): Promise<IteratorResult<Item, undefined>> {
    const written = this.#written
    if (written) {
      this.#written = undefined
      written.taken()
      return { done: false, value: written.item }
    }
    if (this.#over) return { done: true, value: undefined }
    return new Promise(resolve => {
      this.#wanted = resolve
    })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    this.end()
    return { done: true, value: undefined }
  }

  /** Resolves when the item was taken; one write at a time, none after the end. An item that nobody takes waits for `fail`. */
  write(item: Item): Promise<void> | undefined {
    const wanted = this.#wanted
    if (wanted) {
      this.#wanted = undefined
      wanted({ done: false, value: item })
      return undefined
    }
    return new Promise((taken, failed) => {
      this.#written = { item, taken, failed }
    })
  }

  /** Nothing more is written. */
  end(): void {
    this.#over = true
    this.#wanted?.({ done: true, value: undefined })
    this.#wanted = undefined
  }

  /** Rejects the write that waits. */
  fail(reason: unknown): void {
    this.#written?.failed(reason)
    this.#written = undefined
  }
}
