import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { expose, startWorker } from '@plimsoll/workers'
import { describe, expect, it } from 'vitest'
import { describeWorker } from './describe-worker.js'
import type { JobApi } from './job-api.js'

const job = new URL('./fixtures/job.mjs', import.meta.url)

describeWorker('Node', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url)),
  throwsAtStart: () => new Worker(new URL('./fixtures/throws-at-start.mjs', import.meta.url)),
  missing: () => new Worker(new URL('./fixtures/missing.mjs', import.meta.url)),
})

describe('A worker of Node', () => {
  it('starts from a bare URL, and is named by it', async () => {
    await using worker = startWorker<JobApi>(job, { name: 'adder' })
    expect(await worker.call('add', [1, 2])).toBe(3)
    await expect(worker.call('die', [])).rejects.toThrow(`the worker "adder" (${job.href}) exited with code 3`)
  })

  it('is named by where it lies, also where the function that starts it does not spell that out', async () => {
    await using worker = startWorker<JobApi>(() => new Worker(job))
    expect(await worker.call('add', [1, 2])).toBe(3)
    await expect(worker.call('die', [])).rejects.toThrow(`the worker ${fileURLToPath(job)} exited with code 3`)
    const thrower = new URL('./fixtures/throws-at-start.mjs', import.meta.url)
    await using broken = startWorker<JobApi>(() => new Worker(thrower))
    await expect(broken.call('add', [1, 2])).rejects.toThrow(`no table for this worker (${thrower.href}:`)
  })

  it('whose module exposes nothing fails its calls with advice', async () => {
    await using worker = startWorker<JobApi>(new URL('./fixtures/never-exposes.mjs', import.meta.url))
    await expect(worker.call('add', [1, 2])).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      message: expect.stringContaining(
        'never-exposes.mjs exited with code 0 before it was ready; does its module call',
      ),
    })
  })

  it('lets its process end while nothing is pending, and keeps it until what is pending came', async () => {
    const program = fileURLToPath(new URL('./fixtures/idle.mjs', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 50_000 })
    expect(stdout).toBe('3\nslow\n')
  })
})

describe('expose outside of a worker', () => {
  it('is refused', () => {
    expect(() => expose({})).toThrow(expect.objectContaining({ code: 'WORKER_INVALID_FUNCTIONS' }))
  })
})
