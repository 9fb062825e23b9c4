import { invalidSource, shown } from '../errors.js'
import { destroyStream, isNodeStream, type NodeStream, tellsItsClose } from './node-stream.js'
import { isSettling } from './settling.js'

/** Whatever gives items one after the other. */
export type Source<Item> = Iterable<Item> | AsyncIterable<Item> | ReadableStream<Item>

/** A source that is being read. */
export interface OpenSource<Item> {
  /** Takes the next item; at once where the source can. */
  next(): IteratorResult<Item, unknown> | Promise<IteratorResult<Item, unknown>>
  /** Tells the source that no more is wanted. Not to be called after its end, nor after it threw. */
  close(): unknown
  /** Whether that comes to an end by itself, even while an item is asked for: see `settling.ts`. */
  readonly settles?: boolean
}

/** Whether a source is an async iterable, not counting streams that are. */
export function isAsync<Item>(source: Source<Item>): source is AsyncIterable<Item> {
  return !isStream(source) && Symbol.asyncIterator in Object(source)
}

/** Whether a source is read without waiting. */
export function isSync<Item>(source: Source<Item>): source is Iterable<Item> {
  return !isStream(source) && !(Symbol.asyncIterator in Object(source))
}

/** Whether a value gives items. */
export function isSource(source: unknown): source is Source<unknown> {
  return (
    isStream(source) ||
    (source != null && (Symbol.asyncIterator in Object(source) || Symbol.iterator in Object(source)))
  )
}

/** Refuses what gives no items, by name. */
export function checkSource(source: unknown): void {
  if (isSource(source)) return
  throw invalidSource(source, 'an iterable, an async iterable or a ReadableStream')
}

/** Starts reading. A stream is locked from here until it ended or is closed. */
export function openSource<Item>(source: Source<Item>): OpenSource<Item> {
  // By its reader even where streams are iterable, which they are not in every browser.
  if (isStream(source)) return openStream(source)
  if (Symbol.asyncIterator in source) {
    const open = openUnchecked(source)
    return {
      next: async () => checkStep(await open.next()),
      close: open.close,
      get settles() {
        return open.settles ?? false
      },
    }
  }
  const iterator = (source as Iterable<Item>)[Symbol.iterator]()
  return { next: () => checkStep(iterator.next()), close: () => iterator.return?.() }
}

/** The same for an async iterable whose steps the reader checks by {@link checkStep}: one promise less an item. */
export function openUnchecked<Item>(source: AsyncIterable<Item>): OpenSource<Item> {
  const iterator = source[Symbol.asyncIterator]()
  if (isNodeStream(source)) return openNodeStream(source, iterator)
  return {
    next: () => iterator.next(),
    close: () => iterator.return?.(),
    get settles() {
      return isSettling(iterator)
    },
  }
}

/** Closes a source that is being read; a failure to do so comes by the promise, whichever way it happens. */
export async function closeSource(source: OpenSource<unknown>): Promise<void> {
  await source.close()
}

/**
 * Tells a source that nobody will read it. Only streams, Node's too, and iterators, which may have one in them, hold
 * something before they are read: an iterable that was not opened has no iterator to close, and a stream that someone else
 * has locked is theirs.
 */
export async function dropSource(source: Source<unknown>): Promise<void> {
  if (isStream(source)) {
    if (!source.locked) await source.cancel()
  } else if (isNodeStream(source)) await destroyStream(source)
  else if (isIterator(source)) await source.return()
}

/** Refuses a step that is none, as the platform's own loops do: an iterator that answers nothing would be asked for ever. */
export function checkStep<Item>(step: IteratorResult<Item, unknown>): IteratorResult<Item, unknown> {
  if (typeof step === 'object' && step !== null) return step
  throw new TypeError(`the source answered ${shown(step)} in place of an iterator's result`)
}

function openNodeStream<Item>(stream: NodeStream, iterator: AsyncIterator<Item>): OpenSource<Item> {
  // A stream that is closed knows no longer what it has read.
  let told: boolean | undefined
  return {
    next: () => iterator.next(),
    async close() {
      // Before its iterator, which would first wait for the item that is asked for, and that may never come.
      const closed = destroyStream(stream)
      told = closed !== undefined
      await iterator.return?.()
      await closed
    },
    get settles() {
      return told ?? tellsItsClose(stream)
    },
  }
}

function openStream<Item>(stream: ReadableStream<Item>): OpenSource<Item> {
  const reader = stream.getReader()
  return {
    async next() {
      try {
        const step = await reader.read()
        if (step.done) reader.releaseLock()
        return step as IteratorResult<Item, unknown>
      } catch (error) {
        reader.releaseLock()
        throw error
      }
    },
    async close() {
      await reader.cancel()
      reader.releaseLock()
    },
  }
}

function isStream(source: unknown): source is ReadableStream<never> {
  return (
    typeof source === 'object' && source !== null && 'getReader' in source && typeof source.getReader === 'function'
  )
}

function isIterator(source: unknown): source is { return(): unknown } {
  const { next, return: close } = Object(source)
  return typeof next === 'function' && typeof close === 'function'
}
