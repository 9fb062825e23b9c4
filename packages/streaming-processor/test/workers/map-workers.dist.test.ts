import { Worker } from 'node:worker_threads'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { describe, expect, it } from 'vitest'
import { describeMapWorkers } from './describe-map-workers.js'

describeMapWorkers('Node', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url)),
  throwsAtStart: () => new Worker(new URL('./fixtures/throws-at-start.mjs', import.meta.url)),
})

describe('mapWorkers in Node', () => {
  it('takes a bare URL, and by itself as many workers as the machine runs at once', async () => {
    const job = new URL('./fixtures/job.mjs', import.meta.url)
    const results: number[] = []
    for await (const result of mapWorkers<number, number>([1, 2, 3], job, { fn: 'double' })) results.push(result)
    expect(results).toEqual([2, 4, 6])
  })
})
