import { Cleaning } from './cleaning.js'
import { Collector } from './collect.js'
import { Emitter } from './emitter.js'
import { MemoryError } from './errors.js'
import { keptWaiting } from './kept-waiting.js'
import type { MemoryLevel } from './level.js'
import type { MonitorEvents } from './monitor-events.js'
import type { Settings } from './options.js'
import type { MemoryLimits } from './pressure.js'
import { openReporter, type Reporter } from './reporter.js'
import type { MemorySample, MemorySource } from './source.js'
import { browserSource } from './sources/browser.js'
import { processSource } from './sources/v8.js'
import { Waiters } from './waiters.js'
import { type Judgement, Watch } from './watch.js'
import { WorkerList } from './workers.js'

// Above this part of the old generation V8 may end the process over a collection that frees little, by hand or not.
const collectableUpTo = 0.85

/** What goes on behind a monitor: it watches while anybody wants something, and tells what came of it. */
export class Monitoring {
  readonly settings: Settings
  readonly events = new Emitter<MonitorEvents>(count => {
    this.#listeners = count
    this.#wanted()
  })
  readonly waiters = new Waiters(
    () => this.#wanted(),
    most => keptWaiting(most, this.#watch?.lines.levels, this.limits, this.source),
  )
  readonly collector: Collector
  readonly workers: WorkerList
  readonly cleaning: Cleaning
  #reporter: Reporter | undefined
  #listeners = 0
  #source: MemorySource | undefined
  #limits: MemoryLimits | undefined
  #watch: Watch | undefined
  #closed = false

  constructor(settings: Settings) {
    this.settings = settings
    this.collector = new Collector(settings.collectCooldownMs)
    this.workers = new WorkerList(settings.thresholds, (worker, previous) =>
      this.events.emit('worker', { worker, previous }),
    )
    this.cleaning = this.#cleaner()
  }

  /** The watch that goes on, where somebody wants one. */
  get watch(): Watch | undefined {
    return this.#watch
  }

  /** The worst level, as last judged. */
  get level(): MemoryLevel {
    return this.#watch?.level ?? 'ok'
  }

  get closed(): boolean {
    return this.#closed
  }

  /** What is measured. */
  get source(): MemorySource {
    if (!this.#source) {
      this.#source = this.settings.source ?? processSource() ?? browserSource()
      dropped.register(this, this.#source)
    }
    return this.#source
  }

  /** What it is judged by. */
  get limits(): MemoryLimits {
    this.#limits ??= { ...this.source.limits, ownBytes: this.settings.ownBytes }
    return this.#limits
  }

  /** Throws once it is closed. */
  open(): void {
    if (this.#closed) throw closed()
  }

  /** Measures, where it is open. */
  sample(): MemorySample {
    this.open()
    return this.source.sample()
  }

  /** Takes in that something was added, and answers what removes it. */
  with(remove: () => void): () => void {
    this.#wanted()
    return () => {
      remove()
      this.#wanted()
    }
  }

  /** Reports to the thread that started this one, and answers what ends it. */
  report(): () => void {
    const reporter = openReporter()
    this.#reporter?.close()
    this.#reporter = reporter
    return this.with(() => {
      reporter.close()
      if (this.#reporter === reporter) this.#reporter = undefined
    })
  }

  /** Ends all. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.events.clear()
    this.cleaning.callbacks.clear()
    this.workers.clear()
    this.#reporter?.close()
    this.#reporter = undefined
    this.waiters.fail(closed())
    this.#wanted()
    this.#source?.release()
  }

  // Starts when the first wants something, and stops with the last.
  #wanted(): void {
    const wanted =
      !this.#closed &&
      (this.#listeners > 0 ||
        this.#reporter !== undefined ||
        this.waiters.size > 0 ||
        (this.settings.cleansWhenCritical && this.cleaning.callbacks.size > 0))
    if (wanted && !this.#watch) this.#start()
    else if (!wanted && this.#watch) this.#stop()
    this.#watch?.keepAlive(this.waiters.size > 0)
  }

  #start(): void {
    this.#watch = new Watch(this.source, this.limits, this.settings, {
      sampled: sample => this.events.emit('sample', sample),
      judged: judgement => this.#judged(judgement),
      ticked: sample => this.#ticked(sample),
      failed: error => this.events.emit('error', { name: 'measurement', error }),
    })
    this.workers.run(true)
  }

  #stop(): void {
    this.#watch?.stop()
    this.#watch = undefined
    this.workers.run(false)
    this.#source?.release()
  }

  #judged({ sample, level, previous, levels, pressures }: Judgement): void {
    if (level !== previous) {
      this.events.emit('level', { level, previous, levels })
      this.#reporter?.tell(level, sample, this.limits)
    }
    for (const pressure of pressures) this.events.emit('pressure', pressure)
    this.events.emit('measure', undefined)
    this.waiters.tell(level)
    const critical = pressures.find(pressure => pressure.level === 'critical')
    if (!critical || this.#closed) return
    if (this.settings.cleansWhenCritical) {
      const failed = (error: unknown) => this.events.emit('error', { name: 'cleanup', error })
      this.cleaning.perform({ bytes: critical.excessBytes, urgent: true }).catch(failed)
    }
    // After those who were told have let go.
    else if (this.settings.collectsGarbage === 'critical') setTimeout(() => this.#closed || this.#collect(), 0)
  }

  #ticked(sample: MemorySample): void {
    this.workers.ask()
    this.#reporter?.tell(this.level, sample, this.limits)
    if (!this.#watch || this.waiters.size === 0 || this.settings.collectsGarbage === 'never') return
    this.#watch.unmeasured++
    if (this.#watch.unmeasured > 2) this.#collect()
  }

  // By hand, but not where that is a danger: there V8 collects by itself as soon as anything is allocated.
  #collect(): boolean {
    const { oldBytes = 0 } = this.source.heap() ?? {}
    const { heapBytes = Number.POSITIVE_INFINITY } = this.limits
    return oldBytes < collectableUpTo * heapBytes && this.collector.collect()
  }

  #cleaner(): Cleaning {
    return new Cleaning({
      level: () => this.level,
      before: () => this.sample(),
      after: () => {
        const sample = this.source.sample()
        // A cleanup may outlive the monitor, and files that were closed are open again.
        if (this.#closed) this.source.release()
        return sample
      },
      collect: () => !this.#closed && this.settings.collectsGarbage === 'critical' && this.#collect(),
      failed: (name, error) => this.events.emit('error', { name, error }),
      done: report => this.events.emit('cleanup', report),
    })
  }
}

const closed = () => new MemoryError('MONITOR_CLOSED', 'the monitor is closed; make a new one')

// A monitor that is dropped without close() leaves no file open.
const dropped = new FinalizationRegistry<MemorySource>(source => source.release())
