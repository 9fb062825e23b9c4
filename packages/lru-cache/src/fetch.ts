import { BackgroundFetch } from './background-fetch.js'
import type { SetOptions } from './call-options.js'
import { LRUCacheError } from './errors.js'
import type { Fetcher, FetcherFetchOptions, FetcherOptions, FetchOptions } from './fetch-options.js'
import type { Settings, Store } from './store.js'
import type { Tier } from './tier.js'

/** The public members of `LRUCache` that fetches heed. */
export interface FetchSettings<K, V> extends Settings<K, V> {
  readonly noDeleteOnFetchRejection: boolean
  readonly allowStaleOnFetchRejection: boolean
  readonly allowStaleOnFetchAbort: boolean
  readonly ignoreFetchAbort: boolean
}

/** The options of one fetch, all of them told; `fetchMethod` may change them while it is under way. */
interface Told<K, V, FC> extends FetcherFetchOptions<K, V, FC> {
  readonly signal: AbortSignal | undefined
}

/** Values that come from `fetchMethod`: one fetch per key at a time, which stands in the entry's place meanwhile. */
export class Fetches<K extends {}, V extends {}, FC> {
  readonly #cache: FetchSettings<K, V>
  readonly #store: Store<K, V, FC>
  readonly #fetchMethod: Fetcher<K, V, FC> | undefined

  constructor(cache: FetchSettings<K, V>, store: Store<K, V, FC>, fetchMethod: Fetcher<K, V, FC> | undefined) {
    this.#cache = cache
    this.#store = store
    this.#fetchMethod = fetchMethod
  }

  /** Answers the value that is there, or fetches it. What it does before the first `await` is done when it returns. */
  async fetch(
    key: K,
    fetchOptions: FetchOptions<K, V, FC>,
    method: Fetcher<K, V, FC> | undefined = this.#fetchMethod,
  ): Promise<V | undefined> {
    const cache = this.#cache
    const { forceRefresh = false, status, context } = fetchOptions
    const options = this.#told(fetchOptions)
    const { allowStale, updateAgeOnGet, noDeleteOnStaleGet } = options
    if (status) {
      status.op = 'fetch'
      status.key = key
      if (forceRefresh) status.forceRefresh = true
      status.cache = cache as never
    }
    const store = this.#store
    const { table } = store
    // A tier is asked for what is not here; what is, but has expired, is newer than the tier's.
    const tier = forceRefresh && method !== undefined ? undefined : store.tier
    if (method === undefined && (tier === undefined || this.look(key) === 'value')) {
      if (status) status.fetch = 'get'
      return store.getWith(key, { allowStale, updateAgeOnGet, noDeleteOnStaleGet, status } as FetchOptions<K, V, FC>)
    }
    const { counts } = store
    const entry = table.find(key)
    if (entry === -1) {
      counts.request(false)
      if (status) status.fetch = 'miss'
      return this.#hand(this.#begin(key, entry, undefined, options, context, method, tier))
    }
    const held = table.valueAt(entry)
    if (held instanceof BackgroundFetch) {
      const stale = !!allowStale && held.stale !== undefined
      counts.request(stale)
      if (status) {
        status.fetch = 'inflight'
        if (stale) status.returnedStale = true
      }
      return stale ? held.stale : this.#hand(held)
    }
    const isStale = store.isStale(entry)
    if (!forceRefresh && !isStale) {
      counts.request(true)
      if (status) status.fetch = 'hit'
      store.order.hit(entry)
      if (updateAgeOnGet) store.expiry?.touch(entry)
      if (status) store.tellTimes(status, entry)
      return held
    }
    const fetching = this.#begin(key, entry, held, options, context, method, undefined)
    const answersStale = !!allowStale && fetching.stale !== undefined
    counts.request(answersStale)
    if (status) {
      status.fetch = isStale ? 'stale' : 'refresh'
      if (answersStale && isStale) status.returnedStale = true
    }
    return answersStale ? fetching.stale : this.#hand(fetching)
  }

  /** Answers what is there of a key: a value, expired or not, a fetch that is under way, or nothing. */
  look(key: K): 'value' | 'fetch' | 'nothing' {
    const { table } = this.#store
    const entry = table.find(key)
    if (entry === -1) return 'nothing'
    return table.valueAt(entry) instanceof BackgroundFetch ? 'fetch' : 'value'
  }

  /** As `fetch`, and refuses `undefined`. */
  async forceFetch(key: K, fetchOptions: FetchOptions<K, V, FC>): Promise<V> {
    const value = await this.fetch(key, fetchOptions)
    if (value !== undefined) return value
    throw new LRUCacheError(
      'LRU_NOT_FOUND',
      'fetch() returned undefined; fetchMethod has no value for this key; call fetch where that may be',
    )
  }

  // Who is handed the promise is told of a failure by it; a fetch that nobody awaits fails silently.
  #hand(fetching: BackgroundFetch<V>): Promise<V | undefined> {
    fetching.awaited = true
    return fetching.promise
  }

  #told(options: FetchOptions<K, V, FC>): Told<K, V, FC> {
    const cache = this.#cache
    const {
      allowStale = cache.allowStale,
      updateAgeOnGet = cache.updateAgeOnGet,
      noDeleteOnStaleGet = cache.noDeleteOnStaleGet,
      ttl = cache.ttl,
      noDisposeOnSet = cache.noDisposeOnSet,
      size = 0,
      sizeCalculation = cache.sizeCalculation,
      noUpdateTTL = cache.noUpdateTTL,
      noDeleteOnFetchRejection = cache.noDeleteOnFetchRejection,
      allowStaleOnFetchRejection = cache.allowStaleOnFetchRejection,
      allowStaleOnFetchAbort = cache.allowStaleOnFetchAbort,
      ignoreFetchAbort = cache.ignoreFetchAbort,
      status,
      signal,
    } = options
    // Names without a value are there too: fetchMethods of lru-cache find them.
    return {
      allowStale,
      updateAgeOnGet,
      noDeleteOnStaleGet,
      ttl,
      noDisposeOnSet,
      size,
      sizeCalculation,
      noUpdateTTL,
      noDeleteOnFetchRejection,
      allowStaleOnFetchRejection,
      allowStaleOnFetchAbort,
      ignoreFetchAbort,
      status,
      signal,
    } as Told<K, V, FC>
  }

  #begin(
    key: K,
    entry: number,
    stale: V | undefined,
    options: Told<K, V, FC>,
    context: FC | undefined,
    method: Fetcher<K, V, FC> | undefined,
    tier: Tier<K, V> | undefined,
  ): BackgroundFetch<V> {
    const store = this.#store
    const { status, signal } = options
    const controller = new AbortController()
    const fetching = new BackgroundFetch<V>(controller, stale)
    const flight = new Flight(store, key, fetching, options)
    flight.entry = entry
    // Listened to until the fetch is settled, or aborted otherwise: a signal may outlive many fetches.
    const abort = () => controller.abort(signal?.reason)
    signal?.addEventListener('abort', abort, { signal: controller.signal })
    const handed = { signal: controller.signal, options, context } as FetcherOptions<K, V, FC>
    if (status) status.fetchDispatched = true
    fetching.promise = new Promise<V | undefined>((resolve, reject) => {
      const { signal: aborts } = controller
      const answer = tier ? this.#ask(tier, key, flight, handed, method) : method?.call(this.#cache, key, stale, handed)
      let take: (value: V | undefined) => unknown = resolve
      aborts.addEventListener('abort', () => {
        if (options.ignoreFetchAbort && !options.allowStaleOnFetchAbort) return
        resolve(undefined)
        // Who waits has the former value; the new one is kept when it comes.
        if (options.allowStaleOnFetchAbort) take = value => flight.resolved(value, true)
      })
      if (answer instanceof Promise) answer.then(value => take(value as V | undefined), reject)
      else if (answer !== undefined) resolve(answer as V)
    }).then(
      value => {
        signal?.removeEventListener('abort', abort)
        return flight.resolved(value, false)
      },
      error => {
        signal?.removeEventListener('abort', abort)
        return flight.rejected(error)
      },
    )
    // fetchMethod may have called the cache.
    if (entry !== -1 && store.table.find(key) === entry) store.table.setValue(entry, fetching)
    else {
      const { status: _, ...unseen } = options
      store.setWith(key, fetching, unseen)
      flight.entry = store.table.find(key)
    }
    return fetching
  }

  /** Asks the tier, and then `fetchMethod`. */
  async #ask(
    tier: Tier<K, V>,
    key: K,
    flight: Flight<K, V, FC>,
    handed: FetcherOptions<K, V, FC>,
    method: Fetcher<K, V, FC> | undefined,
    // biome-ignore lint/suspicious/noConfusingVoidType: what a fetchMethod answers
  ): Promise<V | undefined | void> {
    const hit = await tier.get(key).catch(() => undefined)
    const { signal, options } = handed
    if (signal.aborted && !options.ignoreFetchAbort) return undefined
    const left = (hit?.expiresAt ?? Number.POSITIVE_INFINITY) - Date.now()
    if (hit === undefined || left < 0) return method?.call(this.#cache, key, undefined, handed)
    flight.isOfTier = true
    this.#store.counts.tierHits++
    if (left !== Number.POSITIVE_INFINITY) flight.expireIn(left, this.#cache.perf.now())
    return hit.value
  }
}

/** One fetch and what comes of it. */
class Flight<K extends {}, V extends {}, FC> {
  readonly #store: Store<K, V, FC>
  readonly #key: K
  readonly #fetching: BackgroundFetch<V>
  readonly #options: Told<K, V, FC>
  /** Whose place it has. */
  entry = -1
  /** Whether the value is the tier's. */
  isOfTier = false

  constructor(store: Store<K, V, FC>, key: K, fetching: BackgroundFetch<V>, options: Told<K, V, FC>) {
    this.#store = store
    this.#key = key
    this.#fetching = fetching
    this.#options = options
  }

  /** Lets the value that comes expire when it would have, had it stayed in memory. */
  expireIn(left: number, now: number): void {
    const options = this.#options as SetOptions<K, V, FC>
    const ttl = Math.max(options.ttl ?? 0, Math.ceil(left))
    options.ttl = ttl
    // 0 would be no time.
    options.start = now - (ttl - left) || -1e-6
    options.noUpdateTTL = false
  }

  /** `isLate`: whoever waited was given the former value when the fetch was aborted. */
  resolved(value: V | undefined, isLate: boolean): V | undefined {
    const { status, ignoreFetchAbort, allowStaleOnFetchAbort } = this.#options
    const { signal } = this.#fetching.controller
    const isAborted = signal.aborted && !isLate
    const goesOn = !!ignoreFetchAbort && value !== undefined
    if (status) {
      if (isAborted) {
        status.fetchAborted = true
        status.fetchError = signal.reason
        if (goesOn) status.fetchAbortIgnored = true
      } else status.fetchResolved = true
    }
    if (isAborted && !goesOn) {
      return this.#failed(signal.reason, ignoreFetchAbort || !!(allowStaleOnFetchAbort && value !== undefined))
    }
    const held = this.#store.table.valueAt(this.entry)
    if (held === this.#fetching || (held === undefined && goesOn && isLate)) this.#keep(value)
    return value
  }

  #keep(value: V | undefined): void {
    const options = this.#options
    const { stale } = this.#fetching
    if (value !== undefined) {
      if (options.status) options.status.fetchUpdated = true
      this.#store.setWith(this.#key, value, options, this.#fetching, this.isOfTier)
    } else if (stale !== undefined) this.#store.table.setValue(this.entry, stale)
    else this.#store.delete(this.#key, 'fetch')
  }

  rejected(error: unknown): V | undefined {
    const { status } = this.#options
    if (status) {
      status.fetchRejected = true
      status.fetchError = error as Error
    }
    return this.#failed(error, false)
  }

  #failed(error: unknown, wasToGoOn: boolean): V | undefined {
    const { status, allowStaleOnFetchAbort, allowStaleOnFetchRejection, noDeleteOnFetchRejection } = this.#options
    const { controller, stale, awaited } = this.#fetching
    const { table } = this.#store
    const staleForAbort = controller.signal.aborted && allowStaleOnFetchAbort
    const answersStale = staleForAbort || allowStaleOnFetchRejection
    if (table.valueAt(this.entry) === this.#fetching) {
      const stays = (answersStale || noDeleteOnFetchRejection) && (wasToGoOn || stale !== undefined)
      if (!stays) this.#store.delete(this.#key, 'fetch')
      // An aborted fetch that may answer yet keeps its place.
      else if (!staleForAbort) table.setValue(this.entry, stale)
    }
    if (!answersStale) {
      if (awaited) throw error
      return undefined
    }
    if (status && stale !== undefined) status.returnedStale = true
    return stale
  }
}
