import type { MemoryConsumer, MemoryUsage } from '@plimsoll/bytes'
import { HeldResults } from '../map/held-results.js'
import { type Outcome, type Place, ResultWindow } from '../map/result-window.js'
import { closeSource, dropSource, type OpenSource, openSource, type Source } from '../source/source.js'
import { blame, codeOf } from './blame.js'
import type { Lanes } from './lanes.js'
import type { CheckedOptions } from './map-options.js'

/** The results of {@link mapWorkers}, as they come. */
export interface WorkerMap<Result> extends AsyncIterableIterator<Result>, MemoryConsumer {
  /** Items taken from the source whose results were not yielded yet; never above `maxInFlight`. */
  readonly inFlight: number
  /** Answers the next result; may be called again before the former one came. The first call starts the workers. */
  next(): Promise<IteratorResult<Result, undefined>>
  /** Ends early: closes the source and own workers, and resolves when they are closed. */
  return(): Promise<IteratorResult<Result, undefined>>
  /** Itself. */
  [Symbol.asyncIterator](): WorkerMap<Result>
  /** The same as `return()`, for `await using`. Missing where the platform has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** An item on its way through the workers. */
interface Task<Item> {
  readonly item: Item
  readonly index: number
  readonly place: Place
  /** Its worker died once. */
  again: boolean
}

interface Reader<Result> {
  readonly resolve: (step: IteratorResult<Result, undefined>) => void
  readonly reject: (reason: unknown) => void
}

/** Moves items from the source to lanes and results from there to readers, and ends all of it in one place. */
export class WorkerMapRun<Item, Result> implements WorkerMap<Result> {
  static {
    if (Symbol.asyncDispose) {
      Object.defineProperty(WorkerMapRun.prototype, Symbol.asyncDispose, {
        configurable: true,
        async value(this: WorkerMapRun<unknown, unknown>) {
          await this.return()
        },
      })
    }
  }

  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #options: CheckedOptions<Item>
  readonly #lanes: Lanes
  readonly #sequence: Source<Item>
  readonly #window: ResultWindow
  readonly #held = new HeldResults()
  readonly #readers: Reader<Result>[] = []
  readonly #lost: Task<Item>[] = []
  #source: OpenSource<Item> | undefined
  #taken = 0
  /** The source is asked for an item: within its `next` right now, or it answers later. */
  #reading: 'now' | 'later' | undefined
  /** No more is read: the source has ended or thrown, or an item has failed. */
  #stopped = false
  /** The source ended by itself, and so is not to be closed. */
  #sourceEnded = false
  /** What is thrown when all before it was handed out. */
  #failure: { readonly error: unknown } | undefined
  #closed: Promise<void> | undefined

  constructor(sequence: Source<Item>, lanes: Lanes, options: CheckedOptions<Item>) {
    this.#sequence = sequence
    this.#lanes = lanes
    this.#options = options
    this.#window = new ResultWindow(options.ordered)
    this.name = options.name
  }

  get inFlight(): number {
    return this.#window.size
  }

  next(): Promise<IteratorResult<Result, undefined>> {
    if (this.#closed) return this.#afterEnd()
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject })
      if (this.#source || this.#open()) this.#advance()
    })
  }

  async return(): Promise<IteratorResult<Result, undefined>> {
    this.#failure = undefined
    const closed = this.#close()
    this.#finish()
    await closed
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  memoryUsage(): MemoryUsage {
    return this.#held.usage()
  }

  /** Frees nothing: each result that waits was computed for a reader who still wants it. */
  reclaim(): number {
    return 0
  }

  /** Starts reading, unless that fails or it is too late. */
  #open(): boolean {
    const { signal } = this.#options
    if (signal?.aborted) {
      this.#fail(signal.reason)
      return false
    }
    signal?.addEventListener('abort', this.#abort)
    try {
      this.#source = openSource(this.#sequence)
      return true
    } catch (error) {
      this.#fail(error)
      return false
    }
  }

  #abort = () => this.#fail(this.#options.signal?.reason)

  /** Does what can be done: hands out results, then fills the room that this made. */
  #advance(): void {
    this.#deliver()
    this.#pump()
  }

  #deliver(): void {
    while (this.#readers.length > 0 && !this.#closed) {
      const place = this.#window.take()
      if (place?.outcome) {
        this.#held.release(place)
        if ('error' in place.outcome) this.#fail(place.outcome.error)
        else this.#readers.shift()?.resolve({ done: false, value: place.outcome.value as Result })
      } else if (this.#window.size === 0 && this.#stopped && !this.#reading) {
        if (this.#failure) this.#fail(this.#failure.error)
        else this.#finish()
      } else return
    }
  }

  /** Gives lanes work: first what was lost, alone, then what the source has. */
  #pump(): void {
    while (!this.#closed && this.#lost.length > 0 && this.#lanes.idle) {
      const task = this.#lost.shift()
      if (task) void this.#run(task)
    }
    while (!this.#closed && !this.#reading && !this.#stopped && this.#lost.length === 0 && this.#hasRoom()) {
      const step = this.#read()
      if (step instanceof Promise) {
        step.then(
          step => this.#readLater(step),
          error => this.#readLater(undefined, error),
        )
        return
      }
      if (step && !this.#closed) this.#accept(step)
    }
  }

  #hasRoom(): boolean {
    return this.#window.size < this.#options.maxInFlight && this.#lanes.free
  }

  /** Asks the source for an item. */
  #read(): IteratorResult<Item, unknown> | Promise<IteratorResult<Item, unknown>> | undefined {
    this.#reading = 'now'
    try {
      const step = this.#source?.next()
      this.#reading = step instanceof Promise ? 'later' : undefined
      // A source may abort the map that reads it, and cannot be closed within its own `next`.
      if (this.#closed && this.#source) closeSource(this.#source).catch(() => {})
      return step
    } catch (error) {
      this.#reading = undefined
      this.#endSource(error)
      return undefined
    }
  }

  #readLater(step: IteratorResult<Item, unknown> | undefined, error?: unknown): void {
    this.#reading = undefined
    if (this.#closed) return
    if (step) this.#accept(step)
    else this.#endSource(error)
    this.#advance()
  }

  #accept(step: IteratorResult<Item, unknown>): void {
    if (step.done) {
      this.#sourceEnded = true
      this.#stopped = true
      this.#deliver()
      return
    }
    const task = { item: step.value, index: this.#taken, place: this.#window.open(), again: false }
    this.#taken += 1
    void this.#run(task)
  }

  #endSource(error: unknown): void {
    this.#sourceEnded = true
    this.#stopped = true
    this.#failure ??= { error }
    this.#deliver()
  }

  async #run(task: Task<Item>): Promise<void> {
    let moved = false
    let outcome: Outcome
    try {
      const transfer = this.#options.transfer?.(task.item) ?? []
      moved = transfer.length > 0
      outcome = { value: await this.#lanes.call(task.item, transfer, task.again) }
    } catch (error) {
      if (this.#closed) return
      if (codeOf(error) === 'WORKER_DIED' && !task.again && !moved) {
        task.again = true
        this.#lost.push(task)
        this.#advance()
        return
      }
      outcome = { error: blame({ fn: this.#options.fn, ...task, moved }, error) }
      this.#stopped = true
    }
    if (this.#closed) return
    this.#window.settle(task.place, outcome)
    this.#advance()
    if (!task.place.gone && 'value' in outcome) this.#held.add(task.place, outcome.value)
  }

  /** Ends with an error: for the reader who waits, or else for the next one who comes. */
  #fail(error: unknown): void {
    if (this.#closed) return
    const closed = this.#close()
    // What ended it is told; a source that then fails to close is not, and must not end the process either.
    closed.catch(() => {})
    const reader = this.#readers.shift()
    this.#failure = reader ? undefined : { error }
    if (reader) settled(closed, () => reader.reject(error))
    this.#finish()
  }

  /** Ends all readers who still wait. */
  #finish(): void {
    const closed = this.#close()
    for (const reader of this.#readers.splice(0)) {
      settled(closed, () => reader.resolve({ done: true, value: undefined }))
    }
  }

  async #afterEnd(): Promise<IteratorResult<Result, undefined>> {
    const failure = this.#failure
    this.#failure = undefined
    // A source that fails to close fails those who close it, not those who come after.
    await this.#closed?.catch(() => {})
    if (failure) throw failure.error
    return { done: true, value: undefined }
  }

  #close(): Promise<void> {
    this.#closed ??= this.#closeOnce()
    return this.#closed
  }

  async #closeOnce(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.#held.clear()
    this.#window.clear()
    this.#lost.length = 0
    const lanes = this.#lanes.close()
    const source = this.#endReading()
    source?.catch(() => {})
    await lanes
    // A source that is just being asked closes when it has answered, which may be never.
    if (!this.#reading) await source
  }

  #endReading(): Promise<void> | undefined {
    if (!this.#source) return dropSource(this.#sequence)
    return this.#sourceEnded || this.#reading === 'now' ? undefined : closeSource(this.#source)
  }
}

function settled(promise: Promise<void>, then: () => void): void {
  promise.then(then, then)
}
