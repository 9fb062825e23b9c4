import { mapConcurrent } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { calm, collect, ManualCalls, upTo } from './manual-calls.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']

describe.each(kinds)('What is in flight, from an %s', kind => {
  it('never grows past maxInFlight, however slow the reader', async () => {
    for (const ordered of [true, false]) {
      const { watched, source } = watchedSource(kind, upTo(100))
      const options = { concurrency: 3, maxInFlight: 5, ordered }
      const results = mapConcurrent(source as Iterable<number>, async item => item, options)
      for (let yielded = 1; yielded <= 20; yielded += 1) {
        await results.next()
        await calm()
        expect([watched.taken, results.inFlight]).toEqual([yielded + 5, 5])
      }
      await results.return()
      expect([watched.closed, results.inFlight]).toEqual([1, 0])
    }
  })

  it('is one item more than runs where the source has to be waited for, so that it lies ready', async () => {
    const { watched, source } = watchedSource(kind, upTo(9))
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(source as Iterable<number>, calls.fn, { concurrency: 2 })
    void results.next()
    await calm()
    expect([calls.items(), watched.taken]).toEqual([[0, 1], kind === 'iterable' ? 2 : 3])
    const ended = results.return()
    for (const call of [...calls.open]) call.resolve(0)
    await ended
  })
})

describe('The window of mapConcurrent', () => {
  it('lets ordered calls go on behind a slow one, three times their number by default', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(100), calls.fn, { concurrency: 2 })
    const first = results.next()
    await calm()
    while (calls.open.length > 1) {
      calls.open[1]?.resolve('later')
      await calm()
    }
    expect([calls.made.length, results.inFlight]).toEqual([8, 8])
    calls.resolve(0)
    expect((await first).value).toBe(0)
    const ended = results.return()
    for (const call of [...calls.open]) call.resolve('too late')
    await ended
  })

  it('keeps the order over many more items than it began with', async () => {
    const calls = new ManualCalls<number>()
    const results = collect(mapConcurrent(upTo(500), calls.fn, { concurrency: 100 }))
    await calm()
    for (let answered = 0; answered < 500; ) {
      // Backwards, so that each round waits for its first item.
      for (const call of [...calls.open].reverse()) {
        call.resolve(call.item)
        answered += 1
      }
      await calm()
    }
    expect(await results).toEqual(upTo(500))
    expect(calls.most).toBe(100)
  })

  it('answers several readers in the order in which they asked', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(3), calls.fn)
    const steps = upTo(5).map(() => results.next())
    await calm()
    for (const item of [2, 1, 0]) calls.resolve(item)
    const done = { done: true, value: undefined }
    expect(await Promise.all(steps)).toEqual([...upTo(3).map(value => ({ done: false, value })), done, done])
  })

  it('counts the results that wait for their reader, from the first look on', async () => {
    const results = mapConcurrent(upTo(9), async () => new Float64Array(100), { concurrency: 3, name: 'cells' })
    await results.next()
    await calm()
    expect([results.name, results.inFlight]).toEqual(['cells', 8])
    expect(results.memoryUsage()).toMatchObject({ externalBytes: 6400, entries: 8 })
    expect(results.memoryUsage().heapBytes).toBeGreaterThan(0)
    await results.next()
    expect(results.memoryUsage()).toMatchObject({ externalBytes: 5600, entries: 7 })
    expect(results.reclaim(1000)).toBe(0)
    await results.return()
    expect(results.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 0 })
  })
})
