/** The limits that memory is judged against, in bytes; `undefined` where the platform has or tells none. */
export interface MemoryLimits {
  /** Where V8 ends the process: what its old generation may hold. Not `heap_size_limit`, which adds the young space. */
  readonly heapBytes: number | undefined
  /**
   * Room below `heapBytes` that V8 wants free to move the young generation into: one semi-space (16 MiB on Node 20 and
   * 22, 64 MiB on 24, 32 MiB on 26, unless a flag says otherwise). With less, it makes each small collection one of the
   * whole heap, which costs several times the time.
   */
  readonly heapHeadroomBytes?: number | undefined
  /** Where the system ends the process: the container's limit, for all of its memory. */
  readonly containerBytes: number | undefined
  /** The line that the user drew for the whole process. */
  readonly ownBytes: number | undefined
}

/** One judgement that memory runs short, told to those who can give some back. */
export interface MemoryPressure {
  /** The limit that runs short. */
  readonly limit: 'heap' | 'container' | 'own'
  /** How short. */
  readonly level: 'warning' | 'critical'
  /** Bytes that have to go before the level is `'ok'` again. */
  readonly excessBytes: number
  /** Whether the limit is so near that holders must answer at once, without I/O. */
  readonly urgent: boolean
}

/** What a {@link PressureSource} tells. */
export interface PressureEvents {
  /** A judgement above `'ok'`, once per new measurement. */
  pressure: MemoryPressure
  /** Memory was measured, whatever came of it; after the pressure that did. A budget then looks at its own line. */
  measure: undefined
}

/** What tells of pressure. `MemoryMonitor` is one; so may yours be. */
export interface PressureSource {
  /** The limits that it judges by. */
  readonly limits: MemoryLimits
  /**
   * Calls `listener` at every event.
   *
   * @returns what ends it
   */
  on<Event extends keyof PressureEvents>(event: Event, listener: (detail: PressureEvents[Event]) => void): () => void
}
