/** What a run is told of the items that it handed to its executor. */
export interface Outcomes {
  /** An item is done. */
  done(index: number, result: unknown): void
  /** An item failed for good: nothing more is read, and the error comes in its turn. */
  failed(index: number, error: unknown): void
  /** An item has no result. */
  skipped(index: number): void
  /** There is room for an item, though none has come out. */
  room(): void
}

/** Does the items of a run: calls of a function, calls of workers. */
export interface Executor<Item> {
  /** Whether it takes one more item now. */
  readonly free: boolean
  /** How many items in flight are of use to it, where that is less than the run allows; it may change. */
  readonly window?: number
  /** Begins an item. How it comes out is told, within this call or at any time later, once. */
  begin(item: Item, index: number): void
  /** No more items follow for now, so that those which came since the last time may be sent together. */
  flush?(): void
  /**
   * Gives up what runs; of that nothing is told any longer.
   *
   * @param early - what ended the run, where it did not come to its own end
   * @returns when nothing runs any longer
   */
  close(early?: { readonly reason: unknown }): Promise<void> | undefined
}
