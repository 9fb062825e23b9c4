import { process } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { BoundedBudget } from './bounded-budget.js'

const settled = async () => {
  for (let turns = 0; turns < 3; turns++) await new Promise(resolve => setTimeout(resolve))
}

describe('a run with a budget', () => {
  it('reads no further than there is room, and goes on when others have given back', async () => {
    const budget = new BoundedBudget(100)
    const other = await budget.reserve(60)
    let taken = 0
    const source = (function* () {
      while (taken < 20) {
        taken += 1
        yield 10
      }
    })()
    // Chunks of 20 bytes: two have room beside the other's 60.
    const run = process(source, chunk => chunk.length, {
      ...{ size: 2, sizeOf: bytes => bytes, budget, concurrency: 4 },
    })
    const reader = run.next()
    await reader
    await settled()
    expect(budget.used).toBeLessThanOrEqual(100)
    // The first was taken; two are in flight.
    expect(taken).toBe(6)
    expect(run.progress).toMatchObject({ inFlight: 2, bytesInFlight: 40 })
    other[Symbol.dispose]()
    await settled()
    expect(taken).toBeGreaterThan(6)
    const report = await run.finish()
    expect(report).toMatchObject({ status: 'done', items: 20 })
    expect(report.peakBytesInFlight).toBeLessThanOrEqual(120)
    expect([budget.used, budget.peak <= 100]).toEqual([0, true])
  })

  it('reads nothing, not the first chunk either, before there is room for the largest that may come', async () => {
    const budget = new BoundedBudget(100)
    const other = await budget.reserve(60)
    let taken = 0
    const source = (function* () {
      while (taken < 20) {
        taken += 1
        yield 10
      }
    })()
    const run = process(source, chunk => chunk.length, { maxBytes: 50, sizeOf: bytes => bytes, budget })
    const first = run.next()
    await settled()
    expect([taken, budget.used]).toEqual([0, 60])
    other[Symbol.dispose]()
    expect((await first).value).toBe(5)
    await run.finish()
    expect([budget.used, budget.peak <= 100]).toEqual([0, true])
  })

  it('reads nothing while all is taken, although nobody knows how large its chunks will be', async () => {
    const budget = new BoundedBudget(100)
    const other = await budget.reserve(100)
    let taken = 0
    const source = (function* () {
      while (taken < 20) {
        taken += 1
        yield 1
      }
    })()
    const run = process(source, chunk => chunk.length, { sizeOf: bytes => bytes, budget })
    const first = run.next()
    await settled()
    expect(taken).toBe(0)
    other[Symbol.dispose]()
    expect((await first).value).toBe(20)
    await run.finish()
    expect(budget.used).toBe(0)
  })

  it('reads nothing before there is room for what is expected of the first chunk', async () => {
    const budget = new BoundedBudget(100)
    const other = await budget.reserve(60)
    const run = process([10, 10], chunk => chunk.length, { sizeOf: bytes => bytes, budget, expectedBytes: 50 })
    const first = run.next()
    await settled()
    expect([run.progress.inFlight, budget.used]).toEqual([0, 60])
    other[Symbol.dispose]()
    expect((await first).value).toBe(2)
    await run.finish()
    expect([budget.used, budget.peak <= 100]).toEqual([0, true])
  })

  it('gives all back when it is ended, also while it waits for room', async () => {
    const budget = new BoundedBudget(50)
    const run = process(Array(100).fill(10), chunk => chunk.length, { size: 2, sizeOf: bytes => bytes, budget })
    await run.next()
    await settled()
    await run.return()
    expect(budget.used).toBe(0)
  })

  it('holds no more bytes in flight than it is told', async () => {
    const run = process(Array(60).fill(10), chunk => chunk.length, {
      ...{ size: 1, sizeOf: bytes => bytes, maxBytesInFlight: 30, concurrency: 8 },
    })
    let most = 0
    for await (const _ of run) {
      await settled()
      most = Math.max(most, run.progress.bytesInFlight)
    }
    // One more may be read already, and waits.
    expect(most).toBeLessThanOrEqual(40)
    expect(run.report?.peakBytesInFlight).toBeLessThanOrEqual(40)
  })
})
