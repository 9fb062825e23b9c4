import { HeapLine, judgedHeapBytes } from './judgement.js'
import { atMost, type MemoryLevel, type MemoryThresholds } from './level.js'
import { heapHints } from './limits.js'
import { invalid } from './options.js'
import { type Channel, openChannel, type Report } from './reporter.js'
import type { MemorySample } from './source.js'
import { generationLimits } from './sources/generations.js'

/** A worker thread as `node:worker_threads` makes it, or what has its shape. */
export interface WorkerThread {
  /** Its number in the process; below 0 in Node once it has ended. */
  readonly threadId: number
  /** What it is called; `null` once it has ended, in Deno, and in Node 24.6 and above. */
  readonly threadName?: string | null | undefined
  /** The limits that it was started with. */
  readonly resourceLimits?: WorkerLimits | undefined
  /** Asks it from outside; Node 22.16 and above. */
  getHeapStatistics?(): Promise<WorkerHeap>
  /** Listens once. */
  once(event: 'exit', listener: () => void): unknown
  /** Listens no more. */
  off?(event: 'exit', listener: () => void): unknown
}

/** The limits of a worker's heap, as Node gives them. */
export interface WorkerLimits {
  /** Of the old generation, in MiB. */
  readonly maxOldGenerationSizeMb?: number | undefined
  /** Of the young one, in MiB. */
  readonly maxYoungGenerationSizeMb?: number | undefined
}

/** A worker's heap, as Node tells it, in bytes. */
export interface WorkerHeap {
  /** Objects, alive and not yet collected. */
  readonly used_heap_size: number
  /** What the heap has taken from the system. */
  readonly total_heap_size: number
  /** Both generations' limits together. */
  readonly heap_size_limit: number
  /** What objects hold outside of the heap. */
  readonly external_memory: number
}

/** What is known of a worker thread's memory. */
export interface WorkerMemory {
  /** What people read in reports. */
  readonly name: string
  /** Its number in the process. */
  readonly threadId: number
  /**
   * Who tells: `'worker'` reports itself, by what is alive after major collections; `'statistics'` are asked from here
   * (Node 22.16 and above), by the lows between samples; `'nobody'` has told yet.
   */
  readonly told: 'worker' | 'statistics' | 'nobody'
  /** The level against the worker's own heap limit. */
  readonly level: MemoryLevel | undefined
  /** The worker's heap; `rssBytes` is the whole process's, where it is told. */
  readonly sample: MemorySample | undefined
  /** Bytes that the worker's old generation may hold. */
  readonly heapBytes: number | undefined
}

interface Entry {
  memory: WorkerMemory
  line: HeapLine | undefined
  remove(): void
  readonly worker: WorkerThread
  readonly threadId: number
}

/** The worker threads that a monitor knows of: each has a heap and a limit of its own. */
export class WorkerList {
  readonly #entries = new Map<number, Entry>()
  readonly #thresholds: Required<MemoryThresholds>
  readonly #changed: (worker: WorkerMemory, previous: MemoryLevel) => void
  #channel: Channel | undefined
  #running = false

  /**
   * @param thresholds - by which those are judged that do not report themselves
   * @param changed - told when the level of a worker has changed
   */
  constructor(thresholds: Required<MemoryThresholds>, changed: (worker: WorkerMemory, previous: MemoryLevel) => void) {
    this.#thresholds = thresholds
    this.#changed = changed
  }

  /** What is known of each. */
  list(): WorkerMemory[] {
    this.#dropEnded()
    return [...this.#entries.values()].map(entry => entry.memory)
  }

  /** Adds a worker until it exits, and answers what removes it. */
  add(worker: WorkerThread, name: string | undefined): () => void {
    const { threadId, once } = (worker ?? {}) as Partial<WorkerThread>
    if (typeof threadId !== 'number' || typeof once !== 'function')
      throw invalid('the worker is no worker thread of Node; browsers tell nothing of a worker from outside')
    // Its exit was told before anybody listened, and is not told again.
    if (hasEnded(worker)) return () => {}
    const memory = { name: name ?? `worker ${threadId}`, threadId, told: 'nobody' } as const
    const entry: Entry = {
      worker,
      threadId,
      line: undefined,
      remove: () => {
        worker.off?.('exit', entry.remove)
        if (this.#entries.get(threadId) !== entry) return
        this.#entries.delete(threadId)
        this.#listen()
      },
      memory: { ...memory, level: undefined, sample: undefined, heapBytes: undefined },
    }
    this.#entries.set(threadId, entry)
    worker.once('exit', entry.remove)
    this.#listen()
    return entry.remove
  }

  /** Listens to reports from now on, or no longer. */
  run(running: boolean): void {
    this.#running = running
    this.#listen()
  }

  /** Asks those that do not report themselves. */
  ask(): void {
    this.#dropEnded()
    for (const entry of this.#entries.values()) {
      if (entry.memory.told === 'worker') continue
      // Rejects when the worker ends meanwhile; its exit removes it.
      entry.worker.getHeapStatistics?.().then(
        heap => this.#running && this.#asked(entry, heap),
        () => {},
      )
    }
  }

  /** Forgets all. */
  clear(): void {
    for (const { remove } of [...this.#entries.values()]) remove()
    this.run(false)
  }

  // A platform may have ended one without telling.
  #dropEnded(): void {
    for (const entry of [...this.#entries.values()]) if (hasEnded(entry.worker)) entry.remove()
  }

  #listen(): void {
    const wanted = this.#running && this.#entries.size > 0
    if (!wanted) {
      this.#channel?.close()
      this.#channel = undefined
    } else if (!this.#channel) {
      this.#channel = openChannel()
      if (this.#channel) this.#channel.onmessage = ({ data }) => this.#heard(data)
      // Node takes a channel for in use again as soon as somebody listens.
      this.#channel?.unref?.()
    }
  }

  #heard(data: unknown): void {
    const report = data as Partial<Report> | null
    const entry = report?.plimsollMemory === 1 ? this.#entries.get(report.threadId as number) : undefined
    if (!entry || !report?.level) return
    const { level, sample, limits } = report
    this.#set(entry, { ...entry.memory, told: 'worker', level, sample, heapBytes: limits?.heapBytes })
  }

  #asked(entry: Entry, heap: Awaited<ReturnType<NonNullable<WorkerThread['getHeapStatistics']>>>): void {
    if (entry.memory.told === 'worker' || this.#entries.get(entry.threadId) !== entry) return
    const { oldBytes: heapBytes, semiSpaceBytes: heapHeadroomBytes } = generationLimits({
      ...heapHints(),
      limit: heap.heap_size_limit,
      resourceLimits: entry.worker.resourceLimits ?? {},
    })
    const judged = judgedHeapBytes({ heapBytes, heapHeadroomBytes }) ?? heapBytes
    entry.line ??= new HeapLine(judged, this.#thresholds, false)
    entry.line.read({ oldBytes: heap.used_heap_size, youngBytes: 0 }, false)
    const sample: MemorySample = {
      atMs: Date.now(),
      heapUsedBytes: heap.used_heap_size,
      heapTotalBytes: heap.total_heap_size,
      externalBytes: heap.external_memory,
      rssBytes: undefined,
    }
    this.#set(entry, { ...entry.memory, told: 'statistics', level: entry.line.level, sample, heapBytes })
  }

  #set(entry: Entry, memory: WorkerMemory): void {
    const previous = entry.memory.level ?? 'ok'
    entry.memory = memory
    const level = memory.level ?? 'ok'
    if (!atMost(level, previous) || !atMost(previous, level)) this.#changed(memory, previous)
  }
}

const hasEnded = ({ threadId, threadName }: WorkerThread) => threadId < 0 || threadName === null
