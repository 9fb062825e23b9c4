import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CountingBudget } from '../map/counting-budget.js'
import { watchedSource } from '../watched-source.js'
import { calm, ManualPool, map } from './manual-pool.js'

const sizeOf = (bytes: number) => bytes
const itemsOf = (pool: ManualPool) => pool.calls.map(({ args }) => args[0] as number)
const total = (values: readonly number[]) => values.reduce((left, right) => left + right, 0)

/** A pool whose messages take many calls, and which answers none before the test says so. */
function batching(pool: ManualPool): ManualPool {
  const callEach = (fn: string, argsOfEach: unknown[][]) => argsOfEach.map(args => pool.call(fn, args))
  return Object.assign(pool, { callEach })
}

describe('The bytes of what workers do', () => {
  it('never pass maxBytesInFlight, except for an item that is larger by itself, which is alone', async () => {
    const shape = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 30 }),
      ordered: fc.boolean(),
      batches: fc.boolean(),
      answers: fc.infiniteStream(fc.nat(5)),
    })
    type Case = typeof shape extends fc.Arbitrary<infer T> ? T : never
    const run = async ({ sizes, ordered, batches, answers }: Case) => {
      const pool = batches ? batching(new ManualPool(3)) : new ManualPool(3)
      const results: unknown[] = []
      const end = (async () => {
        for await (const result of map(sizes, pool, { maxBytesInFlight: 100, sizeOf, ordered })) results.push(result)
      })()
      for (await calm(); pool.calls.length > 0; await calm()) {
        if (pool.calls.length > 1) expect(total(itemsOf(pool))).toBeLessThanOrEqual(100)
        const call = pool.calls[answers.next().value % pool.calls.length]
        call?.resolve(call.args[0])
      }
      await end
      expect(ordered ? results : [...results].sort()).toEqual(ordered ? sizes : [...sizes].sort())
    }
    await fc.assert(fc.asyncProperty(shape, run), { numRuns: 60 })
  })

  it('are asked of the budget before an item is read, and given back when its result is taken', async () => {
    const budget = new CountingBudget(100)
    const { watched, source } = watchedSource('async iterable', [40, 40, 40, 40])
    const pool = new ManualPool(4)
    const results = map(source, pool, { budget, sizeOf })
    const first = results.next()
    await calm()
    expect([watched.taken, itemsOf(pool), budget.used, budget.waiting]).toEqual([2, [40, 40], 80, 0])
    for (const call of [...pool.calls]) call.resolve('done')
    await first
    await calm()
    expect([watched.taken, budget.used]).toEqual([3, 80])
    expect(budget.consumers).toMatchObject([{ consumer: results, options: { rebuildCost: 'dear' } }])
    await results.return()
    expect([budget.used, budget.waiting, budget.open]).toEqual([0, 0, Symbol.dispose ? 0 : 1])
  })

  it('are those of an item that is named, where sizeOf answers none', async () => {
    const sizes = mapWorkers([1], new ManualPool(1), { fn: 'show', maxBytesInFlight: 1, sizeOf: () => Number.NaN })
    await expect(sizes.next()).rejects.toMatchObject({ code: 'STREAM_INVALID_SIZE' })
  })
})
