import { MemoryBudget } from '@plimsoll/memory-monitor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SweepError } from '../src/errors.js'
import { countCells, defaultJob, type Job } from '../src/job.js'
import { JobBudget } from '../src/job-budget.js'
import { frameBytesOf, leastLine, usualLine } from '../src/load-line.js'
import { runSweep } from '../src/sweep.js'
import { computeCells } from '../src/sweep-cells.js'
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
const reserved = (budget: MemoryBudget | JobBudget) =>
  budget.explain().holders.reduce((sum, { reservedBytes }) => sum + reservedBytes, 0)
const framesOf = (budget: MemoryBudget | JobBudget) =>
  budget
    .explain()
    .holders.map(({ name }) => name)
    .filter(name => /^frame \d/.test(name))
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}

describe('a sweep under a budget', () => {
  it('has each frame reserved before a worker is asked for its first cell, until it is stored', async () => {
    const job = sized(50, 50, 8)
    const budget = new MemoryBudget({ limit: usualLine({ job, workers: 2 }) })
    const storage = new MemoryStorage(job)
    const frame = countCells(job).frame
    const worker = new LocalPool(2, ({ start }) => {
      expect(framesOf(budget)).toContain(`frame ${start / frame + 1}`.replace(/\.\d+/, ''))
    })
    storage.delay = async index => {
      expect(framesOf(budget)).toContain(`frame ${index + 1}`)
    }
    await runSweep(job, { storage, worker, budget })
    expect(budget.explain()).toMatchObject({ usedBytes: 0, holders: [], waiting: [] })
    expect(sorted(storage)).toEqual(allFrames(job))
  })

  it('is done under the lowest line, one frame at a time', async () => {
    const job = sized(40, 40, 10)
    const limit = leastLine({ job, workers: 3 })
    const budget = new JobBudget(limit)
    const storage = new MemoryStorage(job)
    const open: number[] = []
    const worker = new LocalPool(3, () => void open.push(framesOf(budget).length))
    const { peakOpenFrames } = await runSweep(job, { storage, worker, budget })
    expect(sorted(storage)).toEqual(allFrames(job))
    expect([peakOpenFrames, Math.max(...open)]).toEqual([1, 1])
    expect(budget.figures).toMatchObject({ limitBytes: limit, waits: 9 })
    expect(budget.figures.peakReservedBytes).toBeLessThanOrEqual(limit)
  })

  it('never has more reserved than the line, wherever it lies and in whatever order chunks and stores end', async () => {
    const cases = fc.record({
      workers: fc.integer({ min: 1, max: 4 }),
      side: fc.integer({ min: 1, max: 60 }),
      frames: fc.integer({ min: 1, max: 12 }),
      above: fc.double({ min: 0, max: 6, noNaN: true }),
      delays: fc.array(fc.nat(40), { minLength: 1, maxLength: 50 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ workers, side, frames, above, delays }) => {
        const job = sized(side, side, frames)
        const limit = Math.floor(leastLine({ job, workers }) + above * frameBytesOf(job))
        const budget = new MemoryBudget({ limit })
        const within = () => expect(reserved(budget)).toBeLessThanOrEqual(limit)
        budget.on('wait', within)
        const storage = new MemoryStorage(job)
        const delay = async (index: number) => {
          within()
          await turns(delays[index % delays.length] ?? 0)
          within()
        }
        storage.delay = delay
        const worker = new LocalPool(workers, (_, index) => delay(index))
        await runSweep(job, { storage, worker, budget })
        expect(sorted(storage)).toEqual(allFrames(job))
        expect(budget.explain()).toMatchObject({ usedBytes: 0, holders: [], waiting: [] })
      }),
      { numRuns: 25 },
    )
  })

  it('gives all bytes back when it is stopped, wherever that meets it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.integer({ min: 1, max: 3 }), async (stopAfter, workers) => {
        const job = sized(20, 20, 12)
        const budget = new MemoryBudget({ limit: leastLine({ job, workers }) + frameBytesOf(job) })
        const controller = new AbortController()
        const worker = new LocalPool(workers, (_, index) => {
          if (index === Math.min(stopAfter, 11)) controller.abort(new Error('enough'))
        })
        const { signal } = controller
        const running = runSweep(job, { storage: new MemoryStorage(job), worker, budget, signal })
        await expect(running).rejects.toThrow('enough')
        expect(budget.explain()).toMatchObject({ usedBytes: 0, holders: [], waiting: [] })
      }),
      { numRuns: 25 },
    )
  })

  it('gives all bytes back when it is stopped while it waits for room', async () => {
    const job = sized(20, 20, 6)
    const budget = new MemoryBudget({ limit: leastLine({ job, workers: 1 }) })
    const controller = new AbortController()
    budget.on('wait', () => controller.abort(new Error('no patience')))
    const options = { storage: new MemoryStorage(job), worker: new LocalPool(1), budget, signal: controller.signal }
    await expect(runSweep(job, options)).rejects.toThrow('no patience')
    expect(budget.explain()).toMatchObject({ usedBytes: 0, holders: [], waiting: [] })
  })

  it('gives all bytes back when a worker or the storage fails', async () => {
    const job = sized(20, 20, 6)
    for (const failing of ['worker', 'storage']) {
      const budget = new MemoryBudget({ limit: leastLine({ job, workers: 2 }) })
      const storage = new MemoryStorage(job)
      const fail = () => Promise.reject(new Error('broken'))
      if (failing === 'storage') storage.delay = fail
      const worker = new LocalPool(2, (_, index) => (failing === 'worker' && index === 2 ? fail() : undefined))
      await expect(runSweep(job, { storage, worker, budget })).rejects.toThrow()
      expect(budget.explain()).toMatchObject({ usedBytes: 0, holders: [], waiting: [] })
    }
  })

  it('refuses a line that is too low for one frame by name, before anything is started', async () => {
    const job = sized(100, 100, 3)
    const least = leastLine({ job, workers: 2 })
    const budget = new MemoryBudget({ limit: least - 1 })
    const worker = new LocalPool(2)
    const failure = await runSweep(job, { storage: new MemoryStorage(job), worker, budget }).catch(error => error)
    expect(failure).toBeInstanceOf(SweepError)
    expect(failure).toMatchObject({ code: 'SWEEP_LINE_TOO_LOW' })
    expect(failure.message).toContain('too low for one frame of 100 x 100 (39.1 KiB)')
    expect(failure.message).toContain(`(${least} bytes) or more`)
    expect([worker.tasks, budget.explain().holders]).toEqual([[], []])
  })

  it('waits for what others hold, and goes on when they give it back', async () => {
    const job = sized(30, 30, 4)
    const frame = frameBytesOf(job)
    const budget = new MemoryBudget({ limit: leastLine({ job, workers: 1 }) + frame })
    const other = await budget.reserve(frame + 1, { owner: 'another job' })
    const storage = new MemoryStorage(job)
    const running = runSweep(job, { storage, worker: new LocalPool(1), budget })
    await turns(200)
    expect(budget.explain().waiting).toMatchObject([{ owner: 'frame 1', bytes: frame }])
    expect(storage.frames.size).toBe(0)
    other.shrink(other.bytes)
    await running
    expect(sorted(storage)).toEqual(allFrames(job))
  })

  it('shows chunks on their way and the storage’s tables beside the frames, each byte once', async () => {
    const job = sized(60, 60, 5)
    const storage = new MemoryStorage(job)
    storage.tableBytes = 300
    const budget = new MemoryBudget({ limit: usualLine({ job, workers: 2 }) })
    storage.delay = async () => {
      const { holders } = budget.explain()
      expect(holders.map(({ name, kind }) => [name, kind]).slice(0, 2)).toEqual([
        ['mapWorkers', 'consumer'],
        ['frame storage', 'consumer'],
      ])
      expect(holders[1]?.usage?.externalBytes).toBe(300)
    }
    await runSweep(job, { storage, worker: new LocalPool(2), budget })
    expect(budget.explain().holders).toEqual([])
  })
})
