import { frameShape, type Job } from '../src/job.js'
import type { SweepStorage } from '../src/sweep.js'

/** Keeps frames in a map: what a sweep needs of a storage, and nothing to go wrong unless a test wants it. */
export class MemoryStorage implements SweepStorage {
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

  flushes = 0

  async flush(): Promise<void> {
    this.flushes++
  }

  async storeFrame(index: number, grid: Float32Array, t = index): Promise<void> {
    const moved = structuredClone(grid, { transfer: [grid.buffer] })
    await this.delay(index)
    this.frames.set(index, moved)
    this.times.set(index, t)
  }
}
