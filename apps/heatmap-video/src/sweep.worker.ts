// Runs on each core, in a page's worker and in a thread of Node: a range of cells in, their numbers out, moved.
import { expose, transfer } from '@plimsoll/workers'
import { computeCells } from './sweep-cells.js'
import type { SweepTask, SweepValues } from './sweep-task.js'

expose({
  sweep({ job, start, end }: SweepTask): SweepValues {
    const values = computeCells(job, start, end)
    return transfer({ start, values }, [values.buffer])
  },
})
