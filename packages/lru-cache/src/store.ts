import { BackgroundFetch, type Held, heldValue } from './background-fetch.js'
import type { GetOptions, SetOptions } from './call-options.js'
import type { Disposal } from './disposal.js'
import { Expiry, type Perf } from './expiry.js'
import type { DisposeReason, Inserter, SizeCalculator } from './options.js'
import type { EvictionPolicy, PolicyEntries, PolicyState } from './policy/policy.js'
import { isPositiveInteger, refuseSize, requireSize, Sizes } from './sizes.js'
import { Counts } from './stats.js'
import type { Status } from './status.js'
import { Table } from './table.js'

/** What may be changed from outside while the cache runs: the public members of `LRUCache`. */
export interface Settings<K, V> {
  readonly ttl: number
  readonly ttlResolution: number
  readonly ttlAutopurge: boolean
  readonly updateAgeOnGet: boolean
  readonly updateAgeOnHas: boolean
  readonly allowStale: boolean
  readonly noDisposeOnSet: boolean
  readonly noUpdateTTL: boolean
  readonly noDeleteOnStaleGet: boolean
  readonly maxEntrySize: number
  readonly sizeCalculation: SizeCalculator<K, V> | undefined
  readonly backgroundFetchSize: number
  readonly perf: Perf
}

/** What is fixed when the cache is made. */
export interface Terms<K, V> {
  readonly max: number
  readonly maxSize: number
  readonly isSized: boolean
  readonly fetches: boolean
  readonly policy: EvictionPolicy
  readonly disposal: Disposal<K, V>
  readonly onInsert: Inserter<K, V> | undefined
}

/** What is held: entries, their order, times and sizes. The public class and the other rooms are its ways in. */
export class Store<K extends {}, V extends {}, FC = unknown> implements PolicyEntries {
  readonly table = new Table<K, Held<V>>()
  readonly order: PolicyState
  readonly sizes: Sizes | undefined
  readonly counts = new Counts()
  readonly #settings: Settings<K, V>
  readonly #terms: Terms<K, V>
  readonly #disposal: Disposal<K, V>
  // Kept from the first ttl on.
  #expiry: Expiry | undefined
  // Nothing but keys, values and their order: most caches, most of the time.
  #isPlain: boolean

  constructor(settings: Settings<K, V>, terms: Terms<K, V>) {
    this.#settings = settings
    this.#terms = terms
    this.#disposal = terms.disposal
    this.order = terms.policy.create(this)
    this.table.attach(this.order)
    if (terms.isSized) {
      this.sizes = new Sizes()
      this.table.attach(this.sizes)
    }
    this.#isPlain = !(terms.isSized || terms.fetches || terms.disposal.isOn || terms.onInsert)
    if (settings.ttl) this.#expire()
  }

  // What policies see.
  get next(): Int32Array {
    return this.table.next
  }
  get prev(): Int32Array {
    return this.table.prev
  }
  get size(): number {
    return this.table.size
  }
  get bound(): number {
    return this.#terms.maxSize || this.#terms.max || Number.POSITIVE_INFINITY
  }
  hashOf(entry: number): number {
    return this.table.hashOf(entry)
  }
  fingerprintOf(entry: number): number {
    return this.table.fingerprintOf(entry)
  }
  weightOf(entry: number): number {
    return this.sizes === undefined ? 1 : this.sizes.of(entry)
  }

  /** Times, where any entry has one. */
  get expiry(): Expiry | undefined {
    return this.#expiry
  }

  #expire(): Expiry {
    this.#expiry = new Expiry(this.#settings)
    this.table.attach(this.#expiry)
    this.#isPlain = false
    return this.#expiry
  }

  isStale(entry: number): boolean {
    return this.#expiry?.isStale(entry) === true
  }

  /** Tells a status of an entry's times. */
  tellTimes(status: Status<K, V, FC>, entry: number): void {
    const expiry = this.#expiry
    const ttl = expiry?.ttlOf(entry)
    const start = expiry?.startOf(entry)
    if (expiry === undefined || !ttl || !start) return
    status.ttl = ttl
    status.start = start
    status.now = expiry.now()
    status.remainingTTL = ttl - (status.now - start)
  }

  get(key: K): V | undefined {
    const { table, counts } = this
    if (!this.#isPlain) return this.getWith(key, {})
    const entry = table.find(key)
    if (entry === -1) {
      counts.request(false)
      return undefined
    }
    if (--counts.left === 0) counts.roll()
    this.order.hit(entry)
    return table.values[entry] as V
  }

  getWith(key: K, options: GetOptions<K, V, FC>): V | undefined {
    const settings = this.#settings
    const {
      allowStale = settings.allowStale,
      updateAgeOnGet = settings.updateAgeOnGet,
      noDeleteOnStaleGet = settings.noDeleteOnStaleGet,
      status,
    } = options
    const entry = this.table.find(key)
    if (entry === -1) {
      this.counts.request(false)
      if (status) status.get = 'miss'
      return undefined
    }
    const held = this.table.values[entry] as Held<V>
    const value = heldValue(held)
    const fetching = held instanceof BackgroundFetch
    if (status) this.tellTimes(status, entry)
    if (this.isStale(entry)) {
      if (status) status.get = fetching ? 'stale-fetching' : 'stale'
      // What is being fetched stays, for the fetch to replace.
      if (!fetching && !noDeleteOnStaleGet) this.delete(key, 'expire')
      const answers = allowStale && value !== undefined
      this.counts.request(answers)
      if (!answers) return undefined
      if (status) status.returnedStale = true
      return value
    }
    this.counts.request(value !== undefined)
    if (status) status.get = fetching ? 'fetching' : 'hit'
    this.order.hit(entry)
    if (updateAgeOnGet) this.#expiry?.touch(entry)
    return value
  }

  has(key: K, updateAge: boolean, status: Status<K, V, FC> | undefined): boolean {
    const entry = this.table.find(key)
    if (entry === -1) {
      if (status) status.has = 'miss'
      return false
    }
    if (heldValue(this.table.values[entry]) === undefined) return false
    const stale = this.isStale(entry)
    if (!stale && updateAge) this.#expiry?.touch(entry)
    if (status) {
      status.has = stale ? 'stale' : 'hit'
      this.tellTimes(status, entry)
    }
    return !stale
  }

  peek(key: K, allowStale: boolean, status: Status<K, V, FC> | undefined): V | undefined {
    const entry = this.table.find(key)
    if (entry === -1 || (!allowStale && this.isStale(entry))) {
      if (status) status.peek = entry === -1 ? 'miss' : 'stale'
      return undefined
    }
    const value = heldValue(this.table.values[entry])
    if (status) {
      status.peek = value === undefined ? 'miss' : 'hit'
      if (value !== undefined) status.value = value
    }
    return value
  }

  set(key: K, value: V): void {
    const { ttl, sizeCalculation } = this.#settings
    // Both may be told to a cache that began without.
    if (!this.#isPlain || ttl !== 0 || sizeCalculation !== undefined) {
      this.setWith(key, value, {})
      return
    }
    const { table, counts } = this
    const entry = table.find(key)
    if (entry === -1) {
      counts.inserts++
      this.order.insert(this.#insert(key, value))
    } else {
      counts.updates++
      if (table.values[entry] !== value) {
        counts.evictions.set++
        table.values[entry] = value
      }
      this.order.hit(entry)
    }
  }

  /** Gives a key that is not there an entry. */
  #insert(key: K, value: Held<V>): number {
    const { table } = this
    if (!table.hasRoom) {
      const { max } = this.#terms
      if (max !== 0 && table.size >= max) {
        const victim = this.#leave(-1)
        if (victim !== -1) {
          table.replace(victim, key, value)
          return victim
        }
      } else table.resize(table.nextCapacity(max || Number.POSITIVE_INFINITY))
    }
    return table.add(key, value)
  }

  /**
   * Sets a value, or a fetch in its place.
   *
   * @param settled - the fetch that answered the value
   */
  setWith(key: K, value: Held<V>, options: SetOptions<K, V, FC>, settled?: BackgroundFetch<V>): void {
    const settings = this.#settings
    const { onInsert } = this.#terms
    const {
      ttl = settings.ttl,
      start,
      noDisposeOnSet = settings.noDisposeOnSet,
      noUpdateTTL = settings.noUpdateTTL,
      status,
    } = options
    const fetching = value instanceof BackgroundFetch
    if (status && !fetching) status.value = value
    const size = this.#sizeOf(key, value, options)
    const { maxEntrySize } = settings
    if (maxEntrySize && size > maxEntrySize) {
      // What is there already is no longer true.
      this.delete(key, 'set')
      if (status) {
        status.set = 'miss'
        status.maxEntrySizeExceeded = true
      }
      return
    }
    let entry = this.table.find(key)
    const isNew = entry === -1
    if (isNew) {
      entry = this.#insert(key, value)
      this.order.insert(entry)
      this.#weigh(entry, size, status)
      if (status) status.set = 'add'
      if (!fetching) {
        this.counts.inserts++
        onInsert?.call(settings, value, key, 'add')
      }
    } else {
      this.order.hit(entry)
      const former = this.table.values[entry] as Held<V>
      const formerValue = heldValue(former)
      const how = formerValue === undefined ? 'add' : value === formerValue ? 'update' : 'replace'
      if (value !== former) {
        // A fetch that begins keeps the former value.
        if (!fetching && formerValue !== undefined && formerValue !== value) this.counts.evictions.set++
        if (!noDisposeOnSet) this.#replaced(key, former, value, settled)
        const sizes = this.sizes
        if (sizes !== undefined) {
          this.order.reweigh(entry, -sizes.of(entry))
          sizes.remove(entry)
          this.#weigh(entry, size, status)
        }
        this.table.values[entry] = value
      }
      if (!fetching) {
        if (how === 'add') this.counts.inserts++
        else this.counts.updates++
        if (status) {
          status.set = how
          if (value !== former && formerValue !== undefined) status.oldValue = formerValue
        }
        onInsert?.call(settings, value, key, how)
      }
    }
    const expiry = ttl !== 0 ? (this.#expiry ?? this.#expire()) : this.#expiry
    if (expiry !== undefined) {
      if (isNew || !noUpdateTTL) expiry.set(entry, ttl, start)
      if (status) this.tellTimes(status, entry)
    }
    if (!noDisposeOnSet) this.#disposal.settle()
  }

  #sizeOf(
    key: K,
    value: Held<V>,
    { size, sizeCalculation = this.#settings.sizeCalculation }: SetOptions<K, V, FC>,
  ): number {
    if (this.sizes === undefined) {
      refuseSize(size, sizeCalculation)
      return 0
    }
    if (value instanceof BackgroundFetch) return isPositiveInteger(size) ? size : this.#settings.backgroundFetchSize
    return requireSize(key, value, size, sizeCalculation)
  }

  #weigh(entry: number, size: number, status: Status<K, V, FC> | undefined): void {
    const { sizes } = this
    if (sizes === undefined) return
    const { maxSize } = this.#terms
    if (maxSize) while (sizes.total > maxSize - size) if (!this.evict(entry)) break
    sizes.add(entry, size)
    this.order.reweigh(entry, size)
    if (!status) return
    status.entrySize = size
    status.totalCalculatedSize = sizes.total
  }

  #replaced(key: K, former: Held<V>, value: Held<V>, settled: BackgroundFetch<V> | undefined): void {
    if (!(former instanceof BackgroundFetch)) this.#disposal.leave(former, key, 'set')
    else {
      if (former !== settled) former.controller.abort(new Error('replaced'))
      if (former.stale !== undefined && former.stale !== value) this.#disposal.leave(former.stale, key, 'set')
    }
  }

  /**
   * Lets the next victim go; answers whether there was one.
   *
   * @param spare - an entry that stays, for it is being set
   */
  evict(spare = -1): boolean {
    const victim = this.#leave(spare)
    if (victim === -1) return false
    this.table.remove(victim)
    return true
  }

  // The victim, gone from everywhere but the table.
  #leave(spare: number): number {
    const victim = this.order.victim(spare)
    if (victim === -1) return -1
    const held = this.table.values[victim] as Held<V>
    if (held instanceof BackgroundFetch) held.controller.abort(new Error('evicted'))
    const value = heldValue(held)
    if (value !== undefined) {
      this.counts.evictions.evict++
      this.#disposal.leave(value, this.table.keys[victim] as K, 'evict')
    }
    this.order.evict(victim)
    this.sizes?.remove(victim)
    this.#expiry?.remove(victim)
    return victim
  }

  delete(key: K, reason: DisposeReason): boolean {
    const entry = this.table.find(key)
    if (entry !== -1) {
      this.#forsake(entry, key, reason)
      this.order.remove(entry)
      this.sizes?.remove(entry)
      this.#expiry?.remove(entry)
      this.table.remove(entry)
    }
    this.#disposal.settle()
    return entry !== -1
  }

  #forsake(entry: number, key: K, reason: DisposeReason): void {
    const held = this.table.values[entry] as Held<V>
    if (heldValue(held) !== undefined) this.counts.evictions[reason]++
    if (held instanceof BackgroundFetch) held.controller.abort(new Error('deleted'))
    else this.#disposal.leave(held, key, reason)
  }

  clear(): void {
    const { order, table } = this
    for (let entry = order.last(); entry !== -1; entry = order.before(entry))
      this.#forsake(entry, table.keys[entry] as K, 'delete')
    order.clear()
    this.sizes?.clear()
    this.#expiry?.clear()
    table.clear()
    this.#disposal.settle()
  }

  /** Lets the next victim go, and answers its value. */
  pop(): V | undefined {
    try {
      for (let victim = this.order.victim(-1); victim !== -1; victim = this.order.victim(-1)) {
        const value = heldValue(this.table.values[victim])
        this.evict()
        if (value !== undefined) return value
      }
      return undefined
    } finally {
      this.#disposal.settle()
    }
  }
}
