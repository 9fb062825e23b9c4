/** How short memory is. */
export type MemoryLevel = 'ok' | 'warning' | 'critical'

/**
 * Shares of a limit at which the level changes; of the heap's without {@link MemoryLimits.heapHeadroomBytes}, of a
 * container's without the 64 MiB of dead Buffers that V8 lets gather (but of half of it at the least).
 */
export interface MemoryThresholds {
  /**
   * From this share on the level is `'warning'`: holders give back, with time to write.
   *
   * @defaultValue 0.7
   */
  readonly warning?: number
  /**
   * From this share on it is `'critical'`: holders give back at once, `ready()` waits. From 0.8 on V8 gives up when
   * collections in a row free little.
   *
   * @defaultValue 0.8
   */
  readonly critical?: number
  /**
   * So much below a threshold memory has to be before the level falls.
   *
   * @defaultValue 0.05
   */
  readonly hysteresis?: number
}

const order: readonly MemoryLevel[] = ['ok', 'warning', 'critical']

/** Whether a level is not worse than another. */
export const atMost = (level: MemoryLevel, most: MemoryLevel): boolean => order.indexOf(level) <= order.indexOf(most)

/** The worst of levels; `'ok'` of none. */
export const worst = (levels: Iterable<MemoryLevel>): MemoryLevel => {
  let found: MemoryLevel = 'ok'
  for (const level of levels) if (!atMost(level, found)) found = level
  return found
}

/** Turns measurements against one limit into a level: it rises at a threshold, and falls only well below. */
export class LevelJudge {
  /** The limit in bytes. */
  readonly limitBytes: number
  readonly #thresholds: Required<MemoryThresholds>
  #level: MemoryLevel = 'ok'

  constructor(limitBytes: number, thresholds: Required<MemoryThresholds>) {
    this.limitBytes = limitBytes
    this.#thresholds = thresholds
  }

  /** The level of the last measurement. */
  get level(): MemoryLevel {
    return this.#level
  }

  /** Judges a measurement. */
  judge(bytes: number): MemoryLevel {
    const { warning, critical, hysteresis } = this.#thresholds
    const share = bytes / this.limitBytes
    // What the level is already at holds on for longer.
    const at = (threshold: number, level: MemoryLevel) =>
      share >= (atMost(level, this.#level) ? threshold - hysteresis : threshold)
    this.#level = at(critical, 'critical') ? 'critical' : at(warning, 'warning') ? 'warning' : 'ok'
    return this.#level
  }

  /** Bytes from which on the level is a given one, coming from `'ok'`. */
  bytesAt(level: 'warning' | 'critical'): number {
    return this.limitBytes * this.#thresholds[level]
  }

  /** Bytes that have to go before the level is `'ok'` again. */
  excess(bytes: number): number {
    const { warning, hysteresis } = this.#thresholds
    const over = bytes / this.limitBytes >= warning - hysteresis
    return over ? Math.floor(bytes - (warning - hysteresis) * this.limitBytes) + 1 : 0
  }
}
