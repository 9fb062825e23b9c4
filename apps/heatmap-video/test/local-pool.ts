import type { WorkerPool } from '@plimsoll/streaming-processor/workers'
import { expect } from 'vitest'
import { computeCells } from '../src/sweep-cells.js'
import type { SweepTask, SweepValues } from '../src/sweep-task.js'

/** Workers that are functions of this process; `hold` decides when each answers. */
export class LocalPool implements WorkerPool {
  readonly size: number
  readonly tasks: SweepTask[] = []
  readonly #hold: (task: SweepTask, index: number) => Promise<void> | void

  constructor(size: number, hold: (task: SweepTask, index: number) => Promise<void> | void = () => {}) {
    this.size = size
    this.#hold = hold
  }

  async call(fn: string, [task]: unknown[]): Promise<SweepValues> {
    expect(fn).toBe('sweep')
    const { job, start, end } = task as SweepTask
    const index = this.tasks.push(task as SweepTask) - 1
    await this.#hold(task as SweepTask, index)
    return { start, values: computeCells(job, start, end) }
  }
}
