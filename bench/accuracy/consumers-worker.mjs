// What a WorkerMap's results are computed by.
import { expose, transfer } from '@plimsoll/workers'
import { record } from './consumers-values.mjs'

expose({
  record,
  buffer(bytes) {
    const values = new Uint8Array(bytes)
    return transfer(values, [values.buffer])
  },
})
