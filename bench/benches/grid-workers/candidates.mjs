import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { gridChunks } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { startWorker } from '@plimsoll/workers'
import { axes, cells, chunkSize, fill } from './cell.mjs'

const workers = 2

// The best of several sweeps in a row: what it takes where nobody else takes a core away. Checked, not trusted.
async function candidate(sweep, { quick }, close) {
  const expected = new Float32Array(cells)
  fill(expected, 0, 0, cells)
  const values = await sweep()
  if (!values.every((value, index) => value === expected[index])) throw new Error('the sweep gave other values')
  const round = async () => {
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < (quick ? 5 : 12); i++) {
      const from = performance.now()
      await sweep()
      best = Math.min(best, performance.now() - from)
    }
    return best
  }
  await round()
  return { round, close }
}

// Kept over the sweeps, as an app keeps its pool; each message goes to the worker with fewest calls.
function startPool() {
  const clients = Array.from({ length: workers }, () => startWorker(new URL('worker.mjs', import.meta.url)))
  const free = () => clients.reduce((least, client) => (client.pending < least.pending ? client : least))
  return {
    size: workers,
    call: (fn, args, given) => free().call(fn, args, given),
    callEach: (fn, argsOfEach, given) => free().callEach(fn, argsOfEach, given),
    close: () => Promise.all(clients.map(client => client.terminate())),
  }
}

async function moved(pool, options, size = chunkSize) {
  const sweep = async () => {
    const values = new Float32Array(cells)
    let at = 0
    for await (const part of mapWorkers(gridChunks(axes, { size }), pool, { fn: 'sweep' })) {
      values.set(part, at)
      at += part.length
    }
    return values
  }
  return candidate(sweep, options, pool.close)
}

async function filled(buffer, options, size = chunkSize) {
  const pool = startPool()
  const sweep = async () => {
    const into = new Float32Array(buffer())
    let at = 0
    for await (const { start, end } of mapWorkers(gridChunks(axes, { size }), pool, { fn: 'fill', into })) {
      if (start !== at) throw new Error('the chunks came in another order')
      at = end
    }
    return into
  }
  return candidate(sweep, options, pool.close)
}

const shared = () => new SharedArrayBuffer(cells * 4)

export const ours = options => moved(startPool(), options)
export const oneCallEach = options => moved({ ...startPool(), callEach: undefined }, options)
export const into = options => filled(shared, options)
export const intoPlain = options => filled(() => new ArrayBuffer(cells * 4), options)

export async function oneThread(options) {
  const sweep = () => {
    const values = new Float32Array(cells)
    fill(values, 0, 0, cells)
    return values
  }
  return candidate(sweep, options)
}

const bareWorkers = () => Array.from({ length: workers }, () => new Worker(new URL('bare-worker.mjs', import.meta.url)))
const end = threads => () => Promise.all(threads.map(thread => thread.terminate()))

// Each worker is handed the next chunk when it has answered the one before.
async function inTurn(options, size, ask, take) {
  const threads = bareWorkers()
  const sweep = async () => {
    const values = new Float32Array(cells)
    let next = 0
    const work = async thread => {
      while (next < cells) {
        const start = next
        next = Math.min(next + size, cells)
        thread.postMessage(ask(start, next))
        const [answer] = await once(thread, 'message')
        take(values, start, answer)
      }
    }
    await Promise.all(threads.map(work))
    return values
  }
  return candidate(sweep, options, end(threads))
}

export function clonedObjects(options) {
  const grid = []
  for (let t = 0; t < axes.t; t++)
    for (let y = 0; y < axes.y; y++) for (let x = 0; x < axes.x; x++) grid.push({ x, y, t })
  return inTurn(
    options,
    chunkSize,
    (start, end) => grid.slice(start, end),
    (values, start, results) => {
      for (let i = 0; i < results.length; i++) values[start + i] = results[i].value
    },
  )
}

export const movedArrays = (options, size = chunkSize) =>
  inTurn(
    options,
    size,
    (start, end) => ({ start, end }),
    (values, start, part) => values.set(part, start),
  )

// As ours: while a worker is at one message, the next lies ready for it.
export async function movedArraysAhead(options) {
  const threads = bareWorkers()
  const sweep = async () => {
    const values = new Float32Array(cells)
    let next = 0
    const work = thread =>
      new Promise(resolve => {
        const starts = []
        const ask = () => {
          if (next >= cells) return
          const start = next
          next = Math.min(next + chunkSize, cells)
          starts.push(start)
          thread.postMessage({ start, end: next })
        }
        const take = part => {
          values.set(part, starts.shift())
          ask()
          if (starts.length > 0) return
          thread.off('message', take)
          resolve()
        }
        thread.on('message', take)
        ask()
        ask()
      })
    await Promise.all(threads.map(work))
    return values
  }
  return candidate(sweep, options, end(threads))
}

export async function sharedMemory(options) {
  const threads = bareWorkers()
  const sweep = async () => {
    const values = new Float32Array(shared())
    const next = new Int32Array(new SharedArrayBuffer(4))
    const done = threads.map(thread => once(thread, 'message'))
    for (const thread of threads) thread.postMessage({ values, next })
    await Promise.all(done)
    return values
  }
  return candidate(sweep, options, end(threads))
}

// What chunks of other sizes take: `grid-chunk-size`.
export const [ours10, ours100, ours1000, ours10000, ours50000] = sized((options, size) =>
  moved(startPool(), options, size),
)
export const [into10, into100, into1000, into10000, into50000] = sized((options, size) => filled(shared, options, size))
export const [bare10, bare100, bare1000, bare10000, bare50000] = sized(movedArrays)

function sized(start) {
  return [10, 100, 1000, 10_000, 50_000].map(size => options => start(options, size))
}
