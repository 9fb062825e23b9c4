// The maps that are compared: each takes a source and a function, and gives results to iterate.
import { Readable } from 'node:stream'

/** What maps as named: ours and the peers, with the best of their options. */
export const maps = {
  async mapConcurrent({ concurrency, ordered }) {
    const { mapConcurrent } = await import('@plimsoll/streaming-processor')
    return (source, fn) => mapConcurrent(source, fn, { concurrency, ordered })
  },
  async mapConcurrentInBatches({ concurrency, ordered }) {
    const { mapConcurrent } = await import('@plimsoll/streaming-processor')
    return (source, fn) => mapConcurrent(source, fn, { concurrency, ordered }).batches()
  },
  async pMapIterable({ concurrency, ordered, window }) {
    const { pMapIterable } = await import('p-map')
    return (source, fn) => pMapIterable(source, fn, { concurrency, backpressure: window, preserveOrder: ordered })
  },
  async pMap({ concurrency }) {
    const { default: pMap } = await import('p-map')
    return (source, fn) => pMap(source, fn, { concurrency })
  },
  async parallelMap({ concurrency }) {
    const { parallelMap } = await import('streaming-iterables')
    return (source, fn) => parallelMap(concurrency, fn, source)
  },
  async transform({ concurrency }) {
    const { transform } = await import('streaming-iterables')
    return (source, fn) => transform(concurrency, fn, source)
  },
  async itParallel({ concurrency, ordered }) {
    const { default: parallel } = await import('it-parallel')
    function* calls(source, fn) {
      for (const item of source) yield () => fn(item)
    }
    return (source, fn) => parallel(calls(source, fn), { concurrency, ordered })
  },
  async readableMap({ concurrency, window }) {
    return (source, fn) => Readable.from(source).map(item => fn(item), { concurrency, highWaterMark: window })
  },
  async byHand({ concurrency, ordered }) {
    const { HandMade } = await import('./by-hand.mjs')
    return (source, fn) => new HandMade(source, fn, concurrency, ordered)
  },
}

/** Hands over all results, of an async iterable or, by p-map, of a promise of an array. */
export async function each(results, use) {
  if (Symbol.asyncIterator in results) for await (const result of results) use(result)
  else for (const result of await results) use(result)
}

/** So many loops that share an iterator: no order, no results. */
export async function loops(source, fn, concurrency, use) {
  const iterator = source[Symbol.iterator]()
  const loop = async () => {
    for (;;) {
      const step = iterator.next()
      if (step.done) return
      use(await fn(step.value))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, loop))
}
