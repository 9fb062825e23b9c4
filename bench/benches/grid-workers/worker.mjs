// The worker of ours, as a user writes it.
import { inPieces } from '@plimsoll/streaming-processor/workers'
import { expose, transfer } from '@plimsoll/workers'
import { fill } from './cell.mjs'

expose({
  sweep({ start, end }) {
    const values = new Float32Array(end - start)
    fill(values, 0, start, end)
    return transfer(values, [values.buffer])
  },
  fill: inPieces(({ start, end }, values) => fill(values, 0, start, end)),
})
