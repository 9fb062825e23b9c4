import type { MemoryConsumer } from '@plimsoll/bytes'
import type { WorkerPool } from '@plimsoll/streaming-processor/workers'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { SweepError } from '../src/errors.js'
import { axisValue, countCells, defaultJob, type Job } from '../src/job.js'
import { drivenOscillator } from '../src/models/driven-oscillator.js'
import type { SweepProgress } from '../src/progress.js'
import { runSweep } from '../src/sweep.js'
import { computeCells } from '../src/sweep-cells.js'
import type { SweepTask } from '../src/sweep-task.js'
import { LocalPool } from './local-pool.js'
import { MemoryStorage } from './memory-storage.js'

const sized = (x: number, y: number, t: number): Job => {
  const job = defaultJob('driven-oscillator')
  return { ...job, x: { ...job.x, steps: x }, y: { ...job.y, steps: y }, t: { ...job.t, steps: t } }
}
const allFrames = (job: Job) => {
  const { frame } = countCells(job)
  return new Map(
    Array.from({ length: job.t.steps }, (_, t) => [t, computeCells(job, t * frame, (t + 1) * frame)] as const),
  )
}
const sorted = ({ frames }: MemoryStorage) => new Map([...frames].sort(([a], [b]) => a - b))
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}

describe('a sweep', () => {
  it('stores the frames that three plain loops give', async () => {
    const job = sized(50, 50, 50)
    const storage = new MemoryStorage(job)
    const result = await runSweep(job, { storage, worker: new LocalPool(2) })
    expect(sorted(storage)).toEqual(allFrames(job))
    expect(storage.times.get(7)).toBe(axisValue(job.t, 7))
    expect(result).toMatchObject({ cells: 125_000, frames: 50, peakOpenFrames: expect.any(Number) })
    expect(result.peakOpenFrames).toBeLessThanOrEqual(4)
  })

  it('has at most workers + 2 frames open, in whatever order chunks and stores end', async () => {
    const cases = fc.record({
      workers: fc.integer({ min: 1, max: 4 }),
      side: fc.integer({ min: 1, max: 60 }),
      frames: fc.integer({ min: 1, max: 12 }),
      delays: fc.array(fc.nat(40), { minLength: 1, maxLength: 50 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ workers, side, frames, delays }) => {
        const job = sized(side, side, frames)
        const storage = new MemoryStorage(job)
        const delay = (index: number) => turns(delays[index % delays.length] ?? 0)
        let storing = 0
        storage.delay = async index => {
          storing++
          expect(storing).toBeLessThanOrEqual(workers + 2)
          await delay(index)
          storing--
        }
        const pool = new LocalPool(workers, (_, index) => delay(index))
        const { peakOpenFrames } = await runSweep(job, { storage, worker: pool })
        expect(peakOpenFrames).toBeLessThanOrEqual(workers + 2)
        expect(sorted(storage)).toEqual(allFrames(job))
        for (const { start, end } of pool.tasks)
          expect(Math.floor(start / (side * side))).toBe(Math.floor((end - 1) / (side * side)))
      }),
      { numRuns: 25 },
    )
  })

  it('does not run ahead of a frame that is held up', async () => {
    const job = sized(10, 10, 100)
    const storage = new MemoryStorage(job)
    let letGo = () => {}
    const held = new Promise<void>(resolve => {
      letGo = resolve
    })
    const pool = new LocalPool(2, ({ start }) => (start === 0 ? held : undefined))
    const running = runSweep(job, { storage, worker: pool })
    await turns(2000)
    // Frame 0 keeps its place; the others pass through the remaining three.
    expect(storage.frames.has(0)).toBe(false)
    letGo()
    expect((await running).peakOpenFrames).toBeLessThanOrEqual(4)
    expect(sorted(storage)).toEqual(allFrames(job))
  })

  it('flushes the storage while it goes', async () => {
    let ms = 0
    const now = vi.spyOn(performance, 'now').mockImplementation(() => {
      ms += 2000
      return ms
    })
    onTestFinished(() => now.mockRestore())
    const job = sized(10, 10, 5)
    const storage = new MemoryStorage(job)
    await runSweep(job, { storage, worker: new LocalPool(1) })
    expect(storage.flushes).toBe(5)
  })

  it('simulates only the frames that are missing', async () => {
    const job = sized(40, 30, 10)
    const storage = new MemoryStorage(job)
    const whole = allFrames(job)
    for (const index of [0, 3, 4, 9]) storage.frames.set(index, whole.get(index) ?? new Float32Array())
    const pool = new LocalPool(2)
    const told: SweepProgress[] = []
    const result = await runSweep(job, { storage, worker: pool, onProgress: progress => told.push(progress) })
    expect([result.cells, result.frames]).toEqual([7200, 6])
    expect(new Set(pool.tasks.map(({ start }) => Math.floor(start / 1200)))).toEqual(new Set([1, 2, 5, 6, 7, 8]))
    expect(sorted(storage)).toEqual(whole)
    expect(told[0]).toMatchObject({ cells: 4800, cellsTotal: 12_000, frames: 4, framesTotal: 10 })
    expect(told.at(-1)).toMatchObject({ cells: 12_000, cellsTotal: 12_000, frames: 10, framesTotal: 10, etaSeconds: 0 })
  })

  it('has nothing to do where all frames are there', async () => {
    const job = sized(5, 5, 3)
    const storage = new MemoryStorage(job)
    await runSweep(job, { storage, worker: new LocalPool(1) })
    const pool = new LocalPool(1)
    expect(await runSweep(job, { storage, worker: pool })).toMatchObject({ cells: 0, frames: 0, cellsPerSecond: 0 })
    expect(pool.tasks).toEqual([])
  })

  it('goes on after an abort, to frames equal bit by bit to those of an unbroken run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 3 }), async (stopAfter, workers) => {
        const job = sized(20, 20, 12)
        const storage = new MemoryStorage(job)
        const controller = new AbortController()
        const pool = new LocalPool(workers, (_, index) => {
          if (index === stopAfter) controller.abort(new Error('enough'))
        })
        await expect(runSweep(job, { storage, worker: pool, signal: controller.signal })).rejects.toThrow('enough')
        expect(storage.frames.size).toBeLessThan(12)
        await runSweep(job, { storage, worker: new LocalPool(workers) })
        expect(sorted(storage)).toEqual(allFrames(job))
      }),
      { numRuns: 25 },
    )
  })

  it('waits at the gate before each chunk, and an abort opens it', async () => {
    const job = sized(20, 20, 6)
    const storage = new MemoryStorage(job)
    let gates = 0
    let open = () => {}
    const gate = () => {
      gates++
      return gates < 3
        ? Promise.resolve()
        : new Promise<void>(resolve => {
            open = resolve
          })
    }
    const controller = new AbortController()
    const running = runSweep(job, { storage, worker: new LocalPool(1), gate, signal: controller.signal })
    await turns(500)
    expect([gates, storage.frames.size]).toEqual([3, 2])
    open()
    await turns(500)
    expect([gates, storage.frames.size]).toEqual([4, 3])
    controller.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
    expect(storage.frames.size).toBe(3)
  })

  it('names the cell and its parameters when the model throws, and keeps what was stored', async () => {
    const job = sized(10, 10, 20)
    const storage = new MemoryStorage(job)
    const pool: WorkerPool = {
      size: 2,
      async call(_fn, [task]) {
        const { start, end } = task as SweepTask
        const failing = {
          ...drivenOscillator,
          simulate(p: Float64Array): number {
            if (start === 1200 && p[0] === axisValue(job.x, 3)) throw new Error('diverged')
            return drivenOscillator.simulate(p)
          },
        }
        return { start, values: computeCells(job, start, end, failing) }
      },
    }
    const failure = await runSweep(job, { storage, worker: pool }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(SweepError)
    expect(failure).toMatchObject({
      code: 'SWEEP_MODEL_FAILED',
      cell: 1203,
      parameters: { drive: axisValue(job.x, 3), natural: job.y.from, damping: axisValue(job.t, 12), force: 1 },
    })
    expect((failure as Error).message).toMatch(/^driven-oscillator failed in cell 1203 \(.*\): diverged$/)
    expect(storage.frames.size).toBeGreaterThanOrEqual(9)
    expect(storage.frames.has(12)).toBe(false)
  })

  it('names them too when the error comes from a worker as a copy', async () => {
    const job = sized(10, 10, 2)
    const pool: WorkerPool = {
      size: 1,
      async call() {
        const fields = { name: 'SweepError', code: 'SWEEP_MODEL_FAILED', cell: 5, parameters: { drive: 1 } }
        throw Object.assign(new Error('driven-oscillator failed in cell 5'), fields)
      },
    }
    const failure = runSweep(job, { storage: new MemoryStorage(job), worker: pool })
    await expect(failure).rejects.toBeInstanceOf(SweepError)
    await expect(failure).rejects.toMatchObject({
      cell: 5,
      parameters: { drive: 1 },
      message: expect.stringMatching(/cell 5/),
    })
  })

  it('ends with what the storage throws, the last frame’s failure too', async () => {
    for (const failing of [0, 5]) {
      const job = sized(10, 10, 6)
      const storage = new MemoryStorage(job)
      storage.delay = async index => {
        if (index === failing) throw new Error('the disk is full')
      }
      await expect(runSweep(job, { storage, worker: new LocalPool(1) })).rejects.toThrow('the disk is full')
      expect(storage.frames.has(failing)).toBe(false)
    }
  })

  it('refuses a storage of frames of another shape', async () => {
    const failure = runSweep(sized(4, 5, 2), { storage: new MemoryStorage(sized(5, 4, 2)), worker: new LocalPool(1) })
    await expect(failure).rejects.toMatchObject({ code: 'SWEEP_WRONG_STORAGE' })
    await expect(failure).rejects.toThrow('the storage has frames of 4 x 5; this job needs 5 x 4')
  })

  it('shows each frame once, before it is stored, and says who holds memory', async () => {
    const job = sized(60, 60, 5)
    const storage = new MemoryStorage(job)
    const seen = new Map<number, Float32Array>()
    let holders: MemoryConsumer[] = []
    let held = 0
    await runSweep(job, {
      storage,
      worker: new LocalPool(2),
      onFrame: (index, grid) => {
        expect(storage.frames.has(index)).toBe(false)
        expect(seen.has(index)).toBe(false)
        seen.set(index, grid.slice())
      },
      onProgress: () => {
        held = Math.max(held, ...holders.map(holder => holder.memoryUsage().externalBytes))
      },
      holders: given => {
        holders = given
      },
    })
    expect(new Map([...seen].sort(([a], [b]) => a - b))).toEqual(allFrames(job))
    expect(holders.map(({ name }) => name)).toEqual(['open frames', 'mapWorkers'])
    expect(holders.map(holder => holder.memoryUsage().externalBytes)).toEqual([0, 0])
    expect(held).toBeGreaterThan(0)
    expect(held).toBeLessThanOrEqual(4 * 60 * 60 * 4)
  })
})
