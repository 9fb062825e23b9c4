import { describeMapWorkers } from './describe-map-workers.js'

describeMapWorkers('the web', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url), { type: 'module' }),
  throwsAtStart: () => new Worker(new URL('./fixtures/throws-at-start.mjs', import.meta.url), { type: 'module' }),
})
