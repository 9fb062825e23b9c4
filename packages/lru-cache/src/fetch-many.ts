import { LRUCacheError } from './errors.js'
import type { Fetcher, FetcherFetchOptions, FetchManyMethod, FetchManyOptions, FetchOptions } from './fetch-options.js'

/** How several keys are fetched: what the cache has for it. */
export interface ManyMeans<K extends {}, V extends {}, FC> {
  /** What the methods are called on. */
  readonly cache: object
  readonly fetchMethod: Fetcher<K, V, FC> | undefined
  readonly fetchManyMethod: FetchManyMethod<K, V, FC> | undefined
  /** Whether there is a tier, which is asked first. */
  readonly hasTier: boolean
  readonly ignoreFetchAbort: boolean
  readonly allowStaleOnFetchAbort: boolean
  /** Answers what is there of a key. */
  look(key: K): 'value' | 'fetch' | 'nothing'
  /** Fetches one, by a method of this call's. */
  fetch(key: K, options: FetchOptions<K, V, FC>, method: Fetcher<K, V, FC> | undefined): Promise<V | undefined>
}

/**
 * Answers what is there, joins what is being fetched, and gets all the rest by one call of `fetchManyMethod`, or by one of
 * `fetchMethod` for each. Every key has a fetch of its own in the cache, which others join; but those fetches go on when their
 * entries have to leave, for there may be more keys than the cache has room for.
 */
export async function fetchMany<K extends {}, V extends {}, FC>(
  means: ManyMeans<K, V, FC>,
  keys: Iterable<K>,
  given: FetchManyOptions<K, V, FC>,
): Promise<Map<K, V>> {
  const { signal, ...options } = given
  const {
    ignoreFetchAbort = means.ignoreFetchAbort,
    allowStaleOnFetchAbort = means.allowStaleOnFetchAbort,
    context,
  } = options
  if (!ignoreFetchAbort) signal?.throwIfAborted()
  const controller = new AbortController()
  const begun: FetcherFetchOptions<K, V, FC>[] = []
  const abort = () => {
    // What the caller said of aborts is about this one; of entries that leave it is not.
    for (const one of begun) Object.assign(one, { ignoreFetchAbort, allowStaleOnFetchAbort })
    controller.abort(signal?.reason)
  }
  signal?.addEventListener('abort', abort)
  const { fetchMethod, fetchManyMethod, cache } = means
  const own = {
    ...options,
    signal: controller.signal,
    ignoreFetchAbort: true,
    allowStaleOnFetchAbort: false,
    // Without a method there is nothing newer.
    forceRefresh: !!(fetchMethod || fetchManyMethod) && !!options.forceRefresh,
  }
  const batch =
    fetchManyMethod &&
    new Batch<K, V>(controller.signal, missing =>
      fetchManyMethod.call(cache, missing, { signal: controller.signal, context: context as FC }),
    )
  try {
    const wanted = [...new Set(keys)]
    const asked: Promise<unknown>[] = []
    // What has no value is no failure where its entry had to leave, either.
    const absent = new Set<K>()
    const start = (key: K) => {
      const state = means.look(key)
      let ask: () => void = () => {}
      const method: Fetcher<K, V, FC> | undefined =
        batch || fetchMethod || (means.hasTier && state === 'nothing')
          ? async (key, stale, handed) => {
              begun.push(handed.options)
              ask()
              const value = await (batch ? batch.get(key) : fetchMethod?.call(cache, key, stale, handed))
              if (value === undefined) absent.add(key)
              return value as V | undefined
            }
          : undefined
      // Of what is there, or in the tier, nobody asks.
      const isAsked = new Promise<void>(resolve => (ask = resolve))
      const value = means.fetch(key, own, method)
      value.then(ask, ask)
      if (state !== 'fetch') asked.push(isAsked)
      return value.catch((error: unknown) => {
        if (absent.has(key) && !controller.signal.aborted) return undefined
        throw error
      })
    }
    // What is there before what is missing, which may push it out.
    const there = new Map(wanted.filter(key => means.look(key) !== 'nothing').map(key => [key, start(key)]))
    const values = wanted.map(key => there.get(key) ?? start(key))
    if (batch) {
      Promise.all(asked).then(() => {
        batch.call()
      })
    }
    const found = new Map<K, V>()
    for (const [place, value] of (await Promise.all(values)).entries())
      if (value !== undefined) found.set(wanted[place] as K, value)
    return found
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** Keys that are got by one call. */
class Batch<K extends {}, V extends {}> {
  readonly #waiting = new Map<K, { resolve(value: V | undefined): void; reject(error: unknown): void }>()
  readonly #signal: AbortSignal
  readonly #method: (keys: readonly K[]) => ReturnType<FetchManyMethod<K, V>>

  constructor(signal: AbortSignal, method: (keys: readonly K[]) => ReturnType<FetchManyMethod<K, V>>) {
    this.#signal = signal
    this.#method = method
  }

  /** Waits for the call's answer about a key. */
  get(key: K): Promise<V | undefined> {
    return new Promise((resolve, reject) => this.#waiting.set(key, { resolve, reject }))
  }

  async call(): Promise<void> {
    const waiting = this.#waiting
    if (waiting.size === 0) return
    const keys = [...waiting.keys()]
    try {
      this.#signal.throwIfAborted()
      const read = reader(keys, await this.#method(keys))
      for (const [place, key] of keys.entries()) waiting.get(key)?.resolve(read(key, place))
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error)
    }
  }
}

function reader<K, V>(
  keys: readonly K[],
  answer: readonly (V | undefined)[] | ReadonlyMap<K, V>,
): (key: K, place: number) => V | undefined {
  if (answer instanceof Map) return key => answer.get(key)
  if (Array.isArray(answer) && answer.length === keys.length) return (_, place) => answer[place]
  const shown = Array.isArray(answer) ? `an array of ${answer.length}` : typeof answer
  throw new LRUCacheError(
    'LRU_INVALID_ANSWER',
    `fetchManyMethod was asked for ${keys.length} keys and answered ${shown}; answer a Map, or an array with a value or undefined for each key, in their order`,
  )
}

/** Gets one by a method that gets many. */
export const oneOfMany = <K extends {}, V extends {}, FC>(method: FetchManyMethod<K, V, FC>): Fetcher<K, V, FC> =>
  async function (this: unknown, key, _stale, { signal, context }) {
    return reader([key], await method.call(this, [key], { signal, context }))(key, 0)
  }
