/** What a holder of memory holds, in bytes that come back when it lets go, structure included. */
export interface MemoryUsage {
  /** Bytes on the JavaScript heap. */
  heapBytes: number
  /** Bytes outside of it: backing stores of buffers. Their limit is the machine's or the container's, not the heap's. */
  externalBytes: number
  /** How many entries hold them. */
  entries: number
}

/** How {@link MemoryConsumer.reclaim} is asked. */
export interface ReclaimOptions {
  /**
   * Answer at once, without reading or writing anything.
   *
   * @defaultValue false
   */
  urgent?: boolean
}

/** The one shape of everything that holds memory for others: caches, sets, pools, stores, chunks in flight. */
export interface MemoryConsumer {
  /** What people read in reports: short, and unique among the consumers of one budget. */
  readonly name: string
  /** Answers what is held, in `O(1)`: kept while changing, never walked. */
  memoryUsage(): MemoryUsage
  /**
   * Gives back what it can of so many bytes.
   *
   * Never throws, is never re-entered, and tells the truth.
   *
   * @returns the bytes that were really freed; less than asked for, 0 too, is an answer
   */
  reclaim(bytes: number, options?: ReclaimOptions): number | Promise<number>
}

/** How a consumer joins a budget. */
export interface RegisterOptions {
  /**
   * What it costs to have a reclaimed entry again; the cheapest are asked first.
   *
   * @defaultValue 'cheap'
   */
  rebuildCost?: 'free' | 'cheap' | 'dear'
  /**
   * Its share of the budget in proportion to the others' weights.
   *
   * @defaultValue 1
   */
  weight?: number
  /**
   * Bytes that it is never asked to go below.
   *
   * @defaultValue 0
   */
  min?: number
}

/** How bytes are reserved ahead. */
export interface ReserveOptions {
  /** Gives up waiting; the promise rejects with the signal's reason. */
  signal?: AbortSignal
  /**
   * Gives up waiting after so many milliseconds.
   *
   * @defaultValue waits as long as it takes
   */
  timeoutMs?: number
  /** Who asks: stands in reports and messages. */
  owner?: string
}

/** A part of a budget that was promised to one holder. Disposing gives all of it back. */
export interface MemoryReservation {
  /** Bytes promised now. */
  readonly bytes: number
  /** Grows at once or not at all; on `false` the holder evicts of its own or refuses. */
  tryGrow(bytes: number): boolean
  /** Grows, waiting until others have given back enough. */
  grow(bytes: number, options?: Pick<ReserveOptions, 'signal'>): Promise<void>
  /** Gives bytes back. */
  shrink(bytes: number): void
  /** Gives all bytes back. */
  [Symbol.dispose](): void
}

/** Whatever shares out memory among consumers. `MemoryBudget` is one; so may yours be. */
export interface BudgetLike {
  /** Adds a consumer, which grows through the reservation that it gets. */
  register(consumer: MemoryConsumer, options?: RegisterOptions): MemoryReservation
  /** Promises bytes to a holder that is no consumer, waiting until there is room. */
  reserve(bytes: number, options?: ReserveOptions): Promise<MemoryReservation>
}
