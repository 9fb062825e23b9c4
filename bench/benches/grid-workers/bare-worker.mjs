// The workers of the other candidates: bare worker threads.
import { parentPort } from 'node:worker_threads'
import { cell, cells, chunkSize, fill } from './cell.mjs'

parentPort.on('message', message => {
  if (Array.isArray(message)) parentPort.postMessage(message.map(({ x, y, t }) => ({ x, y, t, value: cell(x, y, t) })))
  else if ('next' in message) parentPort.postMessage(takeRanges(message))
  else {
    const { start, end } = message
    const values = new Float32Array(end - start)
    fill(values, 0, start, end)
    parentPort.postMessage(values, [values.buffer])
  }
})

// Whoever is free takes the next range: one counter in shared memory, no messages.
function takeRanges({ values, next }) {
  for (;;) {
    const start = Atomics.add(next, 0, chunkSize)
    if (start >= cells) return 'done'
    fill(values, start, start, Math.min(start + chunkSize, cells))
  }
}
