import type { MemoryUsage } from '@plimsoll/bytes'
import { frameShape, type Job } from '../src/job.js'
import type { SweepStorage } from '../src/sweep.js'

/** Keeps frames in a map: what a sweep needs of a storage, and nothing to go wrong unless a test wants it. */
export class MemoryStorage implements SweepStorage {
  readonly name = 'frame storage'
  readonly shape: readonly number[]
  readonly frames = new Map<number, Float32Array>()
  readonly times = new Map<number, number>()
  /** Awaited by each store. */
  delay: (index: number) => Promise<void> = () => Promise.resolve()

  constructor(job: Job) {
    this.shape = frameShape(job)
  }

  missing({ to = 0 }: { readonly to?: number } = {}): number[] {
    return Array.from({ length: to }, (_, index) => index).filter(index => !this.frames.has(index))
  }

  /** What it says it holds besides frames. */
  tableBytes = 0
  #storing = 0

  memoryUsage(): MemoryUsage {
    const externalBytes = this.tableBytes + this.#storing * 4 * this.shape.reduce((cells, steps) => cells * steps, 1)
    return { heapBytes: 0, externalBytes, entries: this.#storing }
  }

  reclaim(): number {
    return 0
  }

  flushes = 0

  async flush(): Promise<void> {
    this.flushes++
  }

  async storeFrame(index: number, grid: Float32Array, t = index): Promise<void> {
    const moved = structuredClone(grid, { transfer: [grid.buffer] })
    this.#storing++
    await this.delay(index).finally(() => this.#storing--)
    this.frames.set(index, moved)
    this.times.set(index, t)
  }
}
