import { Worker } from 'node:worker_threads'
import { describeBatch } from './describe-batch.js'

describeBatch('Node', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url)),
  throwsAtStart: () => new Worker(new URL('./fixtures/throws-at-start.mjs', import.meta.url)),
  missing: () => new Worker(new URL('./fixtures/missing.mjs', import.meta.url)),
})
