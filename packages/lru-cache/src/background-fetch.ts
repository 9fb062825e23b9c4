/** A fetch that is under way: stands in its entry's place until it is settled. */
export class BackgroundFetch<V> {
  /** Settles as the fetch does, the cache changed accordingly. */
  promise!: Promise<V | undefined>
  /** Whether somebody was given the promise, and so is told of a failure. */
  awaited = false

  /**
   * @param controller - aborts it
   * @param stale - the former value, which is kept meanwhile
   */
  constructor(
    readonly controller: AbortController,
    readonly stale: V | undefined,
  ) {}
}

/** What stands in an entry. */
export type Held<V> = V | BackgroundFetch<V>

/** Answers the value, or the former one of what is being fetched. */
export const heldValue = <V>(held: Held<V> | undefined): V | undefined =>
  held instanceof BackgroundFetch ? held.stale : held
