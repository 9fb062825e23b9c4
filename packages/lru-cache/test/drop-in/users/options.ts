import { LRUCache } from 'lru-cache'

interface User {
  readonly id: string
  name?: string
}

// Every shape of options that bounds a cache.
export const byCount = new LRUCache<string, User>({ max: 500 })
export const bySize = new LRUCache<string, Uint8Array>({
  maxSize: 5000,
  sizeCalculation: (value, key) => value.length + key.length,
})
export const byTime = new LRUCache<string, number>({ ttl: 1000 * 60 * 5, ttlAutopurge: true })

// @ts-expect-error a ttl alone bounds nothing
export const unbounded = new LRUCache<string, number>({ ttl: 1000 })
// @ts-expect-error neither keys nor values may be undefined
export type Undefined = LRUCache<string, number | undefined>

const options: LRUCache.Options<string, User, unknown> = {
  max: 500,
  maxSize: 5000,
  sizeCalculation: (_value, _key) => 1,
  dispose: (value, key, reason) => {
    const why: LRUCache.DisposeReason = reason
    console.log(value.id, key.toUpperCase(), why)
  },
  disposeAfter: (value, key, reason) => console.log(value.name, key.length, reason === 'evict'),
  onInsert: (_value, _key, reason) => {
    if (reason === 'add' || reason === 'replace' || reason === 'update') return
    const none: never = reason
    return none
  },
  ttl: 1000 * 60 * 5,
  ttlResolution: 0,
  allowStale: false,
  updateAgeOnGet: false,
  updateAgeOnHas: false,
  noDisposeOnSet: true,
  noUpdateTTL: true,
  noDeleteOnStaleGet: false,
  perf: { now: () => 0 },
}
const cache = new LRUCache(options)
export const same: LRUCache<string, User> = cache
// A cache is options for another one.
export const another = new LRUCache<string, User>(cache)

// Results of every method.
export const found: User | undefined = cache.get('a')
export const peeked: User | undefined = cache.peek('a', { allowStale: true })
export const held: boolean = cache.has('a', { updateAgeOnHas: true })
export const deleted: boolean = cache.delete('a')
export const popped: User | undefined = cache.pop()
export const purged: boolean = cache.purgeStale()
export const left: number = cache.getRemainingTTL('a')
export const entry: LRUCache.Entry<User> | undefined = cache.info('a')
export const dumped: [string, LRUCache.Entry<User>][] = cache.dump()
cache.load(dumped)
cache.set('a', { id: '1' }).set('b', { id: '2' }, { ttl: 5, size: 1, noDisposeOnSet: true, start: 3 })
cache.set('a', undefined)
cache.clear()
// @ts-expect-error a key of another type
cache.get(5)
// @ts-expect-error a value of another type
cache.set('a', 'text')
// @ts-expect-error no option of this name
cache.get('a', { allowStail: true })

// Status objects.
const status: LRUCache.Status<string, User> = {}
cache.get('a', { status })
cache.set('a', { id: '1' }, { status, sizeCalculation: () => 2 })
export const how: 'add' | 'update' | 'replace' | 'miss' | 'deleted' | undefined = status.set
export const got: LRUCache.Status<string, User>['get'] = status.get
export const times: (number | undefined)[] = [status.ttl, status.start, status.now, status.remainingTTL]

// Walks.
export const keys: string[] = [...cache.keys(), ...cache.rkeys()]
export const values: User[] = [...cache.values()]
export const pairs: [string, User][] = [...cache.entries(), ...cache]
for (const [key, { id }] of cache) console.log(key, id)
cache.forEach((value, key, self) => {
  console.log(value.id, key, self.size)
})
cache.rforEach(
  function (this: { readonly text: string }, value) {
    console.log(this.text, value.id)
  },
  { text: 'x' },
)
export const first: User | undefined = cache.find((value, key, self) => value.id === key && self.size > 0, {
  updateAgeOnGet: true,
})
export const map = new Map<string, User>(cache.entries())

// Members that may be changed, and such as may not.
cache.ttl = 5
cache.allowStale = true
cache.updateAgeOnGet = cache.updateAgeOnHas
cache.maxEntrySize = cache.maxSize + cache.max
// @ts-expect-error read only
cache.max = 5
// @ts-expect-error read only
cache.size = 5
export const text: string = cache[Symbol.toStringTag]
export const now: number = cache.perf.now()
export const disposer: LRUCache.Disposer<string, User> | undefined = cache.dispose ?? cache.disposeAfter

// Types by their names.
export const sizeOfUser: LRUCache.SizeCalculator<string, User> = user => user.id.length
export const inserter: LRUCache.Inserter<string, User> = (_value, _key, _reason: LRUCache.InsertReason) => {}
export const times2: [LRUCache.Milliseconds, LRUCache.Size, LRUCache.Count] = [1, 2, 3]
export const setOptions: LRUCache.SetOptions<string, User, unknown> = { ttl: 5 }
export const getOptions: LRUCache.GetOptions<string, User, unknown> = { allowStale: true }
export const hasOptions: LRUCache.HasOptions<string, User, unknown> = { updateAgeOnHas: true }
export const peekOptions: LRUCache.PeekOptions<string, User, unknown> = { allowStale: true }
export const base: LRUCache.OptionsBase<string, User, unknown> = { max: 5, ttl: 5 }
export const limits: [
  LRUCache.OptionsMaxLimit<string, User, unknown>,
  LRUCache.OptionsTTLLimit<string, User, unknown>,
  LRUCache.OptionsSizeLimit<string, User, unknown>,
] = [{ max: 5 }, { ttl: 5, ttlAutopurge: true }, { maxSize: 5 }]
