import type { MemoryConsumer, MemoryUsage } from '@plimsoll/bytes'
import type { EntryBytes } from './entry-bytes.js'
import { HashTable } from './hash-table.js'
import { Samples } from './samples.js'

/** A Map or Set as its consumer sees it; a Set's members are keys and values at once. */
export interface Collection<Key, Value> {
  readonly kind: 'Map' | 'Set'
  size(): number
  /** From oldest to newest. */
  entries(): Iterator<[Key, Value]>
  has(key: Key): boolean
  /** Whether the entry stands there as it was read. */
  holds(key: Key, value: Value): boolean
  delete(key: Key): void
  /** Clears it and puts the same entries back, so that it has the smallest table. */
  refill(): void
}

/** What is done with the entries. */
export interface EntryRules<Key, Value> {
  readonly bytesOf: (key: Key, value: Value) => EntryBytes
  /** Whether each entry that goes is sized: the user's word for it is cheap, and may differ from one to the next. */
  readonly exact: boolean
  readonly onEvict: ((key: Key, value: Value) => void) | undefined
}

/** How much has to go, by {@link CollectionConsumer}'s reckoning. */
interface Plan {
  /** Bytes that have to come from the entries themselves. */
  readonly contentBytes: number
  /** Entries that have to go at the least. */
  readonly entries: number
  /** Whether the rest comes from a smaller table. */
  readonly refill: boolean
}

// A new table is built where it is worth the walk: where the table is at least this part of everything.
const worthyPart = 1 / 8
// From here on, a table that doubles is a burst: the old and the new one are held at the same time.
const largeTable = 2 ** 20
// How far a table is filled anew: were there no room left, each entry that comes would have it built once more.
const filled = 3 / 4
// How far a large one is, of the same size: the fuller, the sooner it has to be done again; the emptier, the more entries
// go for it.
const filledLarge = 5 / 8
const exactly = 256
const oneOf = 8

/** Counts a Map or Set without walking it, and gives back its oldest entries. */
export class CollectionConsumer<Key, Value> implements MemoryConsumer {
  readonly name: string
  readonly #collection: Collection<Key, Value>
  readonly #rules: EntryRules<Key, Value>
  readonly #table: HashTable
  readonly #samples: Samples<Key, Value>
  #oldest: WeakRef<Iterator<[Key, Value]>> | undefined
  #reclaiming = false
  #lastBytes = 0

  constructor(name: string, collection: Collection<Key, Value>, rules: EntryRules<Key, Value>) {
    this.name = name
    this.#collection = collection
    this.#rules = rules
    this.#table = new HashTable(collection.kind)
    this.#samples = new Samples(() => collection.entries(), rules.bytesOf)
  }

  memoryUsage(): MemoryUsage {
    const entries = this.#collection.size()
    this.#table.follow(entries)
    const each = this.#samples.look(entries)
    return {
      heapBytes: Math.round(this.#table.bytes + each.heapBytes * entries),
      externalBytes: Math.round(each.externalBytes * entries),
      entries,
    }
  }

  reclaim(bytes: number): number {
    if (this.#reclaiming || !(bytes > 0) || this.#collection.size() === 0) return 0
    this.#reclaiming = true
    try {
      return this.#reclaim(bytes)
    } catch (error) {
      // What the user's code throws is the user's to hear; a budget that asks in need must not fall over it.
      report(error)
      return 0
    } finally {
      this.#reclaiming = false
    }
  }

  #reclaim(bytes: number): number {
    const { heapBytes, externalBytes, entries } = this.memoryUsage()
    const total = heapBytes + externalBytes
    const table = this.#table.bytes
    const plan = this.#plan(bytes, total, entries)
    const evicted = this.#evict(plan.entries, plan.contentBytes)
    let freed = evicted.contentBytes
    if (plan.refill && !evicted.failed) this.#refill()
    else if (!evicted.failed && table >= Math.max(largeTable, total * worthyPart))
      freed += this.#makeRoom(evicted.count)
    return Math.round(freed + Math.max(0, table - this.#table.bytes))
  }

  // Tombstones fill a table too. Before it is full, it is cleared.
  #makeRoom(perReclaim: number): number {
    if (this.#table.room(this.#collection.size()) >= 2 * perReclaim) return 0
    const most = Math.floor(this.#table.capacity * filledLarge)
    const { contentBytes, failed } = this.#evict(this.#collection.size() - most, 0)
    if (!failed) this.#refill()
    return contentBytes
  }

  // Enough entries as they are; or, where not half as many have to go then, some and a smaller table for the rest.
  #plan(bytes: number, total: number, entries: number): Plan {
    const table = this.#table.bytes
    const each = Math.max(0, total - table) / entries
    let plan: Plan = { contentBytes: bytes, entries: 0, refill: false }
    let fewest = each === 0 ? Number.POSITIVE_INFINITY : Math.min(entries, Math.ceil(bytes / each))
    for (let capacity = this.#table.capacity / 2; capacity >= 1; capacity /= 2) {
      const gained = table - this.#table.bytesFor(capacity)
      if (gained < total * worthyPart && gained < bytes) continue
      const over = Math.max(0, entries - Math.floor(capacity * filled))
      const contentBytes = Math.max(0, bytes - gained)
      const needed = Math.max(over, each === 0 ? 0 : Math.ceil(contentBytes / each))
      if ((each === 0 && contentBytes > 0) || needed * 2 > fewest) continue
      fewest = needed
      plan = { contentBytes, entries: over, refill: true }
    }
    return plan
  }

  // So many entries at the least, and so many bytes, as far as there are any.
  #evict(entries: number, bytes: number): { count: number; contentBytes: number; failed: boolean } {
    const most = this.#collection.size()
    const evicted = { count: 0, contentBytes: 0, failed: false }
    let oldest = this.#oldest?.deref()
    let fresh = false
    try {
      while (evicted.count < most && (evicted.count < entries || evicted.contentBytes < bytes)) {
        if (oldest === undefined) {
          if (fresh) break
          fresh = true
          oldest = this.#collection.entries()
        }
        const next = oldest.next()
        if (next.done) oldest = undefined
        else this.#evictOne(next.value, evicted)
      }
    } catch (error) {
      report(error)
      evicted.failed = true
    }
    this.#oldest = oldest && new WeakRef(oldest)
    const left = this.#collection.size()
    this.#table.deleted(evicted.count, left)
    this.#samples.dropped(evicted.count, left)
    return evicted
  }

  #evictOne([key, value]: [Key, Value], evicted: { count: number; contentBytes: number }): void {
    const bytes = this.#bytesOf(key, value, evicted.count)
    const { onEvict } = this.#rules
    if (onEvict !== undefined) {
      onEvict(key, value)
      // It may have let go of the entry itself, or put another in its place.
      if (!this.#collection.holds(key, value)) {
        if (!this.#collection.has(key)) count(evicted, bytes)
        return
      }
    }
    const before = this.#collection.size()
    this.#collection.delete(key)
    if (this.#collection.size() < before) count(evicted, bytes)
  }

  // Where many go, one of eight is sized for those after it: to size an entry takes longer than to drop it.
  #bytesOf(key: Key, value: Value, before: number): number {
    if (before >= exactly && !this.#rules.exact && before % oneOf !== 0) return this.#lastBytes
    const { heapBytes, externalBytes } = this.#rules.bytesOf(key, value)
    this.#lastBytes = heapBytes + externalBytes
    return this.#lastBytes
  }

  #refill(): void {
    this.#collection.refill()
    this.#table.refilled(this.#collection.size())
    this.#oldest = undefined
    this.#samples.restart()
  }
}

function count(evicted: { count: number; contentBytes: number }, bytes: number): void {
  evicted.count++
  evicted.contentBytes += bytes
}

// As listeners' errors are: uncaught, and in nobody's way.
function report(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
