import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { defaultJob, type Job } from '../src/job.js'
import { runSweep } from '../src/sweep.js'
import { computeCells } from '../src/sweep-cells.js'
import { MemoryStorage } from './memory-storage.js'

const module = new URL('../dist/sweep.worker.js', import.meta.url)
const whole = defaultJob('double-pendulum')
const job: Job = { ...whole, x: { ...whole.x, steps: 40 }, y: { ...whole.y, steps: 40 }, t: { ...whole.t, steps: 8 } }

it('gives the same frames, bit by bit, when a worker thread is killed in the middle', async () => {
  const workers: Worker[] = []
  const storage = new MemoryStorage(job)
  let killed = 0
  await runSweep(job, {
    storage,
    concurrency: 2,
    worker: () => {
      const worker = new Worker(module)
      workers.push(worker)
      return worker
    },
    onFrame: index => {
      if (index !== 2) return
      killed++
      void workers[0]?.terminate()
    },
  })
  expect([killed, workers.length]).toEqual([1, 3])
  expect(storage.missing({ to: 8 })).toEqual([])
  for (const [index, frame] of storage.frames)
    expect(frame).toEqual(computeCells(job, index * 1600, (index + 1) * 1600))
})

it('ends its threads when it is aborted', async () => {
  const controller = new AbortController()
  const exits: Promise<unknown>[] = []
  const running = runSweep(job, {
    storage: new MemoryStorage(job),
    concurrency: 2,
    signal: controller.signal,
    worker: () => {
      const worker = new Worker(module)
      exits.push(new Promise(resolve => worker.once('exit', resolve)))
      return worker
    },
    onFrame: () => controller.abort(new Error('enough')),
  })
  await expect(running).rejects.toThrow('enough')
  expect(exits.length).toBeGreaterThan(0)
  await Promise.all(exits)
})
