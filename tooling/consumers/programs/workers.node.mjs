// Calls functions in a worker, and gets its results and its errors.
import assert from 'node:assert/strict'
import { startWorker } from '@plimsoll/workers'

const worker = startWorker(new URL('./workers.worker.mjs', import.meta.url), { name: 'sums' })
const values = await worker.call('ramp', [1000])
assert.equal(values.length, 1000)
assert.equal(await worker.call('sum', [values], { transfer: [values.buffer] }), 499_500)
assert.equal(values.length, 0, 'what was transferred is gone')
await assert.rejects(
  worker.call('refuse', []),
  error => error instanceof RangeError && error.message === 'out of range',
)
await worker.terminate()
await assert.rejects(worker.call('sum', [[1]]), { code: 'WORKER_TERMINATED' })
