import type * as threads from 'node:worker_threads'
import { MemoryError } from './errors.js'
import { HeapLine, judgedHeapBytes } from './judgement.js'
import { atMost, type MemoryLevel } from './level.js'
import { invalid } from './options.js'
import type { MemoryLimits } from './pressure.js'
import type { MemorySample } from './source.js'
import { builtin, host } from './sources/builtin.js'
import { generationLimits } from './sources/generations.js'

/** A worker thread as `node:worker_threads` makes it, or what has its shape. */
export interface WorkerThread {
  /** Its number in the process. */
  readonly threadId: number
  /** The limits that it was started with. */
  readonly resourceLimits?: WorkerLimits | undefined
  /** Asks it from outside; Node 22.16 and above. */
  getHeapStatistics?(): Promise<WorkerHeap>
  /** Listens once. */
  once(event: 'exit', listener: () => void): unknown
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

/** What a worker says of itself. */
interface Report {
  readonly plimsollMemory: 1
  readonly threadId: number
  readonly level: MemoryLevel
  readonly sample: MemorySample
  readonly limits: MemoryLimits
}

interface Entry {
  memory: WorkerMemory
  line: HeapLine | undefined
  readonly worker: WorkerThread
  readonly threadId: number
}

const channelName = '@plimsoll/memory-monitor'
const thresholds = { warning: 0.7, critical: 0.8, hysteresis: 0.05 }

interface Channel {
  postMessage(message: unknown): void
  close(): void
  unref?(): void
  onmessage: ((event: { data: unknown }) => void) | null
}

// In Node a channel reaches the threads of one process; elsewhere it would reach other tabs.
function openChannel(): Channel | undefined {
  const { BroadcastChannel: Own } = builtin<typeof threads>('node:worker_threads') ?? {}
  const channel = Own && (new Own(channelName) as unknown as Channel)
  channel?.unref?.()
  return channel
}

/** What tells the thread that started this one. */
export interface Reporter {
  tell(level: MemoryLevel, sample: MemorySample, limits: MemoryLimits): void
  close(): void
}

/**
 * Opens the way from a worker thread to the monitors of its process.
 *
 * @throws {@link MemoryError} `MONITOR_NOT_ALLOWED` outside of a worker thread of Node
 */
export function openReporter(): Reporter {
  const { isMainThread = true, threadId = 0 } = builtin<typeof threads>('node:worker_threads') ?? {}
  const channel = isMainThread ? undefined : openChannel()
  if (!channel) throw new MemoryError('MONITOR_NOT_ALLOWED', 'this is no worker thread of Node; only those report')
  return {
    tell: (level, sample, limits) =>
      channel.postMessage({ plimsollMemory: 1, threadId, level, sample, limits } satisfies Report),
    close: () => channel.close(),
  }
}

/** The worker threads that a monitor knows of: each has a heap and a limit of its own. */
export class WorkerList {
  readonly #entries = new Map<number, Entry>()
  readonly #changed: (worker: WorkerMemory, previous: MemoryLevel) => void
  #channel: Channel | undefined
  #running = false

  /** @param changed - told when the level of a worker has changed */
  constructor(changed: (worker: WorkerMemory, previous: MemoryLevel) => void) {
    this.#changed = changed
  }

  /** What is known of each. */
  list(): WorkerMemory[] {
    return [...this.#entries.values()].map(entry => entry.memory)
  }

  /** Adds a worker until it exits, and answers what removes it. */
  add(worker: WorkerThread, name: string | undefined): () => void {
    const { threadId } = worker
    if (typeof threadId !== 'number' || typeof worker.once !== 'function')
      throw invalid('the worker is no worker thread of Node; browsers tell nothing of a worker from outside')
    const memory = { name: name ?? `worker ${threadId}`, threadId, told: 'nobody' } as const
    const entry: Entry = {
      worker,
      threadId,
      line: undefined,
      memory: { ...memory, level: undefined, sample: undefined, heapBytes: undefined },
    }
    this.#entries.set(threadId, entry)
    const remove = () => {
      if (this.#entries.get(threadId) !== entry) return
      this.#entries.delete(threadId)
      this.#listen()
    }
    worker.once('exit', remove)
    this.#listen()
    return remove
  }

  /** Listens to reports from now on, or no longer. */
  run(running: boolean): void {
    this.#running = running
    this.#listen()
  }

  /** Asks those that do not report themselves. */
  ask(): void {
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
    this.#entries.clear()
    this.run(false)
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
      limit: heap.heap_size_limit,
      flags: host()?.execArgv ?? [],
      resourceLimits: entry.worker.resourceLimits ?? {},
    })
    const judged = judgedHeapBytes({ heapBytes, heapHeadroomBytes }) ?? heapBytes
    entry.line ??= new HeapLine(judged, thresholds, false)
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
