import type { MemoryLevel } from './level.js'
import { Lines, type MemoryLevels } from './lines.js'
import type { Settings } from './options.js'
import type { MemoryLimits, MemoryPressure } from './pressure.js'
import type { Collection, MemorySample, MemorySource } from './source.js'

/** What a measurement came to. */
export interface Judgement {
  readonly sample: MemorySample
  readonly level: MemoryLevel
  readonly previous: MemoryLevel
  readonly levels: MemoryLevels
  readonly pressures: readonly MemoryPressure[]
}

/** Who is told what a {@link Watch} sees: each interval a sample, its judgement and the end of the turn. */
export interface WatchHearer {
  sampled(sample: MemorySample): void
  /** At collections too. */
  judged(judgement: Judgement): void
  ticked(sample: MemorySample): void
  /** The source threw; the next measurement may succeed. */
  failed(error: unknown): void
}

/** Measures and judges each interval and at each collection of garbage, until it is stopped. */
export class Watch {
  /** Samples since the last major collection, as whoever counts them says. */
  unmeasured = 0
  readonly #source: MemorySource
  readonly #hearer: WatchHearer
  readonly #lines: Lines
  readonly #unwatch: (() => void) | undefined
  // Browsers' timers are numbers, and keep nothing alive.
  readonly #timer: { ref?: () => void; unref?: () => void } | number
  #level: MemoryLevel = 'ok'
  #judged = false
  #stopped = false

  constructor(source: MemorySource, limits: MemoryLimits, settings: Settings, hearer: WatchHearer) {
    this.#source = source
    this.#hearer = hearer
    this.#unwatch = this.#attempt(() => source.watch(collection => this.#attempt(() => this.#heard(collection))))
    this.#lines = new Lines(source, limits, settings, this.#unwatch !== undefined)
    this.#timer = setInterval(() => this.#attempt(() => this.#tick()), settings.intervalMs)
    this.keepAlive(false)
    queueMicrotask(() => this.#judged || this.#attempt(() => this.#tick()))
  }

  /** Whether anything was judged yet. */
  get judged(): boolean {
    return this.#judged
  }

  /** The worst level, as last judged. */
  get level(): MemoryLevel {
    return this.#level
  }

  /** What was measured against each limit. */
  get lines(): Lines {
    return this.#lines
  }

  /** Whether this keeps the process alive. */
  keepAlive(yes: boolean): void {
    if (typeof this.#timer === 'number') return
    if (yes) this.#timer.ref?.()
    else this.#timer.unref?.()
  }

  /** Ends it. */
  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer as number)
    this.#unwatch?.()
  }

  #tick(): void {
    const sample = this.#source.sample()
    this.#hearer.sampled(sample)
    this.#judge(sample, false)
    if (!this.#stopped) this.#hearer.ticked(sample)
  }

  #heard(collection: Collection): void {
    if (collection === 'major') this.unmeasured = 0
    // The resident set too: between two major collections, buffers may have filled the container.
    this.#judge(this.#source.sample(), collection === 'major')
  }

  #judge(sample: MemorySample, major: boolean): void {
    if (this.#stopped) return
    const pressures = this.#lines.read(sample, major)
    const previous = this.#level
    const { level, levels } = this.#lines
    this.#judged = true
    this.#level = level
    this.#hearer.judged({ sample, level, previous, levels, pressures })
  }

  // What a source throws would be an uncaught error at each interval.
  #attempt<Result>(action: () => Result): Result | undefined {
    if (this.#stopped) return undefined
    try {
      return action()
    } catch (error) {
      this.#hearer.failed(error)
      return undefined
    }
  }
}
