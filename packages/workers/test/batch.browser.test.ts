import { describeBatch } from './describe-batch.js'

describeBatch('the web', {
  job: () => new Worker(new URL('./fixtures/job.mjs', import.meta.url), { type: 'module' }),
  throwsAtStart: () => new Worker(new URL('./fixtures/throws-at-start.mjs', import.meta.url), { type: 'module' }),
  missing: () => new Worker('/missing.mjs', { type: 'module' }),
})
