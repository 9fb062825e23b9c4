import { mapConcurrent } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { calm, collect, ManualCalls, upTo } from './manual-calls.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']

describe.each(kinds)('mapConcurrent over an %s', kind => {
  it('yields what map would, in order', async () => {
    const { source } = watchedSource(kind, upTo(100))
    const results = await collect(mapConcurrent(source as Iterable<number>, async item => item * 2))
    expect(results).toEqual(upTo(100).map(item => item * 2))
  })

  it('takes nothing before it is asked, then as many calls as are allowed, and closes the source on break', async () => {
    const { watched, source } = watchedSource(kind, upTo(50))
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(source as Iterable<number>, calls.fn, { concurrency: 2, maxInFlight: 3 })
    await calm()
    expect([watched.taken, calls.open.length]).toEqual([0, 0])
    const first = results.next()
    await calm()
    expect(calls.items()).toEqual([0, 1])
    expect(watched.taken).toBeLessThanOrEqual(3)
    calls.resolve(1)
    await calm()
    expect([calls.items(), results.inFlight]).toEqual([[0, 2], 3])
    calls.resolve(0)
    expect(await first).toEqual({ done: false, value: 0 })
    const ended = results.return()
    for (const call of [...calls.open]) call.resolve(call.item)
    await ended
    expect([watched.closed, results.inFlight]).toEqual([1, 0])
  })

  it('delivers an error of the source as it is, after the results before it', async () => {
    const failure = new Error('the disk is gone')
    const { watched, source } = watchedSource(kind, [1, 2], { error: failure })
    const seen: number[] = []
    const read = async () => {
      for await (const result of mapConcurrent(source as Iterable<number>, async item => item)) seen.push(result)
    }
    await expect(read()).rejects.toBe(failure)
    expect([seen, watched.closed]).toEqual([[1, 2], 0])
  })
})

describe('mapConcurrent', () => {
  it('takes functions that answer at once, and thenables', async () => {
    expect(await collect(mapConcurrent(upTo(20), item => item + 1, { concurrency: 3 }))).toEqual(
      upTo(20).map(item => item + 1),
    )
    // biome-ignore lint/suspicious/noThenProperty: what is tested
    const thenable = (item: number) => ({ then: (done: (value: number) => void) => done(item + 1) })
    expect(await collect(mapConcurrent(upTo(5), thenable as (item: number) => PromiseLike<number>))).toEqual([
      1, 2, 3, 4, 5,
    ])
  })

  it('yields results as they get done where the order does not matter', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(3), calls.fn, { ordered: false })
    const steps = [results.next(), results.next(), results.next(), results.next()]
    await calm()
    for (const item of [2, 0, 1]) calls.resolve(item)
    expect((await Promise.all(steps)).map(step => step.value)).toEqual([2, 0, 1, undefined])
  })

  it('names the item that failed, after the results before it, and tells the others to stop', async () => {
    const calls = new ManualCalls<{ start: number; end: number }>()
    const items = upTo(9).map(item => ({ start: item * 10, end: item * 10 + 10 }))
    const results = mapConcurrent(items, calls.fn, { concurrency: 3 })
    const steps = [results.next(), results.next()]
    const cause = new RangeError('too hot')
    await calm()
    calls.open[1]?.reject(cause)
    await calm()
    calls.open[0]?.resolve('zero')
    await calm()
    expect(await steps[0]).toEqual({ done: false, value: 'zero' })
    // It is told when the last call has settled, not before.
    expect(calls.open.map(call => [call.task.index, call.task.signal.aborted])).toEqual([[2, true]])
    calls.open[0]?.resolve('too late')
    await expect(steps[1]).rejects.toMatchObject({
      name: 'StreamError',
      code: 'STREAM_TASK_FAILED',
      message: 'item 1 (10 up to 20) failed: too hot',
      index: 1,
      range: { start: 10, end: 20 },
      cause,
    })
    expect(await results.next()).toEqual({ done: true, value: undefined })
  })
})
