import { mapConcurrent } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'
import { CountingBudget } from './counting-budget.js'
import { calm, collect, ManualCalls, upTo } from './manual-calls.js'

const end = { done: true, value: undefined }

describe('The batches of a concurrent map', () => {
  it('are the results in order, as many as lie ready', async () => {
    for (const fn of [(item: number) => 2 * item, async (item: number) => 2 * item]) {
      const batches = await collect(mapConcurrent(upTo(100), fn, { concurrency: 4 }).batches())
      expect(batches.flat()).toEqual(upTo(100).map(item => 2 * item))
      expect(batches.length).toBeLessThanOrEqual(40)
    }
  })

  it('have the results of one turn together, and do not wait for others', async () => {
    for (const ordered of [true, false]) {
      const calls = new ManualCalls<number>()
      const batches = mapConcurrent(upTo(9), calls.fn, { concurrency: 4, ordered }).batches()
      const first = batches.next()
      await calm()
      for (const item of [0, 1, 3]) calls.resolve(item)
      expect((await first).value).toEqual(ordered ? [0, 1] : [0, 1, 3])
      const second = batches.next()
      calls.resolve(2)
      expect((await second).value).toEqual(ordered ? [2, 3] : [2])
    }
  })

  it('take their turns with single results, in the order of the calls', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(9), calls.fn, { concurrency: 4 })
    const batches = results.batches()
    const steps = [results.next(), batches.next(), results.next(), results.batches().next()]
    await calm()
    for (const item of upTo(3)) calls.resolve(item)
    await calm()
    for (const item of [3, 4, 5]) calls.resolve(item)
    expect((await Promise.all(steps)).map(({ value }) => value)).toEqual([0, [1, 2], 3, [4, 5]])
  })

  it('are never empty, whatever is skipped', async () => {
    const fn = async (item: number) => {
      if (item % 3 > 0) throw new Error('bad')
      return item
    }
    for (const ordered of [true, false]) {
      const options = { ordered, concurrency: 3, onError: 'skip' as const }
      const batches = await collect(mapConcurrent(upTo(30), fn, options).batches())
      expect(batches.filter(batch => batch.length === 0)).toEqual([])
      expect(batches.flat()).toEqual(upTo(30).filter(item => item % 3 === 0))
    }
  })
})

describe('A batch', () => {
  it('counts as yielded when it is handed out: its items make room for others', async () => {
    const { watched, source } = watchedSource('iterable', upTo(50))
    const options = { concurrency: 2, maxInFlight: 6 }
    const results = mapConcurrent(source as Iterable<number>, async item => item, options)
    const batches = results.batches()
    const first = (await batches.next()).value as number[]
    await calm()
    expect([watched.taken, results.inFlight]).toEqual([6 + first.length, 6])
    expect((await batches.next()).value).toEqual(upTo(6).map(item => item + first.length))
    await calm()
    expect([watched.taken, results.inFlight]).toEqual([12 + first.length, 6])
  })

  it('gives back its bytes, those of the budget too, and is no longer counted', async () => {
    for (const ordered of [true, false]) {
      const calls = new ManualCalls<number>()
      const budget = new CountingBudget(1000)
      const options = { ordered, concurrency: 4, maxBytesInFlight: 400, sizeOf: () => 100, budget }
      const results = mapConcurrent(upTo(6), calls.fn, options)
      const batches = results.batches()
      const first = batches.next()
      await calm()
      expect([calls.items(), results.memoryUsage().entries]).toEqual([[0, 1, 2, 3], 0])
      calls.resolve(0)
      expect((await first).value).toEqual([0])
      for (const item of [3, 2, 1]) calls.resolve(item)
      await calm()
      expect([calls.items(), results.memoryUsage().entries]).toEqual([[4], 3])
      expect((await batches.next()).value).toEqual(ordered ? [1, 2, 3] : [3, 2, 1])
      await calm()
      expect([calls.items(), results.memoryUsage().entries]).toEqual([[4, 5], 0])
      for (const item of [4, 5]) calls.resolve(item)
      expect([await batches.next(), await batches.next()]).toEqual([{ done: false, value: [4, 5] }, end])
      expect([budget.used, budget.open]).toEqual([0, 0])
    }
  })
})

describe('The end of batches', () => {
  it('has an error behind the results before it', async () => {
    const broken = new Error('the source broke')
    const { source } = watchedSource('iterable', upTo(3), { error: broken })
    const batches = mapConcurrent(source as Iterable<number>, async item => item).batches()
    const steps = [batches.next(), batches.next(), batches.next()]
    expect(await Promise.allSettled(steps)).toEqual([
      { status: 'fulfilled', value: { done: false, value: [0, 1, 2] } },
      { status: 'rejected', reason: broken },
      { status: 'fulfilled', value: end },
    ])
  })

  it('has the error of an item in its place', async () => {
    const fn = (item: number) => {
      if (item === 3) throw new Error('bad')
      return item
    }
    const batches = mapConcurrent(upTo(9), fn).batches()
    const seen: number[] = []
    const read = async () => {
      for await (const batch of batches) seen.push(...batch)
    }
    await expect(read()).rejects.toMatchObject({ code: 'STREAM_TASK_FAILED', index: 3 })
    expect([seen, await batches.next()]).toEqual([[0, 1, 2], end])
  })

  it('is that of the map, by break and by return', async () => {
    const { watched, source } = watchedSource('async iterable', upTo(50))
    const results = mapConcurrent(source as Iterable<number>, async item => item)
    for await (const _ of results.batches()) break
    expect([watched.closed, results.inFlight, await results.next()]).toEqual([1, 0, end])

    const calls = new ManualCalls<number>()
    const others = mapConcurrent(upTo(5), calls.fn, { concurrency: 1 }).batches()
    const waiting = others.next()
    await calm()
    const ended = others.return?.()
    expect(calls.open[0]?.task.signal.aborted).toBe(true)
    calls.resolve(0)
    expect([await ended, await waiting, await others.next()]).toEqual([end, end, end])
  })

  it('is told to who waits when it is aborted, even between a result and the end of its turn', async () => {
    const controller = new AbortController()
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(5), calls.fn, { concurrency: 2, signal: controller.signal })
    const waiting = results.batches().next()
    await calm()
    calls.open[0]?.resolve(0)
    await Promise.resolve()
    controller.abort('enough')
    for (const call of [...calls.open]) call.resolve('too late')
    await expect(waiting).rejects.toBe('enough')
    expect([await results.next(), results.inFlight]).toEqual([end, 0])
  })
})
