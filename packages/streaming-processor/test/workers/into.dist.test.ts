import { Worker } from 'node:worker_threads'
import { describeInto } from './describe-into.js'

describeInto('Node', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url)),
  diesOnce: () => new Worker(new URL('./fixtures/dies-once.mjs', import.meta.url)),
})
