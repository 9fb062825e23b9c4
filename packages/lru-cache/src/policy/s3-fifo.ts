import { checkShare } from './check-share.js'
import { EntryList, ListSequence } from './entry-list.js'
import { Ghost } from './ghost.js'
import type { EvictionPolicy, PolicyEntries, PolicyState } from './policy.js'

const main = 0
const small = 1
// A mark by entry: how often it was hit, up to 3, and above that whether it is in the main queue.
const hitsMask = 3
const inMain = 4
// Hits that take an entry from the small queue to the main one.
const promotion = 2

/** What `s3fifo` can be told. */
export interface S3FifoOptions {
  /**
   * The small queue's share of the weight of all entries, above 0 and below 1. Larger where keys come again late, but do.
   *
   * @defaultValue 0.1
   */
  readonly smallShare?: number
}

/**
 * Three queues, first in, first out (Yang et al., FIFO queues are all you need for cache eviction, SOSP 23). What is new enters
 * the small one; who was hit twice there goes on to the main one, others leave and are remembered by the ghost, which brings
 * them into the main one when they come again. Who is at the end of the main queue goes once more round for each hit.
 */
export class S3Fifo implements PolicyState {
  readonly #entries: PolicyEntries
  readonly #share: number
  readonly #main: EntryList
  readonly #small: EntryList
  readonly #order: ListSequence
  readonly #ghost: Ghost
  #marks = new Uint8Array(0)

  constructor(entries: PolicyEntries, share: number) {
    this.#entries = entries
    this.#share = share
    this.#main = new EntryList(entries)
    this.#small = new EntryList(entries)
    this.#order = new ListSequence([this.#main, this.#small])
    this.#ghost = new Ghost(entries)
  }

  get bytes(): number {
    return this.#marks.length + this.#ghost.bytes
  }

  bytesFor(capacity: number): number {
    return capacity === 0 ? 0 : capacity + this.#ghost.bytesFor(capacity)
  }

  move(from: number, to: number): void {
    this.#queueOf(from).move(from, to)
    this.#marks[to] = this.#marks[from] as number
  }

  resize(capacity: number): void {
    const from = this.#marks
    this.#marks = new Uint8Array(capacity)
    this.#marks.set(from.length > capacity ? from.subarray(0, capacity) : from)
    this.#main.resize()
    this.#small.resize()
  }

  insert(entry: number): void {
    const isBack = this.#ghost.recall(entry)
    this.#marks[entry] = isBack ? inMain : 0
    const queue = isBack ? this.#main : this.#small
    queue.add(entry, this.#entries.weightOf(entry))
  }

  hit(entry: number): void {
    const marks = this.#marks
    const mark = marks[entry] as number
    if ((mark & hitsMask) !== hitsMask) marks[entry] = mark + 1
  }

  victim(spare: number): number {
    const marks = this.#marks
    const mains = this.#main
    const smalls = this.#small
    const all = mains.weight + smalls.weight
    if (mains.size + smalls.size === (spare === -1 ? 0 : 1)) return -1
    for (;;) {
      if (smalls.size !== 0 && (smalls.weight >= this.#share * all || mains.oldestBut(spare) === -1)) {
        const entry = smalls.oldest
        if ((marks[entry] as number) < promotion && entry !== spare) return entry
        const weight = this.#entries.weightOf(entry)
        smalls.remove(entry, weight)
        mains.add(entry, weight)
        marks[entry] = inMain
      } else {
        const entry = mains.oldest
        const mark = marks[entry] as number
        if (mark !== inMain) marks[entry] = mark - 1
        else if (entry !== spare) return entry
        mains.renew(entry)
      }
    }
  }

  evict(entry: number): void {
    if (((this.#marks[entry] as number) & inMain) === 0)
      this.#ghost.remember(entry, Math.floor((1 - this.#share) * (this.#main.size + this.#small.size)))
    this.remove(entry)
  }

  remove(entry: number): void {
    this.#queueOf(entry).remove(entry, this.#entries.weightOf(entry))
  }

  reweigh(entry: number, by: number): void {
    this.#queueOf(entry).weight += by
  }

  #queueOf(entry: number): EntryList {
    return this.#numberOf(entry) === small ? this.#small : this.#main
  }

  clear(): void {
    this.#main.clear()
    this.#small.clear()
    this.#ghost.clear()
  }

  first(): number {
    return this.#order.first()
  }

  last(): number {
    return this.#order.last()
  }

  after(entry: number): number {
    return this.#order.after(this.#numberOf(entry), entry)
  }

  before(entry: number): number {
    return this.#order.before(this.#numberOf(entry), entry)
  }

  #numberOf(entry: number): number {
    return ((this.#marks[entry] as number) & inMain) === 0 ? small : main
  }
}

/**
 * Makes the policy S3-FIFO: what is asked for once does not displace what is asked for often, and a hit costs next to
 * nothing. Recommended wherever some keys come often and many once.
 *
 * The order of `keys()` is that of its queues: the main one from the newest to the oldest, then the small one, whose oldest
 * entry goes first unless it was hit. `get` changes no order.
 *
 * @throws {@link @plimsoll/lru-cache!index.LRUCacheError | LRUCacheError} `LRU_INVALID_OPTIONS` for an unknown option, and for a share out of range
 *
 * @example
 * ```ts
 * const cache = new LRUCache<string, Uint8Array>({ maxBytes: '64MiB', policy: s3fifo() })
 * ```
 */
export function s3fifo(options: S3FifoOptions = {}): EvictionPolicy {
  const share = checkShare('s3fifo', options, 'smallShare', 0.1)
  return { name: 's3-fifo', create: entries => new S3Fifo(entries, share) }
}
