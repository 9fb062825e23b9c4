import { describeInto } from './describe-into.js'

describeInto('the web', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url), { type: 'module' }),
  diesOnce: () => new Worker(new URL('./fixtures/dies-once.mjs', import.meta.url), { type: 'module' }),
})
