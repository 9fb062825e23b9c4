import { sizeOf } from '@plimsoll/bytes'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { calm, ManualPool, map, upTo } from './manual-pool.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']
const itemsOf = (pool: ManualPool) => pool.calls.map(call => call.args[0])

describe.each(kinds)('mapWorkers over an %s', kind => {
  it('takes nothing before it is asked, then as much as is allowed, and no more than its reader takes', async () => {
    const { watched, source } = watchedSource(kind, upTo(10))
    const pool = new ManualPool(2)
    const results = map(source, pool)
    await calm()
    expect([watched.taken, results.inFlight]).toEqual([0, 0])
    const first = results.next()
    await calm()
    expect(itemsOf(pool)).toEqual([0, 1, 2, 3])
    for (const call of [...pool.calls]) call.resolve('done')
    expect(await first).toEqual({ done: false, value: 'done' })
    await calm()
    // One was handed out and one is on its way in its place; three wait for the reader.
    expect([watched.taken, results.inFlight]).toEqual([5, 4])
    await results.return()
    expect(watched.closed).toBe(1)
  })

  it('ends when the source has ended and all results are out', async () => {
    const { watched, source } = watchedSource(kind, [1])
    const pool = new ManualPool(2)
    const results = map(source, pool)
    const steps = [results.next(), results.next(), results.next()]
    await calm()
    pool.calls[0]?.resolve('one')
    expect(await Promise.all(steps)).toEqual([
      { done: false, value: 'one' },
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
    expect(watched.closed).toBe(0)
  })

  it('delivers the error of the source after the results before it', async () => {
    const failure = new Error('the disk is gone')
    const { watched, source } = watchedSource(kind, [1, 2], { error: failure })
    const pool = new ManualPool(2)
    const results = map(source, pool)
    const steps = [results.next(), results.next(), results.next(), results.next()]
    await calm()
    for (const call of [...pool.calls]) call.resolve(`${call.args[0]}`)
    expect(await Promise.allSettled(steps)).toEqual([
      { status: 'fulfilled', value: { done: false, value: '1' } },
      { status: 'fulfilled', value: { done: false, value: '2' } },
      { status: 'rejected', reason: failure },
      { status: 'fulfilled', value: { done: true, value: undefined } },
    ])
    expect(watched.closed).toBe(0)
  })

  it('closes the source on break, gives its calls up, and leaves the stream unlocked', async () => {
    const { watched, source } = watchedSource(kind, upTo(10))
    const pool = new ManualPool(1)
    const signals: (AbortSignal | undefined)[] = []
    const loop = (async () => {
      for await (const result of map(source, pool)) {
        signals.push(...pool.calls.map(call => call.signal))
        return result
      }
    })()
    await calm()
    pool.calls[0]?.resolve('zero')
    expect(await loop).toBe('zero')
    expect(watched.closed).toBe(1)
    expect(signals.length).toBeGreaterThan(0)
    expect(signals.filter(signal => !signal?.aborted)).toEqual([])
    if (source instanceof ReadableStream) expect(source.locked).toBe(false)
  })
})

describe('mapWorkers, ordered', () => {
  it('goes on behind a slow item as far as is allowed', async () => {
    const pool = new ManualPool(2)
    const results = map(upTo(10), pool, { maxInFlight: 6 })
    const first = results.next()
    await calm()
    // The first item never gets done; its neighbours do.
    for (const expected of [[0, 1, 2, 3], [0, 2, 3, 4], [0, 3, 4, 5], [0, 4, 5], [0, 5], [0]]) {
      expect(itemsOf(pool)).toEqual(expected)
      pool.calls[1]?.resolve('later')
      await calm()
    }
    expect(results.inFlight).toBe(6)
    pool.calls[0]?.resolve('first')
    expect(await first).toEqual({ done: false, value: 'first' })
    await results.return()
  })

  it('fails in the place of the item, after the results before it', async () => {
    const pool = new ManualPool(2)
    const cause = new RangeError('too hot')
    const results = map(upTo(10), pool)
    const steps = [results.next(), results.next(), results.next()]
    const outcomes = Promise.allSettled(steps)
    await calm()
    pool.calls[1]?.reject(cause)
    await calm()
    expect(pool.made).toBe(4)
    pool.calls[0]?.resolve('zero')
    const [zero, one, two] = await outcomes
    expect(zero).toMatchObject({ value: { done: false, value: 'zero' } })
    expect(one).toMatchObject({ reason: { code: 'STREAM_TASK_FAILED', index: 1, cause } })
    expect(two).toMatchObject({ value: { done: true } })
  })
})

describe('mapWorkers with a wide window', () => {
  it('keeps the order over many more items than it holds', async () => {
    const pool = new ManualPool(50)
    const results: string[] = []
    const read = (async () => {
      for await (const result of map(upTo(1000), pool)) results.push(result)
    })()
    while (results.length < 1000) {
      // Backwards, so that each round waits for its first item.
      for (const call of [...pool.calls].reverse()) call.resolve(`${call.args[0]}`)
      await calm()
    }
    await read
    expect(results).toEqual(upTo(1000).map(String))
  })
})

describe('mapWorkers, unordered', () => {
  it('yields results as they get done', async () => {
    const pool = new ManualPool(2)
    const results = map(upTo(3), pool, { ordered: false })
    const steps = [results.next(), results.next(), results.next()]
    await calm()
    for (const at of [2, 0, 0]) pool.calls[at]?.resolve(`${pool.calls[at]?.args[0]}`)
    expect((await Promise.all(steps)).map(step => step.value)).toEqual(['2', '0', '1'])
  })
})

describe('A map as a holder of memory', () => {
  it('counts the results that wait for their reader, and nothing else', async () => {
    const pool = new ManualPool(2)
    const results = mapWorkers<number, Float64Array>(upTo(9), pool, { fn: 'cells', name: 'sweep' })
    const first = results.next()
    await calm()
    const empty = { heapBytes: 0, externalBytes: 0, entries: 0 }
    expect([results.name, results.memoryUsage()]).toEqual(['sweep', empty])
    pool.calls[1]?.resolve(new Float64Array(100))
    await calm()
    expect(results.memoryUsage()).toMatchObject({ externalBytes: 800, entries: 1 })
    expect(results.memoryUsage().heapBytes).toBeGreaterThan(0)
    pool.calls[0]?.resolve(new Float64Array(50))
    await first
    expect(results.memoryUsage()).toMatchObject({ externalBytes: 800, entries: 1 })
    expect(results.reclaim(1000)).toBe(0)
    await results.next()
    expect(results.memoryUsage()).toEqual(empty)
    for (const call of [...pool.calls]) call.resolve('text')
    await calm()
    expect(results.memoryUsage().entries).toBe(results.inFlight - pool.calls.length)
    await results.return()
    expect(results.memoryUsage()).toEqual(empty)
  })

  it('tells buffers from the heap, also as members of a result, each once', async () => {
    const places = new Set<number>()
    const weigh = async (result: unknown) => {
      const pool = new ManualPool(2)
      const results = mapWorkers(upTo(2), pool, { fn: 'cells' })
      void results.next()
      await calm()
      pool.calls[1]?.resolve(result)
      await calm()
      const { heapBytes, externalBytes } = results.memoryUsage()
      await results.return()
      // What waits stands in a place, which takes up something too.
      const place = heapBytes + externalBytes - sizeOf(result)
      expect(place).toBeGreaterThan(0)
      expect(place).toBeLessThan(200)
      places.add(place)
      return externalBytes
    }
    const cells = new Float64Array(100)
    const both = { low: cells.subarray(0, 50), high: cells.subarray(50), buffer: cells.buffer }
    const nested = { start: 5, deep: { cells } }
    const held: [result: unknown, externalBytes: number][] = [
      [cells, 800],
      [cells.buffer, 800],
      [new DataView(cells.buffer, 8), 800],
      [{ start: 5, values: cells }, 800],
      [[7, 'text', cells, new Uint8Array(200)], 1000],
      [both, 800],
      [Object.assign(Object.create(null), { cells }), 800],
      [nested, 0],
      [new Map([['cells', cells]]), 0],
      ['text', 0],
      [null, 0],
      [[], 0],
    ]
    for (const [result, externalBytes] of held) expect(await weigh(result)).toBe(externalBytes)
    expect(places.size).toBe(1)
    if (typeof SharedArrayBuffer !== 'function') return
    expect(await weigh({ cells: new Float64Array(new SharedArrayBuffer(800)) })).toBe(800)
  })
})
