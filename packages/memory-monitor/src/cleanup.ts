import type { MemoryConsumer } from '@plimsoll/bytes'
import { shown } from './check.js'
import { MemoryError } from './errors.js'
import type { MemoryLevel } from './level.js'
import { checkOptions, invalid, number } from './options.js'
import type { MemorySample } from './source.js'

/** What a cleanup callback is told. */
export interface CleanupContext {
  /** The level that memory is at. */
  readonly level: MemoryLevel
  /** Bytes still to be freed, where a number is known; what earlier callbacks freed is taken off. */
  readonly bytes: number | undefined
  /** Whether to answer at once, without reading or writing anything. */
  readonly urgent: boolean
}

/** What a cleanup callback freed, as far as it knows. */
export interface Freed {
  /** How many entries. */
  readonly entries?: number
  /** How many bytes. */
  readonly bytes?: number
}

/** Frees memory. What it throws is reported and keeps nobody else from freeing; after 10 s nobody waits for it. */
export type CleanupCallback = (
  context: CleanupContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: `() => cache.clear()` frees too, and answers nothing
) => Freed | undefined | void | Promise<Freed | undefined | void>

/** How a callback takes part in cleanups. */
export interface CleanupOptions {
  /**
   * What people read in reports.
   *
   * @defaultValue the function's name, or `'cleanup'`
   */
  readonly name?: string
  /**
   * Higher ones come first, and wait for no others; equal ones in the order of registration.
   *
   * @defaultValue 0
   */
  readonly priority?: number
}

/** What one took part with. */
export type CleanupPart = CleanupDone | CleanupFailed

/** One that freed what it could. */
export interface CleanupDone {
  /** It ended well. */
  readonly status: 'done'
  /** Who. */
  readonly name: string
  /** Entries that it freed, by its own account. */
  readonly entries: number
  /** Bytes that it freed, by its own account. */
  readonly bytes: number
}

/** One that threw. */
export interface CleanupFailed {
  /** It threw, or its promise was rejected. */
  readonly status: 'failed'
  /** Who. */
  readonly name: string
  /** Not known to have freed any. */
  readonly entries: 0
  /** Not known to have freed any. */
  readonly bytes: 0
  /** What was thrown. */
  readonly error: unknown
}

/** What a cleanup did. */
export interface CleanupReport {
  /** What each freed, by its own account, in the order they were asked. */
  readonly parts: readonly CleanupPart[]
  /** Entries freed, all together. */
  readonly entries: number
  /** Bytes freed, all together, by their own account. */
  readonly bytes: number
  /** Whether garbage was collected by hand before the second sample. */
  readonly collected: boolean
  /** Memory before. */
  readonly before: MemorySample
  /** Memory after. Without a collection most of what was freed is still in it. */
  readonly after: MemorySample
  /** How much less heap and external memory there is: as measured, others' allocations in between included. */
  readonly measuredBytes: number | undefined
}

interface Entry {
  readonly name: string
  readonly priority: number
  readonly free: CleanupCallback
}

const patienceMs = 10_000

/** Those that free memory when asked, in order of priority. */
export class Cleanups {
  readonly #entries = new Set<Entry>()

  /** How many there are. */
  get size(): number {
    return this.#entries.size
  }

  /** Adds a callback, and answers what removes it. */
  add(free: CleanupCallback, name: string, priority: number): () => void {
    const entry = { free, name, priority }
    this.#entries.add(entry)
    return () => void this.#entries.delete(entry)
  }

  /** Adds a consumer, asked for what is still missing, or for all it holds. */
  addConsumer(consumer: MemoryConsumer, priority: number): () => void {
    const free = async ({ bytes, urgent }: CleanupContext): Promise<Freed> => {
      const before = consumer.memoryUsage()
      const freed = await consumer.reclaim(bytes ?? before.heapBytes + before.externalBytes, { urgent })
      return { bytes: freed, entries: Math.max(0, before.entries - consumer.memoryUsage().entries) }
    }
    return this.add(free, consumer.name, priority)
  }

  /** Removes all. */
  clear(): void {
    this.#entries.clear()
  }

  /** Asks all, one after the other. Never rejects. */
  async run(context: CleanupContext, failed: (name: string, error: unknown) => void): Promise<CleanupPart[]> {
    const parts: CleanupPart[] = []
    let missing = context.bytes
    for (const { name, free } of [...this.#entries].sort((a, b) => b.priority - a.priority)) {
      try {
        const answer = (await inTime(name, free({ ...context, bytes: missing }))) ?? {}
        const part = { status: 'done', name, entries: amount(answer.entries), bytes: amount(answer.bytes) } as const
        parts.push(part)
        if (missing !== undefined) missing = Math.max(0, missing - part.bytes)
      } catch (error) {
        parts.push({ status: 'failed', name, entries: 0, bytes: 0, error })
        failed(name, error)
      }
    }
    return parts
  }
}

// One that never settles would keep the others, and all later cleanups, from freeing.
async function inTime<Answer>(name: string, answer: Answer | Promise<Answer>): Promise<Answer> {
  if (!(answer instanceof Object && 'then' in answer)) return answer
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const text = `the cleanup "${name}" took over ${patienceMs} ms, and nobody waits for it any more; let it settle sooner`
    timer = setTimeout(() => reject(new MemoryError('MONITOR_TIMEOUT', text)), patienceMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

const amount = (value: unknown): number => (typeof value === 'number' && value > 0 && value < 2 ** 53 ? value : 0)

/** Checks how a cleanup is added. */
export function checkCleanup(options: CleanupOptions): {
  readonly name: string | undefined
  readonly priority: number
} {
  checkOptions('a cleanup', options, ['name', 'priority'])
  const { name, priority = 0 } = options
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw invalid(`name is ${shown(name)}; give text`)
  return { name, priority: number('priority', priority, -Number.MAX_VALUE, Number.MAX_VALUE) }
}

/** Sums up what the parts of a cleanup gave, and what was measured before and after. */
export function cleanupReport(
  parts: CleanupReport['parts'],
  measured: Pick<CleanupReport, 'collected' | 'before' | 'after'>,
): CleanupReport {
  const before = heldBy(measured.before)
  return {
    parts,
    entries: parts.reduce((sum, part) => sum + part.entries, 0),
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    ...measured,
    measuredBytes: before === undefined ? undefined : before - (heldBy(measured.after) ?? 0),
  }
}

const heldBy = ({ heapUsedBytes, externalBytes }: MemorySample) =>
  heapUsedBytes === undefined ? undefined : heapUsedBytes + (externalBytes ?? 0)
