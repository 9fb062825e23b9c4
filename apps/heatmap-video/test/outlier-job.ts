import { memoryFiles } from '@plimsoll/files/memory'
import { FrameStorage } from '@plimsoll/frame-storage'
import { parseRange, rangeOf } from '../src/colour-range.js'
import { colours } from '../src/colours.js'
import { countCells, frameShape, type Job } from '../src/job.js'
import { SweepRange } from '../src/sweep-range.js'

const side = (parameter: string, steps: number) => ({ parameter, from: 0, to: steps - 1, steps })

/** Volumes of 0 to 218, and one cell of 1000 far beyond: so that no two ranges of colours are alike. */
export const outlierJob: Job = {
  model: 'expression',
  source: 'if(x + y + z + t == 0, 1000, x + 6*y + 36*z + t)',
  x: side('x', 6),
  y: side('y', 6),
  z: side('z', 6),
  t: side('t', 4),
}

/** The colour that a value has over a range of the frames of a job, which are computed here. */
export async function colourOver(job: Job, range: string, value: number): Promise<number[]> {
  const storage = await FrameStorage.open({ session: 'computed', shape: frameShape(job), backend: memoryFiles() })
  try {
    const sweep = new SweepRange()
    const { frame } = countCells(job)
    for (let t = 0; t < job.t.steps; t++)
      await storage.storeFrame(t, (await sweep.compute({ job, start: t * frame, end: (t + 1) * frame })).values)
    const { min, max } = rangeOf(parseRange(range), storage)
    const entry = Math.min(255, Math.max(0, Math.floor((255 * (value - min)) / (max - min) + 0.5)))
    return [...colours('viridis').subarray(4 * entry, 4 * entry + 4)]
  } finally {
    await storage.close()
  }
}
