/** Arrays that hold something for every entry, by its number: told before there are entries of higher numbers. */
export interface Column {
  /** Makes room for entries from 0 up to `capacity`, keeping what is there. */
  resize(capacity: number): void
  /** Answers the most bytes that it takes with room for so many entries. */
  bytesFor(capacity: number): number
  /** Gives an entry another number, which is free: before room is given up. */
  move(from: number, to: number): void
}

/** What a policy sees of the cache that it decides for. Entries are whole numbers from 0; -1 is none. */
export interface PolicyEntries {
  /**
   * The policy's own, to link entries with: two numbers for each, that of entry `n` at `2 * n` and at `2 * n + 1`. Another array
   * after a `resize`, with what was in it.
   */
  readonly links: Int32Array
  /** Entries there are. */
  readonly size: number
  /** What all weights together may reach: `max`, or bytes. */
  readonly bound: number
  /** Answers 32 bits of the entry's key. */
  hashOf(entry: number): number
  /** Answers another 32 bits of the entry's key, which depend on other things than `hashOf`; slow for long texts. */
  fingerprintOf(entry: number): number
  /** Answers 1, or the entry's size where the cache is bounded by size or bytes. */
  weightOf(entry: number): number
}

/** The order of one cache's entries, kept by a policy. Every method is `O(1)`, `victim` on average. */
export interface PolicyState extends Column {
  /** Bytes of its own arrays. */
  readonly bytes: number
  /** A key came that was not there, and for which room was made before. Where its weight is not yet known, it is 0 and told by `reweigh`. */
  insert(entry: number): void
  /** A key that is there was asked for, or set again. */
  hit(entry: number): void
  /**
   * Answers who is to go next, and the same again until something else happens; -1 where there is nobody. Entries may change
   * their places meanwhile.
   *
   * @param spare - an entry that is never answered, for it is being set; -1 for none
   */
  victim(spare: number): number
  /** The victim goes, its weight still known: what is remembered of it is the policy's matter. */
  evict(entry: number): void
  /** An entry goes that was deleted, or has expired, its weight still known. Its links stay as they were, for whoever is iterating. */
  remove(entry: number): void
  /** An entry's weight has changed by so much: told before anything else asks for that weight. */
  reweigh(entry: number, by: number): void
  /** All entries go. */
  clear(): void
  /** Answers who would go last, or -1. */
  first(): number
  /** Answers who would go first, or -1. */
  last(): number
  /** Answers who would go just before `entry`, or -1 after the last of them. */
  after(entry: number): number
  /** Answers who would go just after `entry`, or -1 before the first of them. */
  before(entry: number): number
}

/** Decides which entry leaves a full cache: handed in as `policy`. */
export interface EvictionPolicy {
  /** For reports. */
  readonly name: string
  /** Makes the state for one cache; a policy may be handed to many. */
  create(entries: PolicyEntries): PolicyState
}
