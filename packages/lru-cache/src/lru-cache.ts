import { type MemoryUsage, parseBytes, type ReclaimOptions } from '@plimsoll/bytes'
import { heldValue } from './background-fetch.js'
import type * as calls from './call-options.js'
import { checkOptions, warnUnbounded } from './check-options.js'
import { metrics, tracing } from './diagnostics.js'
import { Disposal } from './disposal.js'
import { defaultPerf, type Perf } from './expiry.js'
import { Fetches } from './fetch.js'
import { fetchMany, oneOfMany } from './fetch-many.js'
import type * as fetches from './fetch-options.js'
import { each, present, walk } from './iterate.js'
import { getEach, type ManyEntry, setEach } from './many.js'
import { memo } from './memo.js'
import { memoryUsage } from './memory-usage.js'
import type * as options from './options.js'
import { lru } from './policy/lru.js'
import { dump, info } from './portable.js'
import { isPositiveInteger } from './sizes.js'
import type { CacheStats } from './stats.js'
import type * as status from './status.js'
import { Store } from './store.js'

const noOptions = Object.freeze({})

type Kept<K, V, FC> = {
  readonly [Name in 'max' | 'maxSize' | 'dispose' | 'disposeAfter' | 'onInsert' | 'fetchMethod' | 'memoMethod']:
    | options.OptionsBase<K, V, FC>[Name]
    | undefined
}

/**
 * A bounded cache with the API of `lru-cache`.
 *
 * `K` and `V` are the types of keys and values, neither of them `null` or `undefined`; `FC` is that of the context which is handed to
 * `fetchMethod` and `memoMethod`. The public members are options that may be changed while it runs.
 */
export class LRUCache<K extends {}, V extends {}, FC = unknown> {
  static {
    if (Symbol.dispose)
      Object.defineProperty(LRUCache.prototype, Symbol.dispose, {
        configurable: true,
        value(this: LRUCache<never, never>) {
          this.#store.close()
        },
      })
  }

  /**
   * Deletes everything, as `clear` does, stops all timers, aborts what is being fetched and leaves the budget. The cache stays
   * empty from then on: calls that come later find nothing and keep nothing. Missing where the platform has no `Symbol.dispose`.
   */
  declare readonly [Symbol.dispose]: () => void
  /** What it is called in reports. */
  readonly name: string
  /** See the option of this name. */
  ttl: options.Milliseconds
  /** See the option of this name. */
  ttlResolution: options.Milliseconds
  /** See the option of this name. */
  ttlAutopurge: boolean
  /** See the option of this name. */
  updateAgeOnGet: boolean
  /** See the option of this name. */
  updateAgeOnHas: boolean
  /** See the option of this name. */
  allowStale: boolean
  /** See the option of this name. */
  noDisposeOnSet: boolean
  /** See the option of this name. */
  noUpdateTTL: boolean
  /** See the option of this name. */
  maxEntrySize: options.Size
  /** See the option of this name. */
  sizeCalculation: options.SizeCalculator<K, V> | undefined
  /** See the option of this name. */
  noDeleteOnFetchRejection: boolean
  /** See the option of this name. */
  noDeleteOnStaleGet: boolean
  /** See the option of this name. */
  allowStaleOnFetchAbort: boolean
  /** See the option of this name. */
  allowStaleOnFetchRejection: boolean
  /** See the option of this name. */
  ignoreFetchAbort: boolean
  /** See the option of this name. */
  backgroundFetchSize: options.Size;
  /** For `Object.prototype.toString`. */
  [Symbol.toStringTag] = 'LRUCache'
  readonly #store: Store<K, V, FC>
  readonly #fetches: Fetches<K, V, FC>
  readonly #options: Kept<K, V, FC>
  readonly #fetchManyMethod: fetches.FetchManyMethod<K, V, FC> | undefined
  readonly #perf: Perf

  /** @throws {@link LRUCacheError} `LRU_INVALID_OPTIONS` for options that cannot be, `LRU_UNBOUNDED` for none that bounds it */
  constructor(given: options.Options<K, V, FC> | LRUCache<K, V, FC>) {
    checkOptions(given as never)
    // A cache is taken for its own options.
    const from = given as options.OptionsBase<K, V, FC> & options.ExtraOptions<K, V, FC>
    const {
      max = 0,
      maxSize = 0,
      maxEntrySize = 0,
      dispose,
      disposeAfter,
      onInsert,
      fetchMethod,
      fetchManyMethod,
      ttlResolution = 1,
      name = 'lru-cache',
      budget,
      budgetTerms,
    } = from
    const maxBytes = from.maxBytes === undefined ? 0 : parseBytes(from.maxBytes)
    this.name = name
    this.#options = { max, maxSize, dispose, disposeAfter, onInsert, fetchMethod, memoMethod: from.memoMethod }
    this.#perf = from.perf ?? defaultPerf
    this.ttl = from.ttl || 0
    this.ttlResolution = isPositiveInteger(ttlResolution) || ttlResolution === 0 ? ttlResolution : 1
    this.ttlAutopurge = !!from.ttlAutopurge
    this.updateAgeOnGet = !!from.updateAgeOnGet
    this.updateAgeOnHas = !!from.updateAgeOnHas
    this.allowStale = !!from.allowStale
    this.noDisposeOnSet = !!from.noDisposeOnSet
    this.noUpdateTTL = !!from.noUpdateTTL
    this.maxEntrySize = maxEntrySize || maxSize || maxBytes
    this.sizeCalculation = from.sizeCalculation
    this.noDeleteOnFetchRejection = !!from.noDeleteOnFetchRejection
    this.noDeleteOnStaleGet = !!from.noDeleteOnStaleGet
    this.allowStaleOnFetchAbort = !!from.allowStaleOnFetchAbort
    this.allowStaleOnFetchRejection = !!from.allowStaleOnFetchRejection
    this.ignoreFetchAbort = !!from.ignoreFetchAbort
    this.backgroundFetchSize = from.backgroundFetchSize ?? 1
    this.#store = new Store<K, V, FC>(this, {
      max,
      maxSize,
      isSized: this.maxEntrySize !== 0,
      fetches: !!(fetchMethod || fetchManyMethod || from.tier),
      maxBytes,
      isBudgeted: budget !== undefined,
      evictsExpiredFirst: from.evictExpiredFirst ?? maxBytes !== 0,
      ttlJitter: from.ttlJitter ?? 0,
      tier: from.tier,
      policy: from.policy ?? lru,
      disposal: new Disposal(this, dispose || undefined, disposeAfter || undefined),
      onInsert: onInsert || undefined,
    })
    this.#fetchManyMethod = fetchManyMethod || undefined
    this.#fetches = new Fetches(this, this.#store, fetchMethod ?? (fetchManyMethod && oneOfMany(fetchManyMethod)))
    if (budget) this.#store.byteBound?.join(budget.register(this, budgetTerms))
    if (!this.ttlAutopurge && !max && !maxSize && !maxBytes && !budget) warnUnbounded(LRUCache)
  }

  /** The clock. */
  get perf(): Perf {
    return this.#perf
  }
  /** See the option of this name; 0 for none. */
  get max(): options.Count {
    return this.#options.max as number
  }
  /** See the option of this name; 0 for none. */
  get maxSize(): options.Size {
    return this.#options.maxSize as number
  }
  /** All sizes together. */
  get calculatedSize(): options.Size {
    return this.#store.sizes?.total ?? 0
  }
  /** Entries there are, expired ones too. */
  get size(): options.Count {
    return this.#store.size
  }
  /** See the option of this name. */
  get fetchMethod(): fetches.Fetcher<K, V, FC> | undefined {
    return this.#options.fetchMethod
  }
  /** See the option of this name. */
  get memoMethod(): fetches.Memoizer<K, V, FC> | undefined {
    return this.#options.memoMethod
  }
  /** See the option of this name. */
  get dispose(): options.Disposer<K, V> | undefined {
    return this.#options.dispose
  }
  /** See the option of this name. */
  get onInsert(): options.Inserter<K, V> | undefined {
    return this.#options.onInsert
  }
  /** See the option of this name. */
  get disposeAfter(): options.Disposer<K, V> | undefined {
    return this.#options.disposeAfter
  }

  /** Answers the milliseconds that an entry has left: `Infinity` without ttl, 0 where there is none, negative where it has expired. */
  getRemainingTTL(key: K): options.Milliseconds {
    const { table, expiry } = this.#store
    const entry = table.find(key)
    if (entry === -1) return 0
    return expiry?.remaining(entry) ?? Number.POSITIVE_INFINITY
  }

  /** Walks keys and values, the most recently used first. */
  entries(): Generator<[K, V], void, unknown> {
    return present(this.#store, false, this.allowStale, (key, value): [K, V] => [key, value])
  }
  /** Walks keys and values, the least recently used first. */
  rentries(): Generator<[K, V], void, unknown> {
    return present(this.#store, true, this.allowStale, (key, value): [K, V] => [key, value])
  }
  /** Walks the keys, the most recently used first. */
  keys(): Generator<K, void, unknown> {
    return present(this.#store, false, this.allowStale, key => key)
  }
  /** Walks the keys, the least recently used first. */
  rkeys(): Generator<K, void, unknown> {
    return present(this.#store, true, this.allowStale, key => key)
  }
  /** Walks the values, the most recently used first. */
  values(): Generator<V, void, unknown> {
    return present(this.#store, false, this.allowStale, (_, value) => value)
  }
  /** Walks the values, the least recently used first. */
  rvalues(): Generator<V, void, unknown> {
    return present(this.#store, true, this.allowStale, (_, value) => value)
  }
  /** As {@link LRUCache.entries}. */
  [Symbol.iterator](): Generator<[K, V], void, unknown> {
    return this.entries()
  }

  /** Gets the first value, the most recently used first, for which `fn` answers something true. */
  find(
    fn: (v: V, k: K, self: LRUCache<K, V, FC>) => boolean,
    getOptions: calls.GetOptions<K, V, FC> = {},
  ): V | undefined {
    const { table } = this.#store
    for (const entry of walk(this.#store, false, this.allowStale)) {
      const value = heldValue(table.valueAt(entry))
      if (value === undefined || !fn(value, table.keyAt(entry) as K, this)) continue
      // Whoever is there now: `fn` may have changed that.
      return this.#store.getWith(table.keyAt(entry) as K, getOptions)
    }
    return undefined
  }
  /** Calls `fn` for each value, the most recently used first. */
  forEach(fn: (v: V, k: K, self: LRUCache<K, V, FC>) => unknown, thisp: unknown = this): void {
    each(this.#store, false, this.allowStale, (value, key) => fn.call(thisp, value, key, this))
  }
  /** Calls `fn` for each value, the least recently used first. */
  rforEach(fn: (v: V, k: K, self: LRUCache<K, V, FC>) => unknown, thisp: unknown = this): void {
    each(this.#store, true, this.allowStale, (value, key) => fn.call(thisp, value, key, this))
  }

  /** Deletes what has expired; answers whether anything had. */
  purgeStale(): boolean {
    let purged = false
    for (const entry of walk(this.#store, true, true)) {
      if (!this.#store.isStale(entry)) continue
      this.#delete(this.#store.table.keyAt(entry) as K, 'expire')
      purged = true
    }
    return purged
  }

  /** Answers an entry with what is left of its time, expired or not. */
  info(key: K): calls.Entry<V> | undefined {
    return info(this.#store, key, this.#perf)
  }
  /** Answers all entries, for `load`: the least recently used first. */
  dump(): [K, calls.Entry<V>][] {
    return dump(this.#store, this.#perf)
  }
  /** Holds what was dumped, and nothing else. */
  load(entries: Iterable<[K, calls.Entry<V>]>): void {
    this.clear()
    for (const [key, entry] of entries) {
      const start = entry.start ? this.#perf.now() - (Date.now() - entry.start) : entry.start
      this.#set(key, entry.value, { ...entry, ...(start !== undefined && { start }) })
    }
  }

  /**
   * Sets a value, the most recently used from now on. `undefined` deletes.
   *
   * @throws {@link LRUCacheError} `LRU_INVALID_SIZE` where sizes are bounded, and this one is none
   */
  set(k: K, v: V | undefined, setOptions?: calls.SetOptions<K, V, FC>): this {
    if (setOptions === undefined && !metrics.hasSubscribers && v !== undefined) {
      this.#store.set(k, v)
      return this
    }
    const told = this.#begin('set', k, setOptions?.status)
    if (told && v !== undefined) told.value = v
    this.#set(k, v, { ...setOptions, ...(told && { status: told }) })
    if (told) metrics.publish(told)
    return this
  }

  #set(k: K, v: V | undefined, setOptions: calls.SetOptions<K, V, FC>): void {
    if (v === undefined) {
      if (setOptions.status) setOptions.status.set = 'deleted'
      this.delete(k)
    } else this.#store.setWith(k, v, setOptions)
  }

  // A status is made where one was handed in, or somebody listens.
  #begin(
    op: NonNullable<status.Status<K, V, FC>['op']>,
    key: K,
    given: status.Status<K, V, FC> | undefined,
  ): status.Status<K, V, FC> | undefined {
    const told = given ?? (metrics.hasSubscribers ? {} : undefined)
    if (!told) return undefined
    told.op = op
    told.key = key
    told.cache = this
    return told
  }

  /** Deletes who was used longest ago, and answers the value. */
  pop(): V | undefined {
    return this.#store.pop()
  }

  /** Whether a key is there and has not expired; not counted as a use. */
  has(k: K, hasOptions: calls.HasOptions<K, V, FC> = noOptions): boolean {
    const told = this.#begin('has', k, hasOptions.status)
    const { updateAgeOnHas = this.updateAgeOnHas } = hasOptions
    const found = this.#store.has(k, updateAgeOnHas, told)
    if (told) metrics.publish(told)
    return found
  }

  /** Answers a value; not counted as a use. */
  peek(k: K, peekOptions: calls.PeekOptions<K, V, FC> = noOptions): V | undefined {
    const told = this.#begin('peek', k, peekOptions.status)
    const { allowStale = this.allowStale } = peekOptions
    const value = this.#store.peek(k, allowStale, told)
    if (told) metrics.publish(told)
    return value
  }

  /** Answers a value, the most recently used from now on. */
  get(k: K, getOptions?: calls.GetOptions<K, V, FC>): V | undefined {
    if (getOptions === undefined && !metrics.hasSubscribers) return this.#store.get(k)
    const told = this.#begin('get', k, getOptions?.status)
    const value = this.#store.getWith(k, { ...getOptions, ...(told && { status: told }) })
    if (!told) return value
    if (value !== undefined) told.value = value
    metrics.publish(told)
    return value
  }

  /**
   * Gets several keys, each as `get` does.
   *
   * A Map, so that what is missing is simply not in it, and none has to be matched with its key by place.
   *
   * @returns what was found, in the order of `keys`
   */
  getMany(keys: Iterable<K>, getOptions?: calls.GetOptions<K, V, FC>): Map<K, V> {
    return getEach(keys, key => this.get(key, getOptions))
  }

  /**
   * Sets several entries, each as `set` does. The source may be a database's cursor: a row is asked for when the former is
   * set, and none is collected.
   *
   * Where the source fails, or an entry is refused, that error is thrown; what was set before stays, and the source is closed.
   *
   * @param entries - `[key, value]` each, such as a Map, an array, or what a generator yields
   * @returns how many were set; a value that is too large to be kept, or `undefined`, which deletes, is not counted
   * @throws {@link LRUCacheError} `LRU_INVALID_ENTRIES` for what is no iterable of pairs
   */
  setMany(entries: Iterable<ManyEntry<K, V>>, setOptions?: calls.SetOptions<K, V, FC>): number
  /**
   * Sets several entries, from a source that makes one wait.
   *
   * @returns a promise of how many were set
   */
  setMany(entries: AsyncIterable<ManyEntry<K, V>>, setOptions?: calls.SetOptions<K, V, FC>): Promise<number>
  setMany(
    entries: Iterable<ManyEntry<K, V>> | AsyncIterable<ManyEntry<K, V>>,
    setOptions?: calls.SetOptions<K, V, FC>,
  ): number | Promise<number> {
    const { counts } = this.#store
    return setEach(entries, (key, value) => {
      const before = counts.inserts + counts.updates
      this.set(key, value, setOptions)
      return counts.inserts + counts.updates === before ? 0 : 1
    })
  }

  /** Answers what was asked, found, brought and evicted since the cache was made. `O(1)`. */
  stats(): CacheStats {
    const { heapBytes, externalBytes } = this.memoryUsage()
    return this.#store.counts.stats(this.size, this.calculatedSize, heapBytes + externalBytes)
  }

  /**
   * Answers a value, and gets it from `fetchMethod` where it is missing or has expired: once for all who ask meanwhile, by the
   * options of the first of them. With `allowStale`, what has expired is answered while the new value is fetched.
   *
   * Rejects with what `fetchMethod` throws, or with the reason where it is aborted: by `signal`, since the entry was set, deleted
   * or evicted. Without `fetchMethod` it is `get`.
   */
  fetch(
    k: K,
    fetchOptions: unknown extends FC
      ? fetches.FetchOptions<K, V, FC>
      : // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
        FC extends undefined | void
        ? fetches.FetchOptionsNoContext<K, V, FC>
        : fetches.FetchOptionsWithContext<K, V, FC>,
  ): Promise<undefined | V>
  fetch(
    // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
    k: unknown extends FC ? K : FC extends undefined | void ? K : never,
    fetchOptions?: unknown extends FC
      ? fetches.FetchOptions<K, V, FC>
      : // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
        FC extends undefined | void
        ? fetches.FetchOptionsNoContext<K, V, FC>
        : never,
  ): Promise<undefined | V>
  fetch(k: K, fetchOptions: fetches.FetchOptions<K, V, FC> = noOptions): Promise<V | undefined> {
    return this.#trace(fetchOptions, told => this.#fetches.fetch(k, told))
  }

  /**
   * As {@link LRUCache.fetch}, and never `undefined`.
   *
   * Rejects with an {@link LRUCacheError} `LRU_NOT_FOUND` where `fetch` would resolve to `undefined`.
   */
  forceFetch(
    k: K,
    fetchOptions: unknown extends FC
      ? fetches.FetchOptions<K, V, FC>
      : // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
        FC extends undefined | void
        ? fetches.FetchOptionsNoContext<K, V, FC>
        : fetches.FetchOptionsWithContext<K, V, FC>,
  ): Promise<V>
  forceFetch(
    // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
    k: unknown extends FC ? K : FC extends undefined | void ? K : never,
    fetchOptions?: unknown extends FC
      ? fetches.FetchOptions<K, V, FC>
      : // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
        FC extends undefined | void
        ? fetches.FetchOptionsNoContext<K, V, FC>
        : never,
  ): Promise<V>
  forceFetch(k: K, fetchOptions: fetches.FetchOptions<K, V, FC> = noOptions): Promise<V> {
    return this.#trace(fetchOptions, told => this.#fetches.forceFetch(k, told))
  }

  /**
   * Answers several values, as {@link LRUCache.fetch} each, and gets all that are missing by one call of `fetchManyMethod`: each
   * key once, and none that is being fetched already. With `fetchMethod` alone, that is called for each, all at once.
   *
   * More keys than the cache has room for are no harm: all values are answered, and those that were got last are kept.
   *
   * Rejects with what the method throws, and then keeps none of what it was asked for; with the reason of `signal`, where that
   * aborts; with {@link LRUCacheError} `LRU_INVALID_ANSWER` where the method answers something else than a Map, or an array
   * with a place for each key.
   *
   * @returns a Map of what was found, in the order of `keys`
   */
  fetchMany(
    keys: Iterable<K>,
    ...rest: unknown extends FC
      ? [fetchOptions?: fetches.FetchManyOptions<K, V, FC>]
      : // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
        FC extends undefined | void
        ? [fetchOptions?: fetches.FetchManyOptions<K, V, FC>]
        : [fetchOptions: fetches.FetchManyOptions<K, V, FC> & { context: FC }]
  ): Promise<Map<K, V>> {
    return fetchMany(
      {
        cache: this,
        fetchMethod: this.fetchMethod,
        fetchManyMethod: this.#fetchManyMethod,
        hasTier: this.#store.tier !== undefined,
        ignoreFetchAbort: this.ignoreFetchAbort,
        allowStaleOnFetchAbort: this.allowStaleOnFetchAbort,
        look: key => this.#fetches.look(key),
        fetch: (key, options, method) => this.#trace(options, told => this.#fetches.fetch(key, told, method)),
      },
      keys,
      rest[0] ?? noOptions,
    )
  }

  #trace<T>(
    options: fetches.FetchOptions<K, V, FC>,
    start: (options: fetches.FetchOptions<K, V, FC>) => Promise<T>,
  ): Promise<T> {
    const isTraced = tracing.hasSubscribers
    const told = options.status ?? (isTraced || metrics.hasSubscribers ? {} : undefined)
    if (!told) return start(options)
    if (options.context) told.context = options.context
    const promise = start({ ...options, status: told })
    if (isTraced) {
      told.trace = true
      tracing.tracePromise(() => promise, told).catch(() => {})
    }
    return promise
  }

  /**
   * Answers a value, and makes it with `memoMethod` where it is missing or has expired.
   *
   * @throws {@link LRUCacheError} `LRU_NO_METHOD` without `memoMethod`
   */
  memo(
    k: K,
    memoOptions: unknown extends FC
      ? fetches.MemoOptions<K, V, FC>
      : // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
        FC extends undefined | void
        ? fetches.MemoOptionsNoContext<K, V, FC>
        : fetches.MemoOptionsWithContext<K, V, FC>,
  ): V
  memo(
    // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
    k: unknown extends FC ? K : FC extends undefined | void ? K : never,
    memoOptions?: unknown extends FC
      ? fetches.MemoOptions<K, V, FC>
      : // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
        FC extends undefined | void
        ? fetches.MemoOptionsNoContext<K, V, FC>
        : never,
  ): V
  memo(k: K, memoOptions: fetches.MemoOptions<K, V, FC> = noOptions): V {
    const told = this.#begin('memo', k, memoOptions.status)
    if (told && memoOptions.context) told.context = memoOptions.context
    const value = memo(
      this.#store,
      this.#options.memoMethod,
      (key, made, setOptions) => this.#set(key, made, setOptions),
      k,
      told ? { ...memoOptions, status: told } : memoOptions,
    )
    if (told) {
      told.value = value
      metrics.publish(told)
    }
    return value
  }

  /** Deletes a key; answers whether it was there. */
  delete(k: K): boolean {
    return this.#delete(k, 'delete')
  }

  #delete(key: K, reason: options.DisposeReason): boolean {
    return this.#store.delete(key, reason)
  }

  /** Deletes everything, and gives the memory back. */
  clear(): void {
    this.#store.clear()
  }

  /**
   * Answers what keys, values and the cache's own arrays take: of a cache with `maxBytes` or `budget` as they were when they
   * were set, of any other estimated from 512 of its entries, each of which is measured now. Typed arrays and buffers count as
   * external, the cache's own among them. `O(1)`.
   */
  memoryUsage(): MemoryUsage {
    return memoryUsage(this.#store)
  }

  /**
   * Gives back what it can of so many bytes: evicts what has expired, where that is kept in order, then what the policy lets go
   * first, and gives back the arrays' memory where most entries are gone. Never throws: what `dispose` throws is an
   * uncaught error. From inside of a call of this cache it gives back nothing. Linear in the entries that go.
   *
   * @returns the bytes that were freed
   */
  reclaim(bytes: number, _options?: ReclaimOptions): number {
    return this.#store.reclaim(bytes)
  }
}

/** The types under the names by which users of `lru-cache` know them. */
export declare namespace LRUCache {
  /** The type of this name that is exported beside the class. */
  export type Size = options.Size
  /** The type of this name that is exported beside the class. */
  export type Milliseconds = options.Milliseconds
  /** The type of this name that is exported beside the class. */
  export type Count = options.Count
  /** The type of this name that is exported beside the class. */
  export type DisposeReason = options.DisposeReason
  /** The type of this name that is exported beside the class. */
  export type Disposer<K, V> = options.Disposer<K, V>
  /** The type of this name that is exported beside the class. */
  export type InsertReason = options.InsertReason
  /** The type of this name that is exported beside the class. */
  export type Inserter<K, V> = options.Inserter<K, V>
  /** The type of this name that is exported beside the class. */
  export type SizeCalculator<K, V> = options.SizeCalculator<K, V>
  /** The type of this name that is exported beside the class. */
  export type Status<K, V, FC = unknown> = status.Status<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type FetcherOptions<K, V, FC = unknown> = fetches.FetcherOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type FetcherFetchOptions<K, V, FC = unknown> = fetches.FetcherFetchOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type FetchOptions<K, V, FC> = fetches.FetchOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type FetchOptionsWithContext<K, V, FC> = fetches.FetchOptionsWithContext<K, V, FC>
  /** The type of this name that is exported beside the class. */
  // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
  export type FetchOptionsNoContext<K, V, FC extends undefined | void = undefined> = fetches.FetchOptionsNoContext<
    K,
    V,
    FC
  >
  /** The type of this name that is exported beside the class. */
  export type MemoOptions<K, V, FC = unknown> = fetches.MemoOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type MemoOptionsWithContext<K, V, FC> = fetches.MemoOptionsWithContext<K, V, FC>
  /** The type of this name that is exported beside the class. */
  // biome-ignore lint/suspicious/noConfusingVoidType: users of lru-cache write both
  export type MemoOptionsNoContext<K, V, FC extends undefined | void = undefined> = fetches.MemoOptionsNoContext<
    K,
    V,
    FC
  >
  /** The type of this name that is exported beside the class. */
  export type MemoizerOptions<K, V, FC = unknown> = fetches.MemoizerOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type MemoizerMemoOptions<K, V, FC = unknown> = fetches.MemoizerMemoOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type HasOptions<K, V, FC> = calls.HasOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type GetOptions<K, V, FC> = calls.GetOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type PeekOptions<K, V, FC> = calls.PeekOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type SetOptions<K, V, FC> = calls.SetOptions<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type Fetcher<K, V, FC = unknown> = fetches.Fetcher<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type Memoizer<K, V, FC = unknown> = fetches.Memoizer<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type OptionsBase<K, V, FC> = options.OptionsBase<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type OptionsMaxLimit<K, V, FC> = options.OptionsMaxLimit<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type OptionsTTLLimit<K, V, FC> = options.OptionsTTLLimit<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type OptionsSizeLimit<K, V, FC> = options.OptionsSizeLimit<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type Options<K, V, FC> = options.Options<K, V, FC>
  /** The type of this name that is exported beside the class. */
  export type Entry<V> = calls.Entry<V>
}
