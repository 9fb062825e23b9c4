import { type MapTask, mapConcurrent } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'
import { CountingBudget } from './counting-budget.js'
import { calm, collect, ManualCalls, upTo } from './manual-calls.js'

const itself = (bytes: number) => bytes

describe('The bytes in flight', () => {
  it('never pass maxBytesInFlight, except for an item that is larger by itself, which is alone', async () => {
    const shape = fc.record({
      sizes: fc.array(fc.nat(150), { maxLength: 40 }),
      ordered: fc.boolean(),
      concurrency: fc.integer({ min: 1, max: 6 }),
      answers: fc.infiniteStream(fc.nat(5)),
    })
    const run = async ({
      sizes,
      answers,
      ...options
    }: {
      sizes: number[]
      answers: fc.Stream<number>
      ordered: boolean
      concurrency: number
    }) => {
      const calls = new ManualCalls<number>()
      const fn = (bytes: number, task: MapTask) => {
        const answer = calls.fn(bytes, task)
        const running = calls.items().filter(bytes => bytes > 0)
        if (running.length > 1) expect(running.reduce((left, right) => left + right)).toBeLessThanOrEqual(100)
        return answer as Promise<number>
      }
      const read = collect(mapConcurrent(sizes, fn, { maxBytesInFlight: 100, sizeOf: itself, ...options }))
      await calm()
      while (calls.open.length > 0) {
        const call = calls.open[answers.next().value % calls.open.length]
        call?.resolve(call.item)
        await calm()
      }
      const results = await read
      expect(options.ordered ? results : results.sort()).toEqual(options.ordered ? sizes : [...sizes].sort())
    }
    await fc.assert(fc.asyncProperty(shape, run), { numRuns: 100 })
  })

  it('are those of results that wait for their reader, too', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent([60, 40, 30], calls.fn, { maxBytesInFlight: 100, sizeOf: itself })
    const first = results.next()
    await calm()
    calls.resolve(40)
    await calm()
    expect([calls.items(), results.inFlight]).toEqual([[60], 3])
    calls.resolve(60)
    await first
    await calm()
    expect(calls.items()).toEqual([30])
    calls.resolve(30)
    expect(await collect(results)).toEqual([40, 30])
  })

  it('are measured by sizeOf of @plimsoll/bytes where nothing is given', async () => {
    const calls = new ManualCalls<Uint8Array>()
    const items = upTo(9).map(() => new Uint8Array(1000))
    const results = mapConcurrent(items, calls.fn, { maxBytesInFlight: '3.5KiB' })
    void results.next()
    await calm()
    expect(calls.open).toHaveLength(3)
    const ended = results.return()
    for (const call of [...calls.open]) call.resolve(0)
    await ended
  })

  it('fail the item of which nobody knows them', async () => {
    for (const sizeOf of [() => -1, () => Number.NaN, () => '5' as never]) {
      const options = { maxBytesInFlight: 100, sizeOf: (item: number) => (item === 1 ? sizeOf() : 8) }
      const results = mapConcurrent(upTo(3), async item => item, options)
      expect(await results.next()).toEqual({ done: false, value: 0 })
      await expect(results.next()).rejects.toMatchObject({ code: 'STREAM_INVALID_SIZE' })
    }
  })
})

describe('A map under a budget', () => {
  it('joins it as a consumer whose results are dear, and leaves it at its end', async () => {
    const budget = new CountingBudget(1000)
    const results = mapConcurrent(upTo(5), async item => item, { budget, sizeOf: () => 100, name: 'pages' })
    expect(budget.consumers).toEqual([])
    await results.next()
    expect(budget.consumers).toEqual([{ consumer: results, options: { rebuildCost: 'dear' } }])
    expect(await collect(results)).toEqual([1, 2, 3, 4])
    expect([budget.used, budget.open]).toEqual([0, 0])
  })

  it('reserves an item before it reads it, by the largest of late, and gives it back when its result is taken', async () => {
    const budget = new CountingBudget(1000)
    const { watched, source } = watchedSource('iterable', [300, 100, 200, 100])
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(source as Iterable<number>, calls.fn, { budget, sizeOf: itself })
    const first = results.next()
    await calm()
    // 300 + 100 + 200, and the next one might be as large as 270 or so: read. It is 100; one more might not fit.
    expect([watched.taken, calls.items(), budget.peak <= 1000]).toEqual([4, [300, 100, 200, 100], true])
    for (const call of [...calls.open]) call.resolve(call.item)
    await first
    await calm()
    expect(budget.used).toBe(400)
    expect(await collect(results)).toEqual([100, 200, 100])
    expect([budget.used, budget.open]).toEqual([0, 0])
  })

  it('does not read its source while others hold the memory, and goes on when they give it back', async () => {
    const budget = new CountingBudget(1000)
    const other = await budget.reserve(900)
    const { watched, source } = watchedSource('iterable', upTo(6))
    const results = mapConcurrent(source as Iterable<number>, async item => item, { budget, sizeOf: () => 100 })
    await results.next()
    await calm()
    expect([watched.taken, budget.used]).toEqual([2, 1000])
    // The one who waits has asked for the third.
    expect(budget.waiting).toBe(1)
    other.shrink(900)
    await calm()
    expect(watched.taken).toBe(6)
    expect(await collect(results)).toEqual([1, 2, 3, 4, 5])
    expect(budget.used).toBe(0)
  })

  it('does not read its first item either while the memory is all taken, or less is left than is expected', async () => {
    for (const [left, expected] of [[0], [199, 200]] as const) {
      const budget = new CountingBudget(1000)
      const other = await budget.reserve(1000 - left)
      const { watched, source } = watchedSource('iterable', upTo(3))
      const results = mapConcurrent(source as Iterable<number>, async item => item, {
        ...{ budget, sizeOf: () => 100, ...(expected && { expectedBytes: expected }) },
      })
      const first = results.next()
      await calm()
      expect([watched.taken, budget.used, budget.waiting]).toEqual([0, 1000 - left, 1])
      other.shrink(1000 - left)
      expect(await first).toEqual({ done: false, value: 0 })
      expect(await collect(results)).toEqual([1, 2])
      expect([budget.used, budget.open]).toEqual([0, 1])
    }
  })

  it.each([[0], ['0B']])('refuses to expect %j of an item, or anything where there is no budget', bytes => {
    const budget = new CountingBudget(1000)
    const refused = expect.objectContaining({ code: 'STREAM_INVALID_OPTIONS' })
    expect(() => mapConcurrent([], () => {}, { budget, expectedBytes: bytes })).toThrow(refused)
    expect(() => mapConcurrent([], () => {}, { expectedBytes: 5 })).toThrow(refused)
  })

  it('fails with what a budget throws that takes nothing back, and leaves nothing open', async () => {
    const { watched, source } = watchedSource('iterable', upTo(9))
    const shrink = () => {
      throw new Error('keeps all')
    }
    const reservation = { bytes: 0, tryGrow: () => true, grow: () => Promise.resolve(), shrink }
    const budget = { register: () => reservation, reserve: () => reservation } as never
    const options = { budget, sizeOf: () => 100, concurrency: 2, maxInFlight: 2 }
    let running = 0
    const fn = async (item: number) => {
      running += 1
      await calm()
      running -= 1
      return item
    }
    const results = mapConcurrent(source as Iterable<number>, fn, options)
    await expect(collect(results)).rejects.toThrow('keeps all')
    expect([watched.closed, running, results.inFlight]).toEqual([1, 0, 0])
  })

  it('gives everything back wherever it ends, also what it waits for', async () => {
    const budget = new CountingBudget(300)
    await budget.reserve(100)
    const controller = new AbortController()
    const options = { budget, sizeOf: () => 100, signal: controller.signal }
    const results = mapConcurrent(upTo(6), async item => item, options)
    await results.next()
    await calm()
    expect([budget.used, budget.waiting]).toEqual([300, 1])
    controller.abort('enough')
    expect([budget.used, budget.waiting]).toEqual([100, 0])
    await expect(results.next()).rejects.toBe('enough')
  })

  it('gives back what a failed item held when that is skipped', async () => {
    const budget = new CountingBudget(100)
    const fails = () => Promise.reject(new Error('no'))
    const results = mapConcurrent(upTo(20), fails, { budget, sizeOf: () => 100, onError: 'skip' })
    expect(await collect(results)).toEqual([])
    expect([budget.used, budget.peak]).toEqual([0, 100])
  })

  it('waits for its own items where they fill the line', async () => {
    const budget = new CountingBudget(250)
    const results = mapConcurrent(upTo(40), async item => item, { budget, sizeOf: () => 100, concurrency: 16 })
    expect(await collect(results)).toEqual(upTo(40))
    expect([budget.used, budget.peak]).toEqual([0, 200])
  })

  it('fails with what the budget says of an item that never fits', async () => {
    const budget = new CountingBudget(100)
    const results = mapConcurrent([50, 500], async item => item, { budget, sizeOf: itself })
    await expect(collect(results)).rejects.toThrow('never fit')
    expect([budget.used, budget.open]).toEqual([0, 0])
  })

  it('never takes more than the line, whatever the sizes', async () => {
    const shape = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 40 }),
      ordered: fc.boolean(),
      concurrency: fc.integer({ min: 1, max: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(shape, async ({ sizes, ...options }) => {
        const budget = new CountingBudget(250)
        const results = await collect(mapConcurrent(sizes, async item => item, { budget, sizeOf: itself, ...options }))
        expect(results).toEqual(sizes)
        expect(budget.peak).toBeLessThanOrEqual(250)
        expect([budget.used, budget.open]).toEqual([0, 0])
      }),
      { numRuns: 50 },
    )
  })
})
