import type { MemoryConsumer } from '@plimsoll/bytes'
import { type CleanupCallback, type CleanupOptions, type CleanupReport, checkCleanup } from './cleanup.js'
import { MemoryError } from './errors.js'
import type { MemoryLevel } from './level.js'
import type { MemoryForecast, MemoryLevels } from './lines.js'
import { type MonitorEvents, monitorEvents } from './monitor-events.js'
import { Monitoring } from './monitoring.js'
import { callable, checkMonitorOptions, checkOptions, type MemoryMonitorOptions, number, oneOf } from './options.js'
import type { MemoryLimits, PressureSource } from './pressure.js'
import type { MemorySample } from './source.js'
import { checkReady, type ReadyOptions } from './waiters.js'
import type { WorkerMemory, WorkerThread } from './workers.js'

/** Who measures. */
export interface SourceDescription {
  /** Who tells: `'v8'`, `'javascriptcore'`, `'chromium'`, `'none'`, or a name of your own. */
  readonly name: string
  /** What it cannot tell, by the name of the figure, with the reason. */
  readonly unavailable: Readonly<Record<string, string>>
}

/**
 * Watches the memory of a process against its real limits: V8's old generation, the container, your own line.
 *
 * Works while somebody listens or waits, and keeps neither timer nor observer nor file otherwise. Never keeps a process
 * alive, but for those who wait in {@link MemoryMonitor.ready}.
 *
 * @example
 * ```ts
 * const monitor = new MemoryMonitor({ limit: '1GiB' })
 * monitor.on('level', ({ level }) => console.warn(`memory is ${level}`))
 * await monitor.ready()
 * ```
 */
export class MemoryMonitor implements PressureSource {
  static {
    if (Symbol.dispose) {
      Object.defineProperty(MemoryMonitor.prototype, Symbol.dispose, {
        configurable: true,
        value(this: MemoryMonitor) {
          this.close()
        },
      })
    }
  }

  /** As {@link MemoryMonitor.close}. Missing where the platform has no `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void
  readonly #own: Monitoring

  /**
   * Checks the options; nothing starts before somebody listens.
   *
   * @throws {@link MemoryError} `MONITOR_INVALID_OPTIONS`; {@link @plimsoll/bytes!BytesError | BytesError} for a
   * `limit` that is no byte size
   */
  constructor(options: MemoryMonitorOptions = {}) {
    this.#own = new Monitoring(checkMonitorOptions(options))
  }

  /** The limits that memory is judged by. */
  get limits(): MemoryLimits {
    return this.#own.limits
  }

  /** The worst level against any limit, as last judged; `'ok'` while nobody listens or waits. */
  get level(): MemoryLevel {
    return this.#own.level
  }

  /** The level against each limit. */
  get levels(): MemoryLevels {
    if (this.#own.watch) return this.#own.watch.lines.levels
    const { heapBytes, containerBytes, ownBytes } = this.limits
    const level = (bytes: number | undefined) => (bytes === undefined ? undefined : 'ok')
    return { heap: level(heapBytes), container: level(containerBytes), own: level(ownBytes) }
  }

  /** Bytes on the heap that were alive after the last major collection; `undefined` before one was heard of. */
  get aliveBytes(): number | undefined {
    return this.#own.watch?.lines.aliveBytes
  }

  /** Whether {@link MemoryMonitor.close} was called. */
  get closed(): boolean {
    return this.#own.closed
  }

  /** Who measures, and what it cannot tell with the reasons. */
  get source(): SourceDescription {
    const { name, unavailable } = this.#own.source
    return { name, unavailable }
  }

  /**
   * Measures memory now, in some 3 us. Judges nothing.
   *
   * Keeps a file open afterwards (Linux), until the last listener goes or the monitor is closed or collected.
   *
   * @throws {@link MemoryError} `MONITOR_CLOSED`
   */
  sample(): MemorySample {
    return this.#own.sample()
  }

  /**
   * Listens. The monitor works while somebody does.
   *
   * @returns what ends it
   * @throws {@link MemoryError} `MONITOR_CLOSED`; `MONITOR_INVALID_OPTIONS` for an event that there is not
   */
  on<Event extends keyof MonitorEvents & string>(
    event: Event,
    listener: (detail: MonitorEvents[Event]) => void,
  ): () => void {
    this.#own.open()
    oneOf('the event', event, monitorEvents)
    callable('the listener', listener)
    return this.#own.events.on(event, listener)
  }

  /**
   * Waits until there is room: at once where there is, else until a measurement shows it.
   *
   * Keeps the process alive meanwhile. What was freed shows after the next major collection; where V8 makes none within
   * two intervals, for nothing else goes on, one is made by hand (see `collectsGarbage`).
   *
   * @throws {@link MemoryError} by the promise: `MONITOR_TIMEOUT`, `MONITOR_CLOSED`, `MONITOR_INVALID_OPTIONS`; the
   * reason of `signal`
   */
  async ready(options: ReadyOptions = {}): Promise<void> {
    this.#own.open()
    checkReady(options)
    options.signal?.throwIfAborted()
    const waiting = this.#own.waiters.wait(options)
    if (this.#own.watch?.judged) this.#own.waiters.tell(this.level)
    return waiting
  }

  /**
   * Foretells when a level is reached, from the measurements since somebody listens.
   *
   * @returns the limit that is reached first; `undefined` where memory does not rise, or too little is known
   * @throws {@link MemoryError} `MONITOR_INVALID_OPTIONS`
   */
  forecast(options: { readonly level?: 'warning' | 'critical' } = {}): MemoryForecast | undefined {
    checkOptions('forecast', options, ['level'])
    const level = oneOf('level', options.level ?? 'critical', ['warning', 'critical'])
    return this.#own.watch?.lines.forecast(level)
  }

  /**
   * Adds what frees memory in {@link MemoryMonitor.performCleanup}.
   *
   * @returns what removes it
   */
  onCleanup(free: CleanupCallback, options: CleanupOptions = {}): () => void {
    this.#own.open()
    callable('the cleanup', free)
    const { name, priority } = checkCleanup(options)
    return this.#own.with(this.#own.cleaning.callbacks.add(free, name ?? (free.name || 'cleanup'), priority))
  }

  /**
   * Adds a consumer to the cleanups: it is asked for the bytes still missing, or for all it holds where no number is
   * known. A budget is one; those who share a line join a `MemoryBudget` instead.
   *
   * @returns what removes it
   */
  register(consumer: MemoryConsumer, options: CleanupOptions = {}): () => void {
    this.#own.open()
    for (const method of ['memoryUsage', 'reclaim'] as const)
      callable(`${method} of the consumer`, (consumer as Partial<MemoryConsumer> | null)?.[method])
    const { priority } = checkCleanup({ name: consumer.name, ...options })
    return this.#own.with(this.#own.cleaning.callbacks.addConsumer(consumer, priority))
  }

  /**
   * Asks all that can free memory, in order of priority, and measures what came of it.
   *
   * A call while one is running joins it (a callback must not await one: it would wait for itself). One that wants more
   * bytes has what is left freed in a pass after it; an urgent one does not wait for one that is not. Callbacks that
   * fail are reported and keep nobody else from freeing.
   *
   * @param options - `bytes` to free, by default all that there is to free; `urgent` asks for answers at once
   * @throws by the promise: {@link MemoryError} `MONITOR_CLOSED`, `MONITOR_INVALID_OPTIONS`; what the source throws
   */
  performCleanup(options: { readonly bytes?: number; readonly urgent?: boolean } = {}): Promise<CleanupReport> {
    try {
      this.#own.open()
      checkOptions('performCleanup', options, ['bytes', 'urgent'])
      if (options.bytes !== undefined) number('bytes', options.bytes, 0, Number.MAX_SAFE_INTEGER)
    } catch (error) {
      return Promise.reject(error)
    }
    return this.#own.cleaning.perform(options)
  }

  /**
   * Collects garbage by hand.
   *
   * @returns whether it did: not within the cool-down, nor where the platform has no way
   * @throws {@link MemoryError} `MONITOR_NOT_ALLOWED` where `collectsGarbage` is `'never'`
   */
  collectGarbage(): boolean {
    this.#own.open()
    if (this.#own.settings.collectsGarbage === 'never') {
      const text = 'collectsGarbage is "never", so nothing is collected by hand; give "waiting" or "critical"'
      throw new MemoryError('MONITOR_NOT_ALLOWED', text)
    }
    return this.#own.collector.collect()
  }

  /** The worker threads that were added, each with its level against its own limit. */
  get workers(): readonly WorkerMemory[] {
    return this.#own.workers.list()
  }

  /**
   * Watches a worker thread of Node too, until it exits: while somebody listens here, by what it reports with
   * {@link MemoryMonitor.reportToParent}, else from outside where Node can (22.16 and above). One that has ended already is not added.
   *
   * @returns what ends it
   * @throws {@link MemoryError} `MONITOR_INVALID_OPTIONS` for what is no worker thread, Web Workers too
   */
  addWorker(worker: WorkerThread, options: { readonly name?: string } = {}): () => void {
    this.#own.open()
    checkOptions('addWorker', options, ['name'])
    return this.#own.workers.add(worker, options.name)
  }

  /**
   * Reports this thread's memory to the monitors of its process, each interval and when the level changes.
   *
   * @returns what ends it
   * @throws {@link MemoryError} `MONITOR_NOT_ALLOWED` outside of a worker thread of Node
   */
  reportToParent(): () => void {
    this.#own.open()
    return this.#own.report()
  }

  /**
   * Ends all: listeners and callbacks are gone, those who wait are rejected with `MONITOR_CLOSED`. May be called again.
   */
  close(): void {
    this.#own.close()
  }
}
