import { KEYS, REASONS, VALUES } from './palette.js'

/** What both implementations have, as loosely typed as a program in JavaScript calls it. */
export interface AnyCache {
  readonly size: number
  readonly calculatedSize: number
  get(key: unknown, options?: object): unknown
  peek(key: unknown, options?: object): unknown
  has(key: unknown, options?: object): unknown
  set(key: unknown, value: unknown, options?: object): unknown
  memo(key: unknown, options?: object): unknown
  fetch(key: unknown, options?: object): Promise<unknown>
  forceFetch(key: unknown, options?: object): Promise<unknown>
  delete(key: unknown): unknown
  info(key: unknown): unknown
  getRemainingTTL(key: unknown): unknown
  pop(): unknown
  clear(): unknown
  purgeStale(): unknown
  dump(): [unknown, Record<string, unknown>][]
  load(entries: [unknown, object][]): unknown
  find(predicate: Visitor, options?: object): unknown
  forEach(visit: Visitor, self?: unknown): unknown
  rforEach(visit: Visitor, self?: unknown): unknown
  keys(): IterableIterator<unknown>
  rkeys(): IterableIterator<unknown>
  values(): IterableIterator<unknown>
  rvalues(): IterableIterator<unknown>
  entries(): IterableIterator<unknown>
  rentries(): IterableIterator<unknown>
  [Symbol.iterator](): IterableIterator<unknown>
}

export type Visitor = (value: unknown, key: unknown, cache: unknown) => unknown
export type Implementation = new (options: object) => AnyCache

/** A call that goes on and on. */
export class Runaway extends Error {}

const LONGEST_PAGE = 1_000_000

/** An error that an implementation made: compared by class and text. */
export class Made {
  readonly error: Error

  constructor(error: Error) {
    this.error = error
  }
}

const SHARED = new Set(
  [...KEYS, ...VALUES, ...REASONS]
    .map(thing => thing.is)
    .filter(is => typeof is === 'object' || typeof is === 'function'),
)

interface Pending {
  readonly status: unknown
  settled: boolean
}

/** What happened, in order, as one flat list: quick to write and to compare. Shared things are in it as they are. */
export class Journal {
  /** What is written since the last `cut`. */
  #page: unknown[] = []
  readonly #nameOf: (value: object) => string | undefined
  readonly #pending: Pending[] = []
  /** Turns of the microtask queue so far. */
  tick = 0

  constructor(nameOf: (value: object) => string | undefined) {
    this.#nameOf = nameOf
  }

  /** Answers what was written since, and begins anew. */
  cut(): unknown[] {
    const page = this.#page
    this.#page = []
    return page
  }

  add(...items: readonly unknown[]): void {
    if (this.#page.length > LONGEST_PAGE) throw new Runaway()
    for (const item of items) this.#page.push(item)
  }

  put(value: unknown): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || SHARED.has(value)) {
      this.#page.push(value)
    } else if (this.#nameOf(value)) this.#page.push(this.#nameOf(value))
    else if (value instanceof Error) this.#page.push(new Made(value))
    else if (value instanceof Promise) this.#page.push('<promise>')
    else if (typeof value === 'function') this.#page.push('<function>')
    else if (value instanceof AbortSignal) this.#page.push('<signal>', value.aborted)
    else if (Array.isArray(value)) {
      this.#page.push('[')
      for (const item of value) this.put(item)
      this.#page.push(']')
    } else {
      this.#page.push('{')
      for (const name of Object.keys(value).sort()) {
        this.#page.push(name)
        this.put(Reflect.get(value, name))
      }
      this.#page.push('}')
    }
  }

  /** Follows a promise: when it settles, in which turn, with what. */
  promise(promise: Promise<unknown>, status: unknown): void {
    if (!(promise instanceof Promise)) throw new Error('no promise')
    const pending = { status, settled: false }
    const number = this.#pending.push(pending)
    const settled = (how: string) => (value: unknown) => {
      pending.settled = true
      this.add(how, number, this.tick)
      this.put(value)
      if (status) this.put(status)
    }
    promise.then(settled('resolves'), settled('rejects'))
  }

  /** Writes the status objects of what is still awaited. */
  statuses(): void {
    for (const { status, settled } of this.#pending) if (status && !settled) this.put(status)
  }

  allStatuses(): void {
    for (const { status } of this.#pending) if (status) this.put(status)
  }
}
