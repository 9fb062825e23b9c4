import type { MemoryUsage } from '@plimsoll/bytes'
import { disposeByReturn } from '../source/async-dispose.js'
import { later } from '../source/later.js'
import type { Source } from '../source/source.js'
import { Admission } from './admission.js'
import type { ConcurrentMap } from './concurrent-map.js'
import type { Executor, Outcomes } from './executor.js'
import { Feed, nothing } from './feed.js'
import { HeldResults } from './held-results.js'
import { Readers } from './readers.js'
import { ResultBatches } from './result-batches.js'
import { Failed, ResultWindow, waiting } from './result-window.js'
import type { RunOptions } from './run-options.js'

/** Moves items from the source to an executor and results from there to readers, and ends all of it in one place. */
export class ConcurrentRun<Item, Result> implements ConcurrentMap<Result> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #signal: AbortSignal | undefined
  readonly #maxInFlight: number
  readonly #readAhead: boolean
  readonly #feed: Feed<Item>
  readonly #executor: Executor<Item>
  readonly #window: ResultWindow
  readonly #admission: Admission<Item> | undefined
  readonly #readers = new Readers(() => this.#advance())
  #held: HeldResults | undefined
  /** An item that was taken and could not begin yet. */
  #ahead: { readonly item: Item; readonly index: number } | undefined
  /** Items are just being handed to the executor; and some were. */
  #pumping = false
  #begun = false
  /** No more is read: the source has ended or thrown, an item has failed, or all has ended. */
  #stopped = false
  /** What is thrown when all before it was handed out. */
  #failure: { readonly error: unknown } | undefined
  #closed: Promise<void> | undefined

  /** @param start - makes the executor, which tells how items come out */
  constructor(sequence: Source<Item>, options: RunOptions<Item>, start: (outcomes: Outcomes) => Executor<Item>) {
    disposeByReturn(ConcurrentRun.prototype)
    this.name = options.name
    this.#signal = options.signal
    this.#maxInFlight = options.maxInFlight
    this.#window = new ResultWindow(options.ordered)
    this.#feed = new Feed(sequence, { item: item => this.#takeLater(item), end: failure => this.#endSource(failure) })
    this.#readAhead = options.readAhead && !this.#feed.sync
    this.#executor = start({
      done: (index, result) => this.#done(index, result),
      failed: (index, error) => this.#failed(index, error),
      skipped: index => this.#skipped(index),
      room: () => this.#pump(),
    })
    if (options.budget || options.maxBytesInFlight !== undefined) {
      this.#admission = new Admission(options, { room: () => this.#pump(), failed: error => this.#fail(error) })
    }
  }

  /** It waits for its calls, whoever ends it. */
  get 'plimsoll:settles'(): boolean {
    return true
  }

  get inFlight(): number {
    return this.#window.size
  }

  next(): Promise<IteratorResult<Result, undefined>> {
    return this.#read(false)
  }

  batches(): AsyncIterableIterator<Result[], undefined> {
    return new ResultBatches(
      () => this.#read(true),
      () => this.return(),
    )
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#failure = undefined
    const closed = this.#close({ reason: undefined })
    this.#finish()
    await closed
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  memoryUsage(): MemoryUsage {
    // Counted from the first look on, for to weigh a result may take longer than to compute it.
    this.#held ??= HeldResults.of(this.#window)
    return this.#held.usage()
  }

  /** Frees nothing: each result that waits was computed for a reader who still wants it. */
  reclaim(): number {
    return 0
  }

  /** Starts reading, unless that fails or it is too late. */
  #open(): boolean {
    const signal = this.#signal
    if (signal?.aborted) {
      this.#fail(signal.reason)
      return false
    }
    signal?.addEventListener('abort', this.#abort)
    try {
      this.#feed.open()
      this.#admission?.open(this)
      return true
    } catch (error) {
      this.#fail(error)
      return false
    }
  }

  #abort = () => this.#fail(this.#signal?.reason)

  #read<Value>(takesAll: boolean): Promise<IteratorResult<Value, undefined>> {
    // The whole of it where a result lies ready.
    if (!this.#readers.first) {
      const { next } = this.#window
      if (next !== waiting && !(next instanceof Failed)) {
        const value = this.#take(takesAll) as Value
        this.#pump()
        return Promise.resolve({ done: false, value })
      }
    }
    if (this.#closed) return this.#afterEnd()
    const step = this.#readers.wait<Value>(takesAll)
    // A batch that is handed out at the end of this turn is not to be cut short.
    if (!this.#readers.turning && (this.#feed.opened || this.#open())) this.#advance()
    return step
  }

  /** Does what can be done: hands out results, then fills the room that this made. */
  #advance(): void {
    this.#deliver()
    this.#pump()
  }

  #deliver(): void {
    for (let reader = this.#readers.first; reader && !this.#closed; reader = this.#readers.first) {
      const next = this.#window.next
      if (next instanceof Failed) this.#fail(next.error)
      else if (next !== waiting) this.#readers.hand(this.#take(reader.takesAll))
      else if (this.#window.size === 0 && this.#stopped && !this.#feed.reading) {
        if (this.#failure) this.#fail(this.#failure.error)
        else this.#finish()
      } else return
    }
  }

  #take(all: boolean): unknown {
    const counted = this.#held || this.#admission
    if (all) return this.#window.takeReady(counted ? this.#taking : undefined)
    if (counted) this.#taking(this.#window.index)
    return this.#window.take()
  }

  readonly #taking = (index: number) => {
    this.#held?.release(index)
    this.#admission?.release(index)
  }

  /** Gives the executor work: the item that waits, then what the source has. */
  #pump(): void {
    // Whoever is called from here may come back here.
    if (this.#pumping) return
    this.#pumping = true
    for (;;) {
      if (this.#ahead) {
        if (!this.#beginAhead()) break
      } else if (this.#mayRead()) {
        const item = this.#feed.read()
        if (item !== nothing) this.#accept(item)
      } else break
    }
    this.#pumping = false
    if (!this.#begun) return
    this.#begun = false
    if (!this.#closed) this.#executor.flush?.()
  }

  #mayRead(): boolean {
    if (this.#window.size >= this.#maxInFlight || this.#stopped || this.#feed.reading) return false
    const { free, window } = this.#executor
    if ((!free && !this.#readAhead) || (window !== undefined && this.#window.size >= window)) return false
    return !this.#admission || (this.#admission.reserve() && !this.#closed)
  }

  #takeLater(item: Item): void {
    this.#accept(item)
    this.#pump()
  }

  #accept(item: Item): void {
    const index = this.#window.open()
    if (this.#admission || !this.#executor.free) this.#ahead = { item, index }
    else {
      this.#begun = true
      this.#executor.begin(item, index)
    }
  }

  #beginAhead(): boolean {
    const { item, index } = this.#ahead as { item: Item; index: number }
    if (!this.#executor.free) return false
    try {
      if (this.#admission && !this.#admission.admits(item, index)) return false
      // By whoever was asked there.
      if (this.#closed) return false
    } catch (error) {
      this.#failed(index, error)
      return true
    }
    this.#ahead = undefined
    this.#begun = true
    this.#executor.begin(item, index)
    return true
  }

  #endSource(failure: { readonly error: unknown } | undefined): void {
    this.#stopped = true
    this.#failure ??= failure
    this.#admission?.end()
    this.#deliver()
  }

  #done(index: number, result: unknown): void {
    if (this.#closed) return
    this.#window.settle(index, result)
    const reader = this.#readers.first
    if (reader && !reader.takesAll) this.#deliver()
    else if (reader) this.#readers.endTurn()
    if (this.#held && this.#window.holds(index)) this.#held.add(index, result)
    this.#pump()
  }

  #failed(index: number, error: unknown): void {
    if (this.#closed) return
    this.#stopped = true
    this.#ahead = undefined
    this.#window.settle(index, new Failed(error))
    this.#advance()
  }

  #skipped(index: number): void {
    if (this.#closed) return
    this.#window.skip(index)
    this.#admission?.release(index)
    this.#advance()
  }

  /** Ends with an error: for the reader who waits, or else for the next one who comes. */
  #fail(error: unknown): void {
    if (this.#closed) return
    // Whom it is for is known before anything closes: those who are told of that may come back here.
    const fail = this.#readers.failFirst(error)
    this.#failure = fail ? undefined : { error }
    const closed = this.#close({ reason: error })
    // What ended it is told; a source that then fails to close is not, and must not end the process either.
    closed.catch(() => {})
    fail?.(closed)
    this.#finish()
  }

  /** Ends all readers who still wait. */
  #finish(): void {
    this.#readers.end(this.#close())
  }

  async #afterEnd(): Promise<IteratorReturnResult<undefined>> {
    const failure = this.#failure
    this.#failure = undefined
    // A source that fails to close fails those who close it, not those who come after.
    await this.#closed?.catch(() => {})
    if (failure) throw failure.error
    return { done: true, value: undefined }
  }

  #close(early?: { readonly reason: unknown }): Promise<void> {
    if (this.#closed) return this.#closed
    const { promise, begin } = later<void>()
    this.#closed = promise
    begin(() => this.#closeOnce(early))
    return promise
  }

  async #closeOnce(early: { readonly reason: unknown } | undefined): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#stopped = true
    this.#ahead = undefined
    this.#held?.clear()
    this.#window.clear()
    const executor = this.#executor.close(early)
    const source = this.#feed.close()
    source?.catch(() => {})
    // Last of what is done at once: a budget that refuses to take bytes back keeps nothing open.
    const bytes = (async () => this.#admission?.close())()
    bytes.catch(() => {})
    await executor
    await source
    await bytes
  }
}
