import type { BudgetLike, MemoryConsumer, MemoryReservation } from '@plimsoll/bytes'
import type { FrameStorage } from '@plimsoll/frame-storage'
import { mapWorkers, type WorkerPool } from '@plimsoll/streaming-processor/workers'
import type { WorkerSource } from '@plimsoll/workers'
import { isModuleCode, ModuleError, SweepError } from './errors.js'
import { FlushPace } from './flush-pace.js'
import { FrameAssembly } from './frame-assembly.js'
import { giveBack } from './give-back.js'
import { axisValue, countCells, frameShape, type Job, modelOf } from './job.js'
import { checkLine, chunkBytesOf, frameBytesOf, tableBytesOf } from './load-line.js'
import { orAborted } from './or-aborted.js'
import { ProgressCounter, type SweepProgress } from './progress.js'
import { StorageRest } from './storage-rest.js'
import { chunkSize, chunksPerWorker, frameTasks, type SweepTask, type SweepValues } from './sweep-task.js'

/** The part of a storage that a sweep writes to. */
export type SweepStorage = Pick<FrameStorage<'float32'>, 'shape' | 'missing' | 'storeFrame' | 'flush'> & MemoryConsumer

/** How a sweep runs, and who hears of it. */
export interface SweepOptions {
  /** Where frames go; those that are there already are not simulated again. */
  readonly storage: SweepStorage
  /** Starts `sweep.worker`, or a pool of such workers. */
  readonly worker: WorkerSource | WorkerPool
  /**
   * How many workers.
   *
   * @defaultValue the pool's size, or the number of cores
   */
  readonly concurrency?: number
  /**
   * The line: each frame is reserved before its cells are simulated, until it is stored; chunks and the storage's tables
   * are reserved at the start. Where there is no room, fewer frames are open at once.
   *
   * @defaultValue none: workers + 2 frames are open at once
   */
  readonly budget?: BudgetLike & { readonly limit: number }
  /** What the address of a user's module is relative to: the page's address. */
  readonly base?: string
  /** Ends the sweep; what is stored stays. */
  readonly signal?: AbortSignal
  /** Awaited before each chunk is handed out: a promise that stays open is a pause. */
  readonly gate?: () => Promise<void>
  /** Sees each frame that is whole, before it is stored. The grid is gone when this returns: look at once, or copy. */
  readonly onFrame?: (index: number, grid: Float32Array) => void
  /** Told at the start, of each stored frame, and about a thousand times between. */
  readonly onProgress?: (progress: SweepProgress) => void
  /** Told once who holds memory for this sweep, the storage aside. */
  readonly holders?: (holders: MemoryConsumer[]) => void
}

/** What a sweep did. */
export interface SweepResult {
  /** Cells that were simulated; fewer than the job's where frames were there already. */
  readonly cells: number
  /** Frames that were stored. */
  readonly frames: number
  /** Seconds, pauses left out. */
  readonly seconds: number
  /** Cells by seconds. */
  readonly cellsPerSecond: number
  /** The most frames that were open at once; never above workers + 2. */
  readonly peakOpenFrames: number
}

/**
 * Simulates the frames of a job that the storage does not have yet, and stores each when its last cell has come.
 *
 * At most workers + 2 frames are open at once, being simulated, put together or stored; fewer where the budget has no room
 * for so many. A frame is stored whole or not
 * at all, so that a second call goes on where this one ended, for whatever reason.
 *
 * @param job - as `parseJob` answered it
 * @throws {@link SweepError} `SWEEP_MODEL_FAILED`, naming the cell and its parameters; `SWEEP_WRONG_STORAGE`;
 * `SWEEP_LINE_TOO_LOW`, before anything is started; the signal's reason; whatever storage, workers and budget throw
 */
export async function runSweep(job: Job, options: SweepOptions): Promise<SweepResult> {
  const { storage, budget, onFrame } = options
  const shape = frameShape(job).join(' x ')
  if (storage.shape.join(' x ') !== shape)
    throw new SweepError(
      'SWEEP_WRONG_STORAGE',
      `the storage has frames of ${storage.shape.join(' x ')}; this job needs ${shape}`,
    )
  const { frame: frameCells, total } = countCells(job)
  // One frame comes out of the other: one worker has them all.
  const evolves = modelOf(job).evolve !== undefined
  const concurrency = evolves ? 1 : (options.concurrency ?? coresOf(options.worker))
  const size = evolves ? frameCells : chunkSize(frameCells, concurrency)
  if (budget) checkLine(budget.limit, { job, workers: concurrency })
  const missing = storage.missing({ to: job.t.steps })
  const frames = job.t.steps - missing.length
  const progress = new ProgressCounter(
    { cells: frames * frameCells, cellsTotal: total, frames, framesTotal: job.t.steps },
    options.onProgress,
  )
  const assembly = new FrameAssembly(frameCells, concurrency + 2, budget)
  const failed = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal

  async function* tasks(): AsyncGenerator<SweepTask, void, undefined> {
    for (const t of missing) {
      await assembly.admit(t, signal)
      for (const task of frameTasks(job, t, size, options.base)) {
        if (options.gate) await progress.pause(orAborted(options.gate(), signal))
        yield task
      }
    }
  }

  let storingNow = 0
  const pace = new FlushPace(() => storage.flush())

  async function store(t: number, grid: Float32Array): Promise<void> {
    try {
      storingNow++
      await storage.storeFrame(t, grid, axisValue(job.t, t), { transfer: true }).finally(() => storingNow--)
      await pace.stored()
      progress.addFrame()
      assembly.release(t)
    } catch (error) {
      failed.abort(error)
    }
  }

  const storing = new Set<Promise<void>>()
  const map = mapWorkers<SweepTask, SweepValues>(tasks(), options.worker, {
    fn: 'sweep',
    concurrency,
    ordered: false,
    maxInFlight: evolves ? 1 : chunksPerWorker * concurrency,
    signal,
  })
  const joined: MemoryReservation[] = []
  async function join(consumer: MemoryConsumer, most: number): Promise<void> {
    if (!budget) return
    const reservation = budget.register(consumer, { rebuildCost: 'dear', min: most })
    joined.push(reservation)
    await reservation.grow(most, { signal })
  }

  options.holders?.([assembly, map])
  try {
    signal.throwIfAborted()
    await join(map, chunkBytesOf(job, concurrency))
    await join(new StorageRest(storage, () => storingNow * frameBytesOf(job)), tableBytesOf(job))
    for await (const { start, values } of map) {
      const t = Math.floor(start / frameCells)
      const cells = values.length
      const grid = assembly.add(t, start - t * frameCells, values)
      progress.add(cells)
      if (!grid) continue
      onFrame?.(t, grid)
      const stored = store(t, grid).finally(() => storing.delete(stored))
      storing.add(stored)
    }
    await Promise.all(storing)
    signal.throwIfAborted() // storing the last frames may have failed
  } catch (error) {
    throw failureOfModel(error) ?? error
  } finally {
    failed.abort() // ends the wait for a place or at the gate
    await Promise.all(storing)
    assembly.close()
    joined.forEach(giveBack)
  }
  return {
    cells: progress.cellsOfRun,
    frames: missing.length,
    seconds: progress.seconds,
    cellsPerSecond: progress.now.cellsPerSecond,
    peakOpenFrames: assembly.peakOpenFrames,
  }
}

function coresOf(worker: WorkerSource | WorkerPool): number {
  if (typeof worker === 'object' && 'size' in worker) return worker.size
  return globalThis.navigator?.hardwareConcurrency ?? process.getBuiltinModule('node:os').availableParallelism()
}

// The worker's error lies below the stream's, as a copy: name, message and fields, without its class.
function failureOfModel(error: unknown): SweepError | ModuleError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof SweepError || at instanceof ModuleError) return at
    if (isModuleCode((at as Partial<ModuleError>).code))
      return new ModuleError((at as ModuleError).code, at.message, { cause: error })
    const { code, cell, parameters } = at as Partial<SweepError>
    if (code === 'SWEEP_MODEL_FAILED' && cell !== undefined && parameters)
      return new SweepError(code, at.message, { cause: error, cell, parameters })
  }
  return undefined
}
