import { LevelJudge, type MemoryLevel, type MemoryThresholds } from './level.js'
import type { MemoryLimits, MemoryPressure } from './pressure.js'

type Thresholds = Required<MemoryThresholds>

// So much of a limit has to be gained before the same holders are asked again without a collection in between.
const step = 0.05

/** Bytes on the heap, split where garbage gathers. */
interface HeapReading {
  readonly oldBytes: number
  readonly youngBytes: number
}

/**
 * The bytes of which the heap's thresholds are shares: its limit without the room that V8 wants free below, for in
 * there it spends its time collecting. At least half of the limit, however small it is.
 */
export function judgedHeapBytes({
  heapBytes,
  heapHeadroomBytes = 0,
}: Pick<MemoryLimits, 'heapBytes' | 'heapHeadroomBytes'>): number | undefined {
  return heapBytes && Math.max(heapBytes / 2, heapBytes - heapHeadroomBytes)
}

// So much memory outside of its heap V8 lets grow before it collects: kExternalAllocationSoftLimit of v8-internal.h.
const externalHeadroomBytes = 64 * 2 ** 20

/**
 * The bytes of which a container's thresholds are shares: its limit without the Buffers that V8 lets gather though
 * nobody holds them any more. At least half of the limit, however small it is.
 */
export function judgedContainerBytes(containerBytes: number): number {
  return Math.max(containerBytes / 2, containerBytes - externalHeadroomBytes)
}

/**
 * Judges V8's heap by what is alive: by the old generation right after a major collection, not by the saw-tooth.
 *
 * Between two of them the old generation, with what the young one is about to move into it, is a bound on what is
 * alive. From the critical threshold on that bound is believed: a collection that V8 begins there may not end before
 * the limit, and V8 ends the process as soon as what survives in the young generation finds no room in the old one.
 */
export class HeapLine {
  readonly #judge: LevelJudge
  readonly #hearsCollections: boolean
  #alive: number | undefined
  #last = 0
  #lastOld: number | undefined
  #promoted = 0
  #asked: number | undefined

  constructor(limitBytes: number, thresholds: Thresholds, hearsCollections: boolean) {
    this.#judge = new LevelJudge(limitBytes, thresholds)
    this.#hearsCollections = hearsCollections
  }

  /** The level, as last judged. */
  get level(): MemoryLevel {
    return this.#judge.level
  }

  /** Bytes from which on the level is a given one. */
  bytesAt(level: 'warning' | 'critical'): number {
    return this.#judge.bytesAt(level)
  }

  /** What is alive, as the last measurement tells. */
  get aliveBytes(): number | undefined {
    return this.#alive
  }

  /**
   * Takes a reading.
   *
   * @returns whether what is alive was measured, and the pressure that is news
   */
  read(
    reading: HeapReading,
    major: boolean,
  ): { readonly measured: boolean; readonly pressure: MemoryPressure | undefined } {
    const { oldBytes } = reading
    const total = oldBytes + reading.youngBytes
    // Where nobody tells of collections, a heap that became smaller was collected.
    const measured = major || (!this.#hearsCollections && total < this.#last)
    this.#last = total
    const bound = this.#bound(reading)
    if (measured) {
      this.#alive = oldBytes
      const level = this.#judge.judge(oldBytes)
      // Those who are asked now are not asked again before more has come.
      this.#asked = level === 'ok' ? undefined : oldBytes
      return { measured, pressure: this.#pressure(this.#judge.excess(oldBytes)) }
    }
    const near = bound >= this.#judge.bytesAt('critical')
    const { level: former } = this
    this.#judge.judge(near ? bound : Math.min(this.#alive ?? 0, bound))
    const more = this.#asked === undefined || bound >= this.#asked + step * this.#judge.limitBytes
    // Those who were asked with time to write are told when it becomes urgent.
    const news = near && (more || former !== 'critical')
    if (!news) return { measured, pressure: undefined }
    this.#asked = bound
    // Part of it may be garbage: no more is asked for than leads out of danger, the collection will tell the rest.
    return { measured, pressure: this.#pressure(Math.ceil(bound - this.#judge.bytesAt('warning'))) }
  }

  // As much of the young generation is taken for alive as collections lately moved on to the old one, twice: the most
  // is garbage in a program that only computes, and all of it survives while a cache fills.
  #bound({ oldBytes, youngBytes }: HeapReading): number {
    this.#promoted = Math.max(oldBytes - (this.#lastOld ?? oldBytes), this.#promoted / 2)
    this.#lastOld = oldBytes
    return oldBytes + Math.min(youngBytes, 2 * this.#promoted)
  }

  #pressure(excessBytes: number): MemoryPressure | undefined {
    const { level } = this.#judge
    return level === 'ok' ? undefined : { limit: 'heap', level, excessBytes, urgent: level === 'critical' }
  }
}

/**
 * Judges what the system counts (the resident set, a container's usage).
 *
 * It falls late or never when memory is freed: the allocator keeps pages. So holders are asked once, and again only
 * when a collection has shown the truth or more has come; and what V8 says is gone is not asked for twice.
 */
export class SystemLine {
  readonly #judge: LevelJudge
  readonly #limit: 'container' | 'own'
  #asked: { readonly used: number; readonly held: number; readonly level: MemoryLevel } | undefined

  constructor(limit: 'container' | 'own', limitBytes: number, thresholds: Thresholds) {
    this.#limit = limit
    this.#judge = new LevelJudge(limitBytes, thresholds)
  }

  /** The level, as last judged. */
  get level(): MemoryLevel {
    return this.#judge.level
  }

  /** Bytes from which on the level is a given one. */
  bytesAt(level: 'warning' | 'critical'): number {
    return this.#judge.bytesAt(level)
  }

  /**
   * Takes a reading.
   *
   * @param used - what the system counts
   * @param held - what V8 counts, heap and external
   * @param major - whether a major collection was heard of since the last reading
   */
  read(used: number, held: number, major: boolean): MemoryPressure | undefined {
    const level = this.#judge.judge(used)
    if (level === 'ok') {
      this.#asked = undefined
      return undefined
    }
    const asked = this.#asked
    const news =
      !asked ||
      major ||
      (level === 'critical' && asked.level !== level) ||
      used >= asked.used + step * this.#judge.limitBytes
    if (!news) return undefined
    const given = asked ? Math.max(0, asked.held - held - Math.max(0, asked.used - used)) : 0
    const excessBytes = Math.max(0, this.#judge.excess(used) - given)
    if (excessBytes === 0) return undefined
    // What is given back already stays taken into account: the resident set may never fall.
    this.#asked = { used, held: held + given, level }
    return { limit: this.#limit, level, excessBytes, urgent: level === 'critical' }
  }
}
