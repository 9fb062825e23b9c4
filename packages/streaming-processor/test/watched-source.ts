/** A source that tells what was done to it. */
export interface WatchedSource<Item> {
  /** Items that were taken. */
  taken: number
  /** How often it was closed before its end. */
  closed: number
  /** It had no more, or threw. */
  ended: boolean
  readonly items: readonly Item[]
}

/** The kinds of sources that all functions take. */
export type SourceKind = 'iterable' | 'async iterable' | 'stream'

/** Makes a source of items that throws `failure` after them, if there is one. */
export function watchedSource<Item>(kind: SourceKind, items: readonly Item[], failure?: { error: unknown }) {
  const watched: WatchedSource<Item> = { taken: 0, closed: 0, ended: false, items }
  const step = (): IteratorResult<Item, undefined> => {
    if (watched.taken < items.length) {
      watched.taken += 1
      return { done: false, value: items[watched.taken - 1] as Item }
    }
    watched.ended = true
    if (failure) throw failure.error
    return { done: true, value: undefined }
  }
  const close = () => {
    watched.closed += 1
    return { done: true as const, value: undefined }
  }
  const iterable = { [Symbol.iterator]: () => ({ next: step, return: close }) }
  const asyncIterable = {
    [Symbol.asyncIterator]: () => ({ next: async () => step(), return: async () => close() }),
  }
  const stream = () =>
    new ReadableStream<Item>(
      {
        pull(controller) {
          const { done, value } = step()
          if (done) controller.close()
          else controller.enqueue(value)
        },
        cancel: () => void close(),
      },
      { highWaterMark: 0 },
    )
  return { watched, source: kind === 'iterable' ? iterable : kind === 'stream' ? stream() : asyncIterable }
}
