import { type Trend, trendOf } from './forecast.js'
import { History } from './history.js'
import { HeapLine, judgedContainerBytes, judgedHeapBytes, SystemLine } from './judgement.js'
import { type MemoryLevel, worst } from './level.js'
import type { Settings } from './options.js'
import type { MemoryLimits, MemoryPressure } from './pressure.js'
import type { MemorySample, MemorySource } from './source.js'

/** The level against each limit; `undefined` for a limit that there is not. */
export interface MemoryLevels {
  /** Against V8's old generation. */
  readonly heap: MemoryLevel | undefined
  /** Against the container's limit. */
  readonly container: MemoryLevel | undefined
  /** Against the user's own line. */
  readonly own: MemoryLevel | undefined
}

/** When memory runs out, if it goes on as it did. */
export interface MemoryForecast {
  /** The limit that is reached first. */
  readonly limit: keyof MemoryLevels
  /** The level asked for. */
  readonly level: 'warning' | 'critical'
  /** Milliseconds from now until then; 0 where it is reached already. */
  readonly inMs: number
  /** Bytes gained in a second. */
  readonly bytesPerSecond: number
}

const names = ['heap', 'container', 'own'] as const

/** All limits of a process that is watched, what was measured against each, and where that leads. */
export class Lines {
  readonly #source: MemorySource
  readonly #heap: HeapLine | undefined
  readonly #container: SystemLine | undefined
  readonly #own: SystemLine | undefined
  readonly #histories: Readonly<Record<keyof MemoryLevels, History>>

  constructor(source: MemorySource, limits: MemoryLimits, settings: Settings, hearsCollections: boolean) {
    const { thresholds, historySize } = settings
    const { containerBytes, ownBytes } = limits
    this.#source = source
    const judged = judgedHeapBytes(limits)
    this.#heap = judged ? new HeapLine(judged, thresholds, hearsCollections) : undefined
    this.#container = containerBytes
      ? new SystemLine('container', judgedContainerBytes(containerBytes), thresholds)
      : undefined
    this.#own = ownBytes ? new SystemLine('own', ownBytes, thresholds) : undefined
    this.#histories = {
      heap: new History(historySize),
      container: new History(historySize),
      own: new History(historySize),
    }
  }

  /** The level against each limit. */
  get levels(): MemoryLevels {
    return { heap: this.#heap?.level, container: this.#container?.level, own: this.#own?.level }
  }

  /** The worst of them. */
  get level(): MemoryLevel {
    return worst([this.#heap, this.#container, this.#own].map(line => line?.level ?? 'ok'))
  }

  /** Bytes on the heap that were alive when that was last measured. */
  get aliveBytes(): number | undefined {
    return this.#heap?.aliveBytes
  }

  /**
   * Measures against the heap's limit alone.
   *
   * @param major - whether a major collection has just been
   */
  readHeap(atMs: number, major: boolean): MemoryPressure[] {
    const reading = this.#heap && this.#source.heap()
    if (!this.#heap || !reading) return []
    const { measured, pressure } = this.#heap.read(reading, major)
    if (measured) this.#histories.heap.add(atMs, reading.oldBytes)
    return pressure ? [pressure] : []
  }

  /** Measures against all limits. */
  read(sample: MemorySample, major: boolean): MemoryPressure[] {
    const pressures = this.readHeap(sample.atMs, major)
    const held = (sample.heapUsedBytes ?? 0) + (sample.externalBytes ?? 0)
    const system = (limit: 'container' | 'own', line: SystemLine | undefined, used: number | undefined) => {
      if (!line || !used) return
      this.#histories[limit].add(sample.atMs, used)
      const pressure = line.read(used, held, major)
      if (pressure) pressures.push(pressure)
    }
    system('container', this.#container, this.#container && this.#source.containerBytes())
    // Where no resident set is told (browsers), your line is held against what is.
    system('own', this.#own, sample.rssBytes ?? held)
    return pressures
  }

  /** Foretells when a level is reached, and against which limit first. */
  forecast(level: 'warning' | 'critical'): MemoryForecast | undefined {
    let first: MemoryForecast | undefined
    for (const limit of names) {
      const points = this.#histories[limit].points()
      const trend = trendOf(points)
      const at = this.#at(limit, level)
      if (!trend?.rises || at === undefined) continue
      const inMs = untilMs(trend, at, points.at(-1)?.atMs ?? 0)
      if (!first || inMs < first.inMs) first = { limit, level, inMs, bytesPerSecond: trend.bytesPerSecond }
    }
    return first
  }

  #at(limit: keyof MemoryLevels, level: 'warning' | 'critical'): number | undefined {
    const line = { heap: this.#heap, container: this.#container, own: this.#own }[limit]
    return line?.bytesAt(level)
  }
}

const untilMs = ({ bytesNow, bytesPerSecond }: Trend, bytes: number, atMs: number) =>
  Math.max(0, ((bytes - bytesNow) / bytesPerSecond) * 1000 - (Date.now() - atMs))
