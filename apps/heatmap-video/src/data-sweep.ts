import type { BudgetLike } from '@plimsoll/bytes'
import type { FrameReader } from './data-file.js'
import { FlushPace } from './flush-pace.js'
import { giveBack } from './give-back.js'
import { axisValue, countCells, type Job } from './job.js'
import { checkLine, frameBytesOf } from './load-line.js'
import { orAborted } from './or-aborted.js'
import { ProgressCounter } from './progress.js'
import type { SweepOptions, SweepResult } from './sweep.js'

/**
 * Stores the frames of a file that the storage does not have yet, as single precision, one at a time: what is reserved is one
 * frame as the file has it, of 8 bytes a cell at most, and one as it is stored.
 *
 * @throws `FrameStorageError` `NPY_DAMAGED` where the file ends early; what storage and budget throw; the signal's reason
 */
export async function runDataSweep(
  job: Job,
  reader: FrameReader,
  options: Pick<SweepOptions, 'storage' | 'signal' | 'gate' | 'onFrame' | 'onProgress'> & {
    readonly budget?: BudgetLike & { readonly limit: number }
  },
): Promise<SweepResult> {
  const { storage, budget, onFrame, onProgress, gate, signal = new AbortController().signal } = options
  if (budget) checkLine(budget.limit, { job, workers: 1 })
  const { frame, total } = countCells(job)
  const missing = new Set(storage.missing({ to: job.t.steps }))
  const found = job.t.steps - missing.size
  const progress = new ProgressCounter(
    { cells: found * frame, cellsTotal: total, frames: found, framesTotal: job.t.steps },
    onProgress,
  )
  const pace = new FlushPace(() => storage.flush())
  const frames = reader.frames({ signal })
  try {
    for (let read = 0; read < job.t.steps; read++) {
      if (gate) await progress.pause(orAborted(gate(), signal))
      // Before it is read: as the file has it, and as it is stored.
      const reserved = await budget?.reserve(3 * frameBytesOf(job), { owner: `frame ${read + 1}`, signal })
      try {
        const { done, value } = await frames.next()
        if (done) break
        const { index } = value
        if (!missing.has(index)) continue
        const grid =
          value.grid instanceof Float32Array ? value.grid : Float32Array.from(value.grid as ArrayLike<number>)
        onFrame?.(index, grid)
        await storage.storeFrame(index, grid, axisValue(job.t, index), { transfer: true })
        await pace.stored()
        progress.add(frame)
        progress.addFrame()
      } finally {
        giveBack(reserved)
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
  return {
    cells: progress.cellsOfRun,
    frames: missing.size,
    seconds: progress.seconds,
    cellsPerSecond: progress.now.cellsPerSecond,
    peakOpenFrames: 1,
  }
}
