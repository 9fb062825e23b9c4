import { mkdir, readdir, rmdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { FrameStorage } from '@plimsoll/frame-storage'
import { damageNotice, dropDamaged, isDamage } from '../damage.js'
import { runDataSweep } from '../data-sweep.js'
import { countCells, frameShape, type Job, jobKey } from '../job.js'
import { JobBudget } from '../job-budget.js'
import type { SweepProgress } from '../progress.js'
import { runSweep } from '../sweep.js'
import { checkView } from '../view.js'
import { lineOf } from './job-line.js'
import { MemoryWatch } from './memory-peak.js'
import { type Pictures, pictureBytesOf, pictureName, writePictures } from './pictures.js'
import type { RenderOptions, RenderReport } from './render.js'

const worker = new URL('./sweep.worker.js', import.meta.url)

/**
 * Sweeps in threads of this process, then paints each frame into a PNG file.
 *
 * The frames lie in `<folder>/.sweep` (or in `options.session`) until the last picture is written, so that a call that
 * was stopped or killed goes on with the first missing frame.
 */
export async function renderFrames(job: Job, folder: string, options: RenderOptions): Promise<RenderReport> {
  const startMs = performance.now()
  const { workers = availableParallelism(), scale, view, maxMemory } = options
  checkView(job, view)
  const line = lineOf({ job, workers, renderBytes: pictureBytesOf(job, view, scale) }, maxMemory)
  await refuseOtherPictures(folder, job.t.steps)
  await mkdir(folder, { recursive: true })
  const directory = options.session ?? join(folder, '.sweep')
  const backend = nodeFiles({ directory })
  const session = jobKey(job)
  const meta = JSON.parse(JSON.stringify({ job }))
  const storage = await FrameStorage.open({
    session,
    shape: frameShape(job),
    backend,
    meta,
    frames: job.t.steps,
    // What lies in a folder that was named is the user's, and another job in it goes on where it was, however late.
    cleanup: false,
  })
  const budget = new JobBudget(line)
  const memory = new MemoryWatch()
  memory.add(storage)
  let cellsSimulated = 0
  let sweepSeconds = 0
  const sweep = async () => {
    const { signal, onProgress } = options
    const shared = {
      storage,
      budget,
      signal,
      onProgress: (progress: SweepProgress) => {
        memory.look()
        onProgress({ phase: 'sweep', ...progress })
      },
    }
    const { cells, seconds } = options.openFile
      ? await runDataSweep(job, await options.openFile(), shared)
      : await runSweep(job, {
          ...shared,
          worker,
          concurrency: workers,
          holders: holders => memory.add(...holders),
        })
    cellsSimulated += cells
    sweepSeconds += seconds
  }
  let pictures: Pictures | undefined
  try {
    for (let left = job.t.steps; !pictures; left--) {
      await sweep()
      try {
        pictures = await writePictures(job, storage, folder, { memory, budget }, options)
      } catch (error) {
        if (!isDamage(error) || left === 0) throw error
        options.onNote(damageNotice)
        await dropDamaged(storage, job.t.steps, { budget, signal: options.signal })
      }
    }
  } finally {
    budget.close()
    await storage.close()
  }
  if (options.session === undefined) {
    await FrameStorage.delete(session, { backend })
    await rmdir(directory).catch(() => {}) // frames of another job keep it
  }
  const { range, files, width, height, bytes } = pictures
  return {
    job,
    frames: job.t.steps,
    cells: countCells(job).total,
    cellsSimulated,
    sweepSeconds,
    cellsPerSecond: sweepSeconds > 0 ? cellsSimulated / sweepSeconds : 0,
    seconds: (performance.now() - startMs) / 1000,
    range,
    budget: budget.figures,
    memory: memory.peak,
    files,
    film: undefined,
    pictures: { width, height, bytes },
  }
}

// Pictures of a longer job would stand behind those of this one and look like a part of it.
async function refuseOtherPictures(folder: string, frames: number): Promise<void> {
  const own = new Set(Array.from({ length: frames }, (_, index) => pictureName(index, frames)))
  const names = await readdir(folder).catch((): string[] => [])
  const other = names.find(name => /^frame-\d+\.png$/.test(name) && !own.has(name))
  if (other) throw new Error(`${folder} has ${other}, which is none of this job's; name another folder, or empty it`)
}
