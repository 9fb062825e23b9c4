import { type CleanupReport, Cleanups, cleanupReport } from './cleanup.js'
import type { MemoryLevel } from './level.js'
import type { MemorySample } from './source.js'

/** What a cleanup is asked for. */
export interface CleanupWish {
  /** Bytes to free; all where it is left out. */
  readonly bytes?: number | undefined
  /** Whether answers are wanted at once. */
  readonly urgent?: boolean | undefined
}

/** The memory that is cleaned up, and who is told. */
export interface CleanedMemory {
  level(): MemoryLevel
  /** Measures before a pass; throws where there shall be none any more. */
  before(): MemorySample
  /** Measures after a pass. */
  after(): MemorySample
  /** Collects garbage where that is wanted, and answers whether it did. */
  collect(): boolean
  failed(name: string, error: unknown): void
  done(report: CleanupReport): void
}

interface Pass {
  /** `Infinity` for all. */
  bytes: number
  readonly urgent: boolean
  begun: boolean
  readonly report: Promise<CleanupReport>
}

/**
 * Runs cleanups one after the other: who wants no more than one that runs joins it, who wants more has what is left
 * freed after it. What is urgent waits for no calm one.
 */
export class Cleaning {
  /** Those that are asked. */
  readonly callbacks = new Cleanups()
  readonly #memory: CleanedMemory
  readonly #passes = new Set<Pass>()

  constructor(memory: CleanedMemory) {
    this.#memory = memory
  }

  /** Joins a pass, or begins one, at once where it has not to wait. */
  perform({ bytes = Number.POSITIVE_INFINITY, urgent = false }: CleanupWish): Promise<CleanupReport> {
    const passes = [...this.#passes]
    const enough = passes.find(pass => pass.bytes >= bytes && (pass.urgent || !urgent))
    if (enough) return enough.report
    const waiting = passes.find(pass => !pass.begun && pass.urgent === urgent)
    if (waiting) {
      waiting.bytes = bytes
      return waiting.report
    }
    const ahead = passes.filter(pass => pass.begun && (pass.urgent || !urgent))
    let settle: (report: Promise<CleanupReport>) => void = () => {}
    const report = new Promise<CleanupReport>(resolve => {
      settle = resolve
    })
    const pass: Pass = { bytes, urgent, begun: false, report }
    // There before the first callback runs, which may call again.
    this.#passes.add(pass)
    settle(ahead.length ? this.#after(ahead, pass) : this.#begin(pass, bytes))
    const done = () => void this.#passes.delete(pass)
    report.then(done, done)
    return report
  }

  async #after(ahead: readonly Pass[], pass: Pass): Promise<CleanupReport> {
    const settled = await Promise.allSettled(ahead.map(({ report }) => report))
    const reports = settled.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
    const left = reports.reduce((bytes, report) => bytes - report.bytes, pass.bytes)
    const last = reports.at(-1)
    return last && left <= 0 ? last : this.#begin(pass, left)
  }

  async #begin(pass: Pass, left: number): Promise<CleanupReport> {
    pass.begun = true
    const memory = this.#memory
    const before = memory.before()
    const bytes = left === Number.POSITIVE_INFINITY ? undefined : left
    const context = { level: memory.level(), bytes, urgent: pass.urgent }
    const parts = await this.callbacks.run(context, (name, error) => memory.failed(name, error))
    const collected = memory.collect()
    const after = memory.after()
    const report = cleanupReport(parts, { collected, before, after })
    memory.done(report)
    return report
  }
}
