// Calls functions in a worker of the page, and gets its results and its errors.
import { startWorker } from '@plimsoll/workers'

export async function run() {
  const worker = startWorker(() => new Worker(new URL('./workers.worker.mjs', import.meta.url), { type: 'module' }))
  const values = await worker.call('ramp', [1000])
  const sum = await worker.call('sum', [values], { transfer: [values.buffer] })
  if (sum !== 499_500 || values.length !== 0) throw new Error(`The sum is ${sum}; ${values.length} values stayed.`)
  const refusal = await worker.call('refuse', []).catch(error => error)
  if (!(refusal instanceof RangeError)) throw new Error(`The worker answered ${refusal}.`)
  await worker.terminate()
}
