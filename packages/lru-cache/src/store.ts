import { BackgroundFetch, type Held, heldValue } from './background-fetch.js'
import { ByteBound } from './byte-bound.js'
import type { GetOptions, SetOptions } from './call-options.js'
import { metrics } from './diagnostics.js'
import type { Disposal } from './disposal.js'
import { Expiry, type Perf } from './expiry.js'
import type { DisposeReason, Inserter, SizeCalculator } from './options.js'
import { givenWeight, Payload, type Weight, weightOf } from './payload.js'
import type { EvictionPolicy, PolicyEntries, PolicyState } from './policy/policy.js'
import { isPositiveInteger, refuseSize, requireSize, Sizes } from './sizes.js'
import { Counts } from './stats.js'
import type { Status } from './status.js'
import { Table } from './table.js'
import type { Tier } from './tier.js'

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
  /** What everything together may take; 0 for no bound. */
  readonly maxBytes: number
  /** Whether a budget is asked before anything grows. */
  readonly isBudgeted: boolean
  readonly evictsExpiredFirst: boolean
  readonly ttlJitter: number
  readonly tier: Tier<K, V> | undefined
  readonly policy: EvictionPolicy
  readonly disposal: Disposal<K, V>
  readonly onInsert: Inserter<K, V> | undefined
}

// What an entry weighs for a policy beside its payload, where bytes are bounded.
const entryBytes = 48
// What a fetch takes that is under way, without a value: promises, an abort controller, what listens to it.
const fetchBytes = 1024

// Instead of a victim: who was told of it has removed it.
const gone = -2

/** What is held: entries, their order, times and sizes. The public class and the other rooms are its ways in. */
export class Store<K extends {}, V extends {}, FC = unknown> implements PolicyEntries {
  readonly table = new Table<K, Held<V>>()
  readonly order: PolicyState
  readonly sizes: Sizes | undefined
  readonly counts = new Counts()
  /** What entries hold, where bytes are counted; the sizes themselves, unless those are of another unit. */
  readonly payload: Payload | undefined
  readonly byteBound: ByteBound<K, V, FC> | undefined
  /** Where evicted entries go. */
  readonly tier: Tier<K, V> | undefined
  readonly #settings: Settings<K, V>
  readonly #terms: Terms<K, V>
  readonly #disposal: Disposal<K, V>
  // Kept from the first ttl on.
  #expiry: Expiry | undefined
  // Whether code of others runs while entries leave: it may call the cache.
  readonly #callsOut: boolean
  // Nothing but keys, values and their order: most caches, most of the time.
  #isPlain: boolean
  // Calls that are under way, each inside of the one before.
  #depth = 0
  #isClosed = false
  // Whether what callbacks throw must not get in the way.
  #isReclaiming = false

  constructor(settings: Settings<K, V>, terms: Terms<K, V>) {
    this.#settings = settings
    this.#terms = terms
    this.#disposal = terms.disposal
    this.tier = terms.tier
    this.order = terms.policy.create(this)
    this.table.attach(this.order)
    const { max, maxBytes, isSized, isBudgeted } = terms
    const countsBytes = maxBytes !== 0 || isBudgeted
    if (countsBytes) {
      this.payload = new Payload()
      this.byteBound = new ByteBound<K, V, FC>(this, this.payload, maxBytes || Number.POSITIVE_INFINITY, max)
      this.table.attach(this.payload)
    }
    if (isSized && maxBytes === 0) {
      this.sizes = new Sizes()
      this.table.attach(this.sizes)
    } else this.sizes = this.payload
    this.#callsOut = terms.disposal.isOn || terms.fetches
    this.#isPlain = !(
      countsBytes ||
      isSized ||
      terms.fetches ||
      terms.disposal.isOn ||
      terms.onInsert ||
      terms.tier !== undefined
    )
    if (settings.ttl) this.#expire()
  }

  // What policies see.
  get links(): Int32Array {
    return this.table.links
  }
  get size(): number {
    return this.table.size
  }
  get bound(): number {
    const { maxBytes, maxSize, max } = this.#terms
    return maxBytes || maxSize || max || Number.POSITIVE_INFINITY
  }
  hashOf(entry: number): number {
    return this.table.hashOf(entry)
  }
  fingerprintOf(entry: number): number {
    return this.table.fingerprintOf(entry)
  }
  weightOf(entry: number): number {
    const { maxBytes, maxSize } = this.#terms
    // By bytes an entry without any weighs something too: its places in the arrays.
    if (maxBytes !== 0) return (this.payload as Payload).of(entry) + entryBytes
    return maxSize === 0 ? 1 : (this.sizes as Sizes).of(entry)
  }

  /** Bytes of the arrays beside the table's. */
  get columnBytes(): number {
    const { sizes, payload } = this
    const sizeBytes = sizes === undefined || sizes === payload ? 0 : sizes.bytes
    return this.order.bytes + sizeBytes + (payload?.bytes ?? 0) + (this.#expiry?.bytes ?? 0)
  }

  /**
   * Answers the most bytes that arrays take with room for so many entries, beside the table's and those of the payload.
   *
   * @param expires - whether one of them has a ttl
   */
  columnBytesFor(capacity: number, expires: boolean): number {
    const { sizes, payload } = this
    const sizeBytes = sizes === undefined || sizes === payload ? 0 : sizes.bytesFor(capacity)
    const { evictsExpiredFirst } = this.#terms
    const expiryBytes =
      expires || this.#expiry !== undefined
        ? Expiry.bytesFor(capacity, evictsExpiredFirst, this.#settings.ttlAutopurge)
        : 0
    return this.order.bytesFor(capacity) + sizeBytes + expiryBytes
  }

  /** Bytes that a tier holds in memory. */
  get tierBytes(): number {
    const usage = this.tier?.memoryUsage()
    return usage === undefined ? 0 : usage.heapBytes + usage.externalBytes
  }

  /** Those of them that lie on the heap. */
  get tierHeapBytes(): number {
    return this.tier?.memoryUsage().heapBytes ?? 0
  }

  /** Times, where any entry has one. */
  get expiry(): Expiry | undefined {
    return this.#expiry
  }

  #expire(): Expiry {
    const settings = this.#settings
    const { perf, ttlAutopurge } = settings
    const { evictsExpiredFirst, ttlJitter } = this.#terms
    this.#expiry = new Expiry({
      perf,
      // May be told another any time.
      get ttlResolution() {
        return settings.ttlResolution
      },
      findsFirst: evictsExpiredFirst,
      jitter: ttlJitter,
      purge: ttlAutopurge ? entry => void this.delete(this.table.keyAt(entry) as K, 'expire') : undefined,
    })
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
    return table.valueAt(entry) as V
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
    const held = this.table.valueAt(entry) as Held<V>
    const value = heldValue(held)
    const fetching = held instanceof BackgroundFetch
    if (status) this.tellTimes(status, entry)
    if (this.isStale(entry)) {
      // What is being fetched stays, for the fetch to replace.
      if (!fetching && !noDeleteOnStaleGet) this.delete(key, 'expire')
      if (status) status.get = fetching ? 'stale-fetching' : 'stale'
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
    if (heldValue(this.table.valueAt(entry)) === undefined) return false
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
    const value = heldValue(this.table.valueAt(entry))
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
      this.order.insert(this.#insert(key, value, table.missed))
    } else {
      counts.updates++
      if (table.valueAt(entry) !== value) {
        counts.evictions.set++
        table.setValue(entry, value)
      }
      this.order.hit(entry)
    }
  }

  /**
   * Gives a key that is not there an entry; -1 where somebody who was told of the victim has set the key meanwhile.
   *
   * @param hash - where it is known, and nobody is told
   */
  #insert(key: K, value: Held<V>, hash?: number): number {
    const { table } = this
    while (!table.hasRoom) {
      const { max } = this.#terms
      const capacity =
        max !== 0 && table.size >= max ? table.capacity : table.nextCapacity(max || Number.POSITIVE_INFINITY)
      if (capacity > table.capacity) table.resize(capacity)
      else {
        const victim = this.#leave(-1)
        if (victim === -1) break
        if (this.#callsOut && table.find(key) !== -1) {
          if (victim !== gone) table.remove(victim)
          return -1
        }
        if (victim === gone) continue
        table.replace(victim, key, value, hash)
        return victim
      }
    }
    return table.add(key, value, hash)
  }

  /**
   * Sets a value, or a fetch in its place.
   *
   * @param settled - the fetch that answered the value
   * @param isOfTier - whether the tier has this value already
   */
  setWith(key: K, value: Held<V>, options: SetOptions<K, V, FC>, settled?: BackgroundFetch<V>, isOfTier = false): void {
    if (this.byteBound === undefined && !this.#isClosed) this.#put(key, value, options, settled, isOfTier)
    else if (!this.#isClosed)
      this.#inside(() => {
        this.#put(key, value, options, settled, isOfTier)
      })
    else if (options.status) options.status.set = 'miss'
  }

  // What bounds bytes is held against them once more when a call is through: callbacks may have made calls of their own.
  #inside<T>(call: () => T): T {
    this.#depth++
    try {
      return call()
    } finally {
      if (--this.#depth === 0) this.byteBound?.settle()
    }
  }

  #put(
    key: K,
    value: Held<V>,
    options: SetOptions<K, V, FC>,
    settled: BackgroundFetch<V> | undefined,
    isOfTier: boolean,
  ): void {
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
    const { payload, byteBound } = this
    const weight = payload && this.#weightOf(key, value, options)
    const size = weight !== undefined && this.sizes === payload ? weight.bytes : this.#sizeOf(key, value, options)
    const { maxEntrySize } = settings
    const { maxSize } = this.#terms
    const isTooLarge = (maxEntrySize !== 0 && size > maxEntrySize) || (maxSize !== 0 && size > maxSize)
    const finds =
      byteBound === undefined ||
      weight === undefined ||
      (!isTooLarge && byteBound.admit({ key, weight, expires: ttl !== 0, moves: !fetching }))
    if (isTooLarge || !finds) {
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
      if (entry === -1) {
        this.#putAgain(key, value, size, options, settled)
        return
      }
      if (weight !== undefined) payload?.weigh(entry, weight)
      this.order.insert(entry)
      if (!this.#weigh(entry, size, status)) {
        this.#putNothing(options)
        return
      }
      if (status) status.set = 'add'
      if (!fetching) {
        this.counts.inserts++
        onInsert?.call(settings, value, key, 'add')
      }
    } else {
      this.order.hit(entry)
      const former = this.table.valueAt(entry) as Held<V>
      const formerValue = heldValue(former)
      const how = formerValue === undefined ? 'add' : value === formerValue ? 'update' : 'replace'
      // A value that has changed is counted anew when it is set again.
      if (weight !== undefined && payload !== undefined) {
        const before = payload.of(entry)
        payload.remove(entry)
        payload.weigh(entry, weight)
        if (this.#terms.maxBytes !== 0) this.order.reweigh(entry, weight.bytes - before)
      }
      if (value !== former) {
        // A fetch that begins keeps the former value.
        if (!fetching && formerValue !== undefined && formerValue !== value) this.counts.evictions.set++
        if (!noDisposeOnSet) {
          const there = this.table.keyAt(entry) as K
          this.#replaced(key, former, value, settled)
          if (this.#callsOut && !this.#isStill(entry, there, former)) {
            this.#putAgain(key, value, size, options, settled)
            return
          }
        }
        const sizes = this.sizes
        if (sizes !== undefined && sizes !== payload) {
          if (maxSize !== 0) this.order.reweigh(entry, -sizes.of(entry))
          sizes.remove(entry)
        }
        if (!this.#weigh(entry, size, status)) {
          this.#putNothing(options)
          return
        }
        this.table.setValue(entry, value)
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
      else if (settled !== undefined) expiry.watch(entry, true)
      if (status) this.tellTimes(status, entry)
    }
    // What it has is outdated.
    if (!fetching && !isOfTier) this.tier?.delete(key)
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

  #weightOf(
    key: K,
    value: Held<V>,
    { size, sizeCalculation = this.#settings.sizeCalculation }: SetOptions<K, V, FC>,
  ): Weight {
    if (value instanceof BackgroundFetch) {
      const { bytes, externalBytes } = weightOf(key, value.stale)
      return { bytes: bytes + fetchBytes, externalBytes }
    }
    // Sizes of another unit say nothing of bytes.
    if (this.sizes !== this.payload) return weightOf(key, value)
    if (size || sizeCalculation) return givenWeight(value, requireSize(key, value, size, sizeCalculation))
    return weightOf(key, value)
  }

  // Somebody who was told of what leaves has set or deleted the key.
  #putAgain(
    key: K,
    value: Held<V>,
    size: number,
    options: SetOptions<K, V, FC>,
    settled: BackgroundFetch<V> | undefined,
  ): void {
    this.#put(key, value, this.sizes === this.payload ? options : { ...options, size }, settled, false)
  }

  // Somebody who was told of what made room has deleted the key itself.
  #putNothing({ status, noDisposeOnSet = this.#settings.noDisposeOnSet }: SetOptions<K, V, FC>): void {
    if (status) status.set = 'miss'
    if (!noDisposeOnSet) this.#disposal.settle()
  }

  /** Makes room for an entry's size; answers whether the entry itself has stayed. */
  #weigh(entry: number, size: number, status: Status<K, V, FC> | undefined): boolean {
    const { sizes, table } = this
    if (sizes === undefined) return true
    const { maxSize } = this.#terms
    const key = table.keyAt(entry) as K
    const held = table.valueAt(entry) as Held<V>
    let stays = true
    try {
      if (maxSize) while (sizes.total > maxSize - size) if (!this.evict(entry)) break
    } finally {
      stays = this.#isStill(entry, key, held)
      if (stays && sizes !== this.payload) sizes.add(entry, size)
      if (stays && maxSize) this.order.reweigh(entry, size)
    }
    if (stays && status) {
      status.entrySize = size
      status.totalCalculatedSize = sizes.total
    }
    return stays
  }

  /** Whether an entry is who it was before others were told something. */
  #isStill(entry: number, key: K, held: Held<V>): boolean {
    const { table } = this
    return Object.is(table.keyAt(entry), key) && Object.is(table.valueAt(entry), held)
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
    if (victim >= 0) this.table.remove(victim)
    return victim !== -1
  }

  // The next victim, gone from everywhere but the table: first what has expired, where that is kept in order.
  #leave(spare: number): number {
    const stale = this.#firstStale()
    if (stale !== -1 && stale !== spare) {
      if (!this.#forsake(stale, this.table.keyAt(stale) as K, 'expire')) return gone
      this.order.remove(stale)
      this.#forget(stale)
      return stale
    }
    const victim = this.order.victim(spare)
    if (victim === -1) return -1
    return this.#leaveAsVictim(victim) ? victim : gone
  }

  // What is being fetched stays for the fetch to replace, and is kept in order again from then on.
  #firstStale(): number {
    const expiry = this.#expiry
    if (expiry === undefined) return -1
    for (;;) {
      const entry = expiry.firstStale
      if (entry === -1 || !(this.table.valueAt(entry) instanceof BackgroundFetch)) return entry
      expiry.watch(entry, false)
    }
  }

  // Answers whether it was still there to go when all were told.
  #leaveAsVictim(victim: number): boolean {
    const held = this.table.valueAt(victim) as Held<V>
    const key = this.table.keyAt(victim) as K
    if (held instanceof BackgroundFetch) held.controller.abort(new Error('evicted'))
    const value = heldValue(held)
    if (value !== undefined) {
      this.counts.evictions.evict++
      // Before anybody is told, who may use a buffer again.
      this.#spill(victim, key, value)
      this.#tell(value, key, 'evict')
    }
    if (this.#callsOut && !this.#isStill(victim, key, held)) return false
    this.order.evict(victim)
    this.#forget(victim)
    return true
  }

  #tell(value: V, key: K, reason: DisposeReason): void {
    // Nothing is reclaimed before the entry has gone.
    this.#depth++
    try {
      this.#disposal.leave(value, key, reason)
    } catch (error) {
      if (!this.#isReclaiming) throw error
      raise(error)
    } finally {
      this.#depth--
    }
  }

  #forget(entry: number): void {
    const { sizes, payload } = this
    sizes?.remove(entry)
    if (payload !== sizes) payload?.remove(entry)
    this.#expiry?.remove(entry)
  }

  #spill(entry: number, key: K, value: V): void {
    const { tier } = this
    // Memory that is short is not to be filled by what leaves it.
    if (tier === undefined || this.byteBound?.mayQueue(entry) === false) return
    const expiry = this.#expiry
    const left = expiry?.remaining(entry) ?? Number.POSITIVE_INFINITY
    if (left === Number.POSITIVE_INFINITY) tier.put(key, value, {})
    else if (left >= 0) tier.put(key, value, { expiresAt: Date.now() + left })
    else tier.delete(key)
  }

  delete(key: K, reason: DisposeReason): boolean {
    if (metrics.hasSubscribers) metrics.publish({ op: 'delete', delete: reason, key, cache: this.#settings })
    const entry = this.table.find(key)
    this.tier?.delete(key)
    if (entry !== -1) {
      if (this.#forsake(entry, key, reason)) {
        this.order.remove(entry)
        this.#forget(entry)
        this.table.remove(entry)
      }
      if (this.#depth === 0) this.byteBound?.settle()
    }
    this.#disposal.settle()
    return entry !== -1
  }

  // Answers whether the entry is still there when all were told.
  #forsake(entry: number, key: K, reason: DisposeReason): boolean {
    const there = this.table.keyAt(entry) as K
    const held = this.table.valueAt(entry) as Held<V>
    if (heldValue(held) !== undefined) this.counts.evictions[reason]++
    if (held instanceof BackgroundFetch) held.controller.abort(new Error('deleted'))
    else this.#tell(held, key, reason)
    return !this.#callsOut || this.#isStill(entry, there, held)
  }

  clear(): void {
    const { order, table } = this
    // So many and no more: who is told may set others.
    let left = table.size
    for (let entry = order.last(); entry !== -1 && left-- > 0; entry = order.before(entry)) {
      const key = table.keyAt(entry)
      if (key !== undefined) this.#forsake(entry, key, 'delete')
    }
    order.clear()
    this.sizes?.clear()
    this.payload?.clear()
    this.#expiry?.clear()
    table.clear()
    this.tier?.clear()
    this.byteBound?.tighten()
    this.#disposal.settle()
  }

  /**
   * Gives back what it can of so many bytes; answers how many it did. What callbacks throw is thrown where nobody is in the way.
   */
  reclaim(bytes: number): number {
    if (this.#depth > 0 || !(bytes > 0)) return 0
    this.#depth++
    this.#isReclaiming = true
    try {
      const { table } = this
      const before = this.#arrayBytes
      const moves = this.#mayMove
      let freed = 0
      // The list of free places grows meanwhile.
      const gained = () => freed + before - this.#arrayBytes
      while (table.size > 0 && gained() + (moves ? this.#sparseBytes : 0) < bytes) freed += this.#drop()
      if (gained() < bytes || table.size <= table.capacity / 2) this.giveUpRoom()
      this.#settleAll()
      this.byteBound?.tighten()
      return Math.max(0, gained())
    } finally {
      this.#isReclaiming = false
      this.#depth--
    }
  }

  get #arrayBytes(): number {
    return this.table.heapBytes + this.table.externalBytes + this.columnBytes
  }

  // What would come back of the arrays, where it is worth to copy what is left.
  get #sparseBytes(): number {
    const { size, capacity } = this.table
    if (size > capacity - capacity / 8) return 0
    // At least: what they take at most is less than this.
    const left = this.table.bytesFor(size, 0) + (this.payload?.bytesFor(size) ?? 0) + this.columnBytesFor(size, false)
    return this.#arrayBytes - left
  }

  // Lets the next victim go; answers what it held.
  #drop(): number {
    const { table, payload } = this
    const before = payload?.total ?? 0
    const stale = this.#firstStale()
    const next = stale === -1 ? this.order.victim(-1) : stale
    const bytes = payload === undefined ? weightOf(table.keyAt(next), heldValue(table.valueAt(next))).bytes : 0
    this.evict()
    return payload === undefined ? bytes : before - payload.total
  }

  #settleAll(): void {
    for (;;) {
      try {
        this.#disposal.settle()
        return
      } catch (error) {
        raise(error)
      }
    }
  }

  // A fetch that is under way knows its place.
  get #mayMove(): boolean {
    const { table } = this
    if (this.#terms.fetches)
      for (let entry = 0; entry < table.capacity; entry++)
        if (table.valueAt(entry) instanceof BackgroundFetch) return false
    return true
  }

  /** Gives up the places that nobody needs; answers whether there were any that may go. */
  giveUpRoom(): boolean {
    const { table } = this
    if (table.size === table.capacity) return false
    if (table.size === 0) {
      this.order.clear()
      this.sizes?.clear()
      this.payload?.clear()
      this.#expiry?.clear()
      table.clear()
      return true
    }
    if (!this.#mayMove) return false
    table.shrink(table.size)
    return true
  }

  /** Lets all go, and keeps nothing from now on. */
  close(): void {
    this.#isClosed = true
    this.#isPlain = false
    try {
      this.clear()
    } finally {
      this.#expiry?.stop()
      this.byteBound?.leave()
    }
  }

  /** Lets the next victim go, and answers its value. */
  pop(): V | undefined {
    try {
      for (let victim = this.order.victim(-1); victim !== -1; victim = this.order.victim(-1)) {
        const value = heldValue(this.table.valueAt(victim))
        if (this.#leaveAsVictim(victim)) this.table.remove(victim)
        if (value !== undefined) return value
      }
      return undefined
    } finally {
      this.#disposal.settle()
    }
  }
}

// Where no caller is to be kept from going on.
function raise(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
