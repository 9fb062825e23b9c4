import { LRUCache } from 'lru-cache'

// A class that extends it, and overrides what it does.
export class CountingCache<K extends {}, V extends {}, FC = unknown> extends LRUCache<K, V, FC> {
  hits = 0

  constructor(max: number, more: Omit<LRUCache.OptionsBase<K, V, FC>, 'max'> = {}) {
    super({ ...more, max })
  }

  override get(key: K, options?: LRUCache.GetOptions<K, V, FC>): V | undefined {
    const value = super.get(key, options)
    if (value !== undefined) this.hits++
    return value
  }

  override set(key: K, value: V | undefined, options?: LRUCache.SetOptions<K, V, FC>): this {
    return super.set(key, value, options)
  }

  override delete(key: K): boolean {
    return super.delete(key)
  }

  override *keys(): Generator<K, void, unknown> {
    yield* super.keys()
  }
}
export const counting: LRUCache<number, string> = new CountingCache<number, string>(5).set(1, 'a')

// A function that is generic over what it caches.
export function memoized<A extends string | number, R extends {}>(
  make: (argument: A) => R,
  max = 100,
): (argument: A) => R {
  const cache = new LRUCache<A, R>({ max, memoMethod: argument => make(argument) })
  return argument => cache.memo(argument)
}
export const doubled: number = memoized((n: number) => n * 2)(4)

// A class that holds one, and hands options on.
export class Sessions<T extends object> {
  private readonly cache: LRUCache<string, T>
  readonly #evicted: string[] = []

  constructor(options: Partial<Pick<LRUCache.OptionsBase<string, T, unknown>, 'max' | 'ttl' | 'dispose'>> = {}) {
    this.cache = new LRUCache<string, T>({
      max: 1000,
      ...options,
      dispose: (_value, key) => void this.#evicted.push(key),
    })
  }

  find(id: string): T | undefined {
    return this.cache.get(id, { updateAgeOnGet: true })
  }

  all(): IterableIterator<T> {
    return this.cache.values()
  }
}

// What others expect of a cache, by shape.
export interface CacheLike<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): unknown
  has(key: K): boolean
  delete(key: K): boolean
  clear(): void
  readonly size: number
}
export const like: CacheLike<string, { a: number }> = new LRUCache<string, { a: number }>({ max: 5 })
export const entries: Iterable<[string, { a: number }]> = new LRUCache<string, { a: number }>({ max: 5 })

// Options in several steps, and any types.
type Settings<V extends {}> = LRUCache.Options<string, V, unknown>
const defaults = { max: 10, ttl: 5 } satisfies Settings<string>
export const stepwise = new LRUCache<string, string>({ ...defaults, allowStale: true })
export function create<V extends {}>(settings: Settings<V>): LRUCache<string, V> {
  return new LRUCache(settings)
}
export const created: LRUCache<string, number> = create<number>({ maxSize: 5, sizeCalculation: () => 1 })
// biome-ignore lint/suspicious/noExplicitAny: as users write it
export const loose = new LRUCache<any, any>({ max: 5 })
export const anything: number = loose.get({ any: 'key' })
export const symbols = new LRUCache<symbol | object, Promise<string>>({ max: 5 })
export const promised: Promise<string> | undefined = symbols.get(Symbol('s'))
