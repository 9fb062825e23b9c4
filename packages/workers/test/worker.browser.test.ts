import { expose, startWorker } from '@plimsoll/workers'
import { describe, expect, it } from 'vitest'
import { describeWorker } from './describe-worker.js'
import type { JobApi } from './job-api.js'

describeWorker('the web', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url), { type: 'module' }),
  throwsAtStart: () => new Worker(new URL('./fixtures/throws-at-start.mjs', import.meta.url), { type: 'module' }),
  missing: () => new Worker('/missing.mjs', { type: 'module' }),
})

describe('A worker of the web', () => {
  it('is named by where it lies, also where the function that starts it does not spell that out', async () => {
    const job = new URL('./fixtures/job.mjs', import.meta.url)
    await using worker = startWorker<JobApi>(() => startsModule(job))
    expect(await worker.call('add', [1, 2])).toBe(3)
    await expect(worker.call('die', [])).rejects.toThrow(`the worker ${job.origin}`)
  })
})

function startsModule(module: URL): Worker {
  return new Worker(module, { type: 'module' })
}

describe('A bare URL in a browser', () => {
  it('is refused with what to give instead', () => {
    expect(() => startWorker(new URL('./fixtures/job.mjs', import.meta.url))).toThrow(
      expect.objectContaining({ code: 'WORKER_INVALID_SOURCE', message: expect.stringContaining('() => new Worker(') }),
    )
  })
})

describe('expose in a page', () => {
  it('is refused', () => {
    expect(() => expose({})).toThrow(expect.objectContaining({ code: 'WORKER_INVALID_FUNCTIONS' }))
  })
})
