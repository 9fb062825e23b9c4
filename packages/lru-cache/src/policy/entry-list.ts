import type { PolicyEntries } from './policy.js'

/**
 * A queue of entries, linked both ways through the cache's own arrays, so that an entry is in one list at a time. Who is taken
 * out keeps its links, for whoever is iterating.
 */
export class EntryList {
  /** Entries in it. */
  size = 0
  /** What they weigh together. */
  weight = 0
  /** Who came last, or -1. */
  newest = -1
  /** Who came first, or -1. */
  oldest = -1
  readonly #entries: PolicyEntries
  // Of each entry: who came before it, who came after.
  #links: Int32Array

  constructor(entries: PolicyEntries) {
    this.#entries = entries
    this.#links = entries.links
  }

  /** Takes up the array that came in place of the former one. */
  resize(): void {
    this.#links = this.#entries.links
  }

  /** Puts an entry in as the newest. */
  add(entry: number, weight: number): void {
    const { newest } = this
    if (newest === -1) this.oldest = entry
    else this.#links[2 * newest + 1] = entry
    this.#links[2 * entry] = newest
    this.#links[2 * entry + 1] = -1
    this.newest = entry
    this.size++
    this.weight += weight
  }

  /** Takes an entry out. */
  remove(entry: number, weight: number): void {
    this.#unlink(entry)
    this.size--
    this.weight -= weight
  }

  #unlink(entry: number): void {
    const older = this.#links[2 * entry] as number
    const newer = this.#links[2 * entry + 1] as number
    if (older === -1) this.oldest = newer
    else this.#links[2 * older + 1] = newer
    if (newer === -1) this.newest = older
    else this.#links[2 * newer] = older
  }

  /** Gives an entry of this list another number. */
  move(from: number, to: number): void {
    const older = this.#links[2 * from] as number
    const newer = this.#links[2 * from + 1] as number
    this.#links[2 * to] = older
    this.#links[2 * to + 1] = newer
    if (older === -1) this.oldest = to
    else this.#links[2 * older + 1] = to
    if (newer === -1) this.newest = to
    else this.#links[2 * newer] = to
  }

  /** Makes an entry the newest. */
  renew(entry: number): void {
    const { newest } = this
    if (entry === newest) return
    this.#unlink(entry)
    this.#links[2 * newest + 1] = entry
    this.#links[2 * entry] = newest
    this.#links[2 * entry + 1] = -1
    this.newest = entry
  }

  /** Forgets all. */
  clear(): void {
    this.size = this.weight = 0
    this.newest = this.oldest = -1
  }

  /** Answers who came first but for `entry`, or -1. */
  oldestBut(entry: number): number {
    return this.oldest === entry && entry !== -1 ? this.newerThan(entry) : this.oldest
  }

  /** Answers who came just before `entry`, or -1. */
  olderThan(entry: number): number {
    return this.#links[2 * entry] ?? -1
  }

  /** Answers who came just after `entry`, or -1. */
  newerThan(entry: number): number {
    return this.#links[2 * entry + 1] ?? -1
  }
}

/** Several lists, one behind the other, as one order: from the newest of the first list to the oldest of the last. */
export class ListSequence {
  readonly #lists: readonly EntryList[]

  constructor(lists: readonly EntryList[]) {
    this.#lists = lists
  }

  /** Answers the newest of the first list, from the one numbered `from` on, that has any; or -1. */
  first(from = 0): number {
    for (let at = from; at < this.#lists.length; at++) {
      const { newest } = this.#lists[at] as EntryList
      if (newest !== -1) return newest
    }
    return -1
  }

  /** Answers the oldest of the last list, up to the one numbered `to`, that has any; or -1. */
  last(to = this.#lists.length - 1): number {
    for (let at = to; at >= 0; at--) {
      const { oldest } = this.#lists[at] as EntryList
      if (oldest !== -1) return oldest
    }
    return -1
  }

  /** Answers who follows an entry of the list numbered `at`, or -1. */
  after(at: number, entry: number): number {
    const list = this.#lists[at]
    // All were forgotten meanwhile.
    if (list === undefined) return -1
    const older = list.olderThan(entry)
    return older === -1 ? this.first(at + 1) : older
  }

  /** Answers who stands before an entry of the list numbered `at`, or -1. */
  before(at: number, entry: number): number {
    const list = this.#lists[at]
    if (list === undefined) return -1
    const newer = list.newerThan(entry)
    return newer === -1 ? this.last(at - 1) : newer
  }
}
