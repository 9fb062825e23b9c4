import { checkShare } from './check-share.js'
import { EntryList, ListSequence } from './entry-list.js'
import { FrequencySketch } from './frequency-sketch.js'
import type { EvictionPolicy, PolicyEntries, PolicyState } from './policy.js'
import { WindowClimber } from './window-climber.js'

// Lists, by number.
const guarded = 0
const window = 1
const probation = 2

// Of what is no window at first.
const protectedShare = 0.8
// Entries that change lists in one call at most, where a share has changed: no call takes long.
const movesAtOnce = 8
// Requests between two looks at the window: fewer tell no trend from chance, more are late where the requests change.
const sampleOf = (entries: number) => Math.max(3000, 3 * entries)

/** What `wTinyLfu` can be told. */
export interface WTinyLfuOptions {
  /**
   * The window's share of the weight of all entries at first, above 0 and below 1; from then on it follows the requests.
   *
   * @defaultValue 0.01
   */
  readonly windowShare?: number
}

/**
 * W-TinyLFU (Einziger, Friedman, Manes: TinyLFU, ToS 17). What is new enters a small window, least recently used first;
 * who leaves it stays only where it was asked for more often lately than the one who would go from the main part, which
 * is a segmented LRU: who is hit on probation is protected. The window grows and shrinks by what that does to the hits.
 */
export class WTinyLfu implements PolicyState {
  readonly #entries: PolicyEntries
  readonly #lists: readonly [EntryList, EntryList, EntryList]
  readonly #order: ListSequence
  readonly #sketch = new FrequencySketch()
  readonly #climber: WindowClimber
  // What window and protected entries share.
  readonly #shared: number
  // List by entry.
  #places = new Uint8Array(0)
  // Who was chosen to go, until something changes, or -1.
  #chosen = -1
  // Whether somebody had to go since the last entry came; and ever.
  #isFull = false
  #wasFull = false
  // What the window gave up, and has still to hand over.
  #surplus = 0

  constructor(entries: PolicyEntries, share: number) {
    this.#entries = entries
    this.#lists = [new EntryList(entries), new EntryList(entries), new EntryList(entries)]
    this.#order = new ListSequence(this.#lists)
    this.#shared = share + protectedShare * (1 - share)
    this.#climber = new WindowClimber(share, this.#shared)
  }

  get bytes(): number {
    return this.#places.length + this.#sketch.bytes
  }

  bytesFor(capacity: number): number {
    return capacity === 0 ? 0 : capacity + this.#sketch.bytesFor(capacity)
  }

  move(from: number, to: number): void {
    this.#listOf(from).move(from, to)
    this.#places[to] = this.#places[from] as number
    if (this.#chosen === from) this.#chosen = to
  }

  resize(capacity: number): void {
    const from = this.#places
    this.#places = new Uint8Array(capacity)
    this.#places.set(from.length > capacity ? from.subarray(0, capacity) : from)
    for (const list of this.#lists) list.resize()
  }

  get #weight(): number {
    const [a, b, c] = this.#lists
    return a.weight + b.weight + c.weight
  }

  // One entry at least.
  get #windowBound(): number {
    return Math.max(1, Math.floor(this.#weight * this.#climber.share))
  }

  insert(entry: number): void {
    const [protecteds, windows, probations] = this.#lists
    this.#chosen = -1
    this.#places[entry] = window
    windows.add(entry, this.#entries.weightOf(entry))
    this.#sketch.grow(protecteds.size + windows.size + probations.size)
    this.#sketch.count(this.#entries.hashOf(entry))
    if (this.#wasFull) this.#climb()
    this.#fitWindow()
    this.#isFull = false
  }

  #climb(): void {
    const former = this.#climber.share
    this.#climber.miss(sampleOf(this.#sketch.entries))
    const { share } = this.#climber
    if (share !== former) this.#surplus = this.#weight * (former - share)
  }

  // Nobody competes for room that there is, nor for what the window gave up; otherwise whoever leaves it waits for a victim.
  #fitWindow(): void {
    const [, windows] = this.#lists
    const bound = this.#windowBound
    for (let moves = 0; moves < movesAtOnce && windows.weight > bound && windows.size > 1; moves++) {
      const { oldest } = windows
      if (this.#isFull) {
        if (this.#surplus <= 0) return
        this.#surplus -= this.#entries.weightOf(oldest)
      }
      this.#move(oldest, probation)
    }
  }

  hit(entry: number): void {
    this.#chosen = -1
    this.#sketch.count(this.#entries.hashOf(entry))
    if (this.#wasFull) this.#climber.hit()
    const place = this.#places[entry] as number
    if (place !== probation) (this.#lists[place] as EntryList).renew(entry)
    else {
      this.#move(entry, guarded)
      this.#fitProtected()
    }
  }

  #fitProtected(): void {
    const [protecteds] = this.#lists
    const bound = this.#weight * (this.#shared - this.#climber.share)
    for (let moves = 0; moves < movesAtOnce && protecteds.weight > bound; moves++)
      this.#move(protecteds.oldest, probation)
  }

  #move(entry: number, to: number): void {
    const weight = this.#entries.weightOf(entry)
    ;(this.#lists[this.#places[entry] as number] as EntryList).remove(entry, weight)
    ;(this.#lists[to] as EntryList).add(entry, weight)
    this.#places[entry] = to
  }

  victim(spare: number): number {
    if (this.#chosen === -1 || this.#chosen === spare) this.#chosen = this.#choose(spare)
    return this.#chosen
  }

  #choose(spare: number): number {
    const [protecteds, windows, probations] = this.#lists
    this.#isFull = this.#wasFull = true
    const probationer = probations.oldestBut(spare)
    const resident = probationer === -1 ? protecteds.oldestBut(spare) : probationer
    const candidate = windows.oldestBut(spare)
    if (resident === -1) return candidate
    if (candidate === -1 || windows.weight < this.#windowBound) return resident
    const sketch = this.#sketch
    if (sketch.of(this.#entries.hashOf(candidate)) <= sketch.of(this.#entries.hashOf(resident))) return candidate
    this.#move(candidate, probation)
    return resident
  }

  evict(entry: number): void {
    this.remove(entry)
  }

  remove(entry: number): void {
    this.#chosen = -1
    this.#listOf(entry).remove(entry, this.#entries.weightOf(entry))
  }

  reweigh(entry: number, by: number): void {
    this.#chosen = -1
    this.#listOf(entry).weight += by
  }

  #listOf(entry: number): EntryList {
    return this.#lists[this.#places[entry] as number] as EntryList
  }

  clear(): void {
    for (const list of this.#lists) list.clear()
    this.#sketch.clear()
    this.#climber.clear()
    this.#chosen = -1
    this.#isFull = this.#wasFull = false
    this.#surplus = 0
  }

  first(): number {
    return this.#order.first()
  }

  last(): number {
    return this.#order.last()
  }

  after(entry: number): number {
    return this.#order.after(this.#places[entry] as number, entry)
  }

  before(entry: number): number {
    return this.#order.before(this.#places[entry] as number, entry)
  }
}

/**
 * Makes the policy W-TinyLFU with an adaptive window: an entry has to be asked for more often than another to take its
 * place, which wins most on loops and scans. A hit costs more than with other policies: it counts in a sketch.
 *
 * The order of `keys()` is that of its lists: protected entries from the most to the least recently used, then the window,
 * then those on probation, whose least recently used entry goes first unless one from the window does.
 *
 * @throws {@link @plimsoll/lru-cache!index.LRUCacheError | LRUCacheError} `LRU_INVALID_OPTIONS` for an unknown option, and for a share out of range
 *
 * @example
 * ```ts
 * const cache = new LRUCache<number, Row>({ max: 100_000, policy: wTinyLfu() })
 * ```
 */
export function wTinyLfu(options: WTinyLfuOptions = {}): EvictionPolicy {
  const share = checkShare('wTinyLfu', options, 'windowShare', 0.01)
  return { name: 'w-tinylfu', create: entries => new WTinyLfu(entries, share) }
}
