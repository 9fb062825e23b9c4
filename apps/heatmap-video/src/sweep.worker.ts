// Runs on each core, in a page's worker and in a thread of Node: a range of cells in, their numbers out, moved.
import { expose, transfer } from '@plimsoll/workers'
import { SweepRange } from './sweep-range.js'
import type { SweepTask, SweepValues } from './sweep-task.js'

const range = new SweepRange()

expose({
  async sweep(task: SweepTask): Promise<SweepValues> {
    const computed = await range.compute(task)
    return transfer(computed, [computed.values.buffer])
  },
})
