import { Callbacks } from './callbacks.js'
import type { Clock } from './clock.js'
import { type AnyCache, type Implementation, Journal, Runaway, type Visitor } from './journal.js'
import { KEYS, REASONS, VALUES } from './palette.js'
import {
  type Act,
  type Call,
  type Callback,
  type CallOptions,
  type Iteration,
  isCallback,
  type OptionsData,
} from './program.js'

const ITERATIONS: readonly Iteration[] = ['keys', 'rkeys', 'values', 'rvalues', 'entries', 'rentries']

const FIELDS = [
  ...['max', 'maxSize', 'maxEntrySize', 'ttl', 'ttlResolution', 'ttlAutopurge', 'updateAgeOnGet', 'updateAgeOnHas'],
  ...['allowStale', 'noDisposeOnSet', 'noUpdateTTL', 'noDeleteOnFetchRejection', 'noDeleteOnStaleGet'],
  ...['allowStaleOnFetchAbort', 'allowStaleOnFetchRejection', 'ignoreFetchAbort', 'backgroundFetchSize'],
]

export const keyAt = (place: number): unknown => KEYS[place]?.is
export const valueAt = (place: number): unknown => VALUES[place]?.is
export const reasonAt = (place: number): unknown => REASONS[place]?.is

/** One implementation, what a program handed to it, and the journal of what it did. */
export class World {
  readonly journal: Journal
  readonly #callbacks: Callbacks
  readonly #Implementation: Implementation
  readonly #clock: Clock
  #cache: AnyCache | undefined
  #dumped: [unknown, Record<string, unknown>][] = []
  readonly #iterators: Iterator<unknown>[] = []
  // Who is deleted while it is visited leaves the links it had; in lru-cache these may be from before all was cleared, and
  // without `max` there are none at first.
  #wasCleared = false
  readonly #controllers: AbortController[] = []
  readonly #kept = new Map<unknown, Record<string, unknown>>()
  readonly #keys: readonly number[]

  constructor(Implementation: Implementation, clock: Clock, keys: readonly number[]) {
    this.#Implementation = Implementation
    this.#clock = clock
    this.#keys = keys
    this.journal = new Journal(value => {
      if (!(value instanceof Implementation)) return undefined
      return value === this.#cache || !this.#cache ? '<cache>' : '<former cache>'
    })
    this.#callbacks = new Callbacks(this.journal, call => this.perform(call))
  }

  get cache(): AnyCache {
    return this.#cache as AnyCache
  }

  /** Answers whether there is a cache now. */
  create(data: OptionsData, given: boolean): boolean {
    const options: Record<string, unknown> = given ? { perf: { now: this.#clock.now } } : {}
    for (const [name, value] of Object.entries(data)) {
      options[name] = isCallback(value) ? this.#callbacks.create(name, value) : value
    }
    this.#attempt('new', () => {
      this.#cache = new this.#Implementation(options)
    })
    this.#wasCleared = !data.max
    return this.#cache !== undefined
  }

  perform(call: Call): void {
    this.#attempt(call.op, () => this.#do(call))
  }

  /** Writes down all that can be seen of the cache. */
  look(): void {
    const { cache, journal } = this
    for (const field of FIELDS) journal.add(field, Reflect.get(cache, field))
    for (const over of [...ITERATIONS, Symbol.iterator] as const) {
      this.#attempt(String(over), () => {
        for (const item of cache[over]()) journal.put(item)
      })
    }
    for (const over of ['forEach', 'rforEach'] as const) {
      this.#attempt(over, () => cache[over]((value, key, of) => journal.put([value, key, of])))
    }
    this.#attempt('dump', () => this.#dump())
    for (const place of this.#keys) {
      const key = keyAt(place)
      this.#attempt('info', () => cache.info(key))
      this.#attempt('remaining', () => cache.getRemainingTTL(key))
      this.#attempt('peek', () => cache.peek(key, { allowStale: true }))
    }
  }

  #attempt(name: string, what: () => unknown): void {
    this.journal.add(name, '(')
    try {
      this.journal.put(what())
    } catch (error) {
      if (error instanceof Runaway) throw error
      this.journal.add('throws')
      this.journal.put(error)
    }
    this.journal.add(')')
  }

  #do(call: Call): unknown {
    const { cache, journal } = this
    switch (call.op) {
      case 'get':
      case 'peek':
      case 'has':
        return this.#with(call.options, options => cache[call.op](keyAt(call.key), options))
      case 'set':
        return this.#with(call.options, options => cache.set(keyAt(call.key), valueAt(call.value), options))
      case 'memo':
        return this.#with(call.options, options => cache.memo(keyAt(call.key), options))
      case 'fetch':
      case 'forceFetch': {
        const options = this.#options(call.options)
        const status = call.options?.status && options?.status
        return journal.promise(cache[call.op](keyAt(call.key), options), status)
      }
      case 'delete':
      case 'info':
      case 'getRemainingTTL':
        return cache[call.op](keyAt(call.key))
      case 'clear':
        this.#forgetIterators()
        return cache.clear()
      case 'pop': {
        // lru-cache takes a former value that is falsy, and being fetched anew, for none.
        const [oldest] = cache.dump()
        return !oldest || oldest[1].value ? cache.pop() : undefined
      }
      case 'purgeStale':
        return cache.purgeStale()
      case 'dump':
        this.#dumped = this.#dump()
        return this.#dumped
      case 'renew':
        this.#cache = new this.#Implementation(cache)
        return undefined
      case 'forEach':
      case 'rforEach':
        return cache[call.op](this.#visitor('each', call), ...(call.self ? [VALUES[12]?.is] : []))
      case 'find': {
        const predicate = this.#visitor('predicate', call)
        return this.#with(call.options, options => cache.find(predicate, options))
      }
      case 'load':
        this.#forgetIterators()
        return cache.load(this.#dumped.map(([key, entry]) => [key, { ...entry, ...call.changes }]))
      case 'fill':
        for (let n = 0; n < call.count; n++) cache.set(call.from + n, n, this.#options(call.options))
        return undefined
      case 'assign': {
        const to = isCallback(call.to) ? this.#callbacks.create(call.field, call.to) : call.to
        return Reflect.set(cache, call.field, to)
      }
      case 'iterate':
        if (!this.#wasCleared) this.#iterators.push(cache[call.over]())
        return undefined
      case 'next':
      case 'return': {
        const iterator = this.#iterators[call.iterator % this.#iterators.length]
        return call.op === 'next' ? iterator?.next() : iterator?.return?.()
      }
      case 'settle':
        return this.#callbacks.deferred(call.which)?.resolve(valueAt(call.value))
      case 'reject':
        return this.#callbacks.deferred(call.which)?.reject(reasonAt(call.reason))
      case 'abort':
        return this.#controller(call.signal).abort(reasonAt(call.reason))
      case 'advance':
        return this.#clock.advance(call.ms)
      case 'jump':
        return this.#clock.jump(call.ms)
    }
  }

  // Where the first ttl comes late and `max` is 0, lru-cache dumps what came before with ttl `undefined` and start NaN.
  #dump(): [unknown, Record<string, unknown>][] {
    return this.cache.dump().map(([key, entry]) => {
      return [key, 'ttl' in entry && !entry.ttl ? { ...entry, ttl: 0, start: 0 } : entry]
    })
  }

  #forgetIterators(): void {
    this.#iterators.length = 0
    this.#wasCleared = true
  }

  #visitor(name: string, { acts }: Callback): Visitor {
    const quiet = acts.map((act): Act => (act.do === 'call' ? { do: 'nothing' } : act))
    return this.#callbacks.create(name, { acts: this.#wasCleared ? quiet : acts })
  }

  #with(data: CallOptions | undefined, run: (options?: Record<string, unknown>) => unknown): unknown {
    const options = this.#options(data)
    if (!options) return run()
    try {
      return run(options)
    } finally {
      if (data?.status) this.journal.put(options.status)
    }
  }

  #controller(place: number): AbortController {
    this.#controllers[place] ??= new AbortController()
    return this.#controllers[place]
  }

  /** The options of a call; such as have `keep` are one object in all calls that have the same. */
  #options(data: CallOptions | undefined): Record<string, unknown> | undefined {
    if (!data) return undefined
    const kept = 'keep' in data ? this.#kept.get(data.keep) : undefined
    if (kept) return kept
    const options: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(data)) {
      if (name === 'keep') this.#kept.set(value, options)
      else if (name === 'status') options[name] = {}
      else if (name === 'signal') options[name] = this.#controller(value as number).signal
      else if (name === 'context') options[name] = valueAt(value as number)
      else options[name] = isCallback(value) ? this.#callbacks.create(name, value) : value
    }
    return options
  }
}
