/** What a {@link DiskTier} has done since it was opened, and what it holds. */
export interface DiskTierStats {
  /** Values that can be found. */
  readonly entries: number
  /** Bytes of its files. */
  readonly diskBytes: number
  /** What they may be. */
  readonly maxDiskBytes: number
  /** Files of the log. */
  readonly segments: number
  /** Bytes of memory that hold what is not yet written. */
  readonly queuedBytes: number
  /** Values that were taken. */
  readonly puts: number
  /** Values that were not written, for the same one is there already, and not among the older half. */
  readonly unchanged: number
  /** Values that were found by `get`. */
  readonly hits: number
  /** Calls of `get` that found none. */
  readonly misses: number
  /** Values whose key is an object, a function or a symbol, or text of more than 1 MiB. */
  readonly skippedKeys: number
  /** Values that could not be encoded. */
  readonly skippedValues: number
  /** Values that are too large for `maxDiskBytes` or `maxQueuedBytes`. */
  readonly tooLarge: number
  /** Values that came while as much was waiting to be written as may. */
  readonly droppedByQueue: number
  /** Values that went with the oldest segment, to make room. */
  readonly droppedByBound: number
  /** Values that could not be written. */
  readonly droppedByFailure: number
  /** Records that were not what had been written, or could not be decoded, when they were read. */
  readonly damaged: number
  /** Reads that failed. */
  readonly failedReads: number
  /** Writes, flushes and removals that failed. */
  readonly failedWrites: number
}

/** The counters among them. */
export type Counters = {
  -readonly [Name in keyof Omit<
    DiskTierStats,
    'entries' | 'diskBytes' | 'maxDiskBytes' | 'segments' | 'queuedBytes'
  >]: number
}

/** Counters before anything happened. */
export function noCounts(): Counters {
  return {
    puts: 0,
    unchanged: 0,
    hits: 0,
    misses: 0,
    skippedKeys: 0,
    skippedValues: 0,
    tooLarge: 0,
    droppedByQueue: 0,
    droppedByBound: 0,
    droppedByFailure: 0,
    damaged: 0,
    failedReads: 0,
    failedWrites: 0,
  }
}
