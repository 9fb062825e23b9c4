import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, it, vi } from 'vitest'
import { kinds, type Step, World } from './budget/world.js'

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom<Step['do']>(
    ...(['register', 'register', 'tryGrow', 'tryGrow', 'tryGrow', 'grow', 'grow', 'shrink', 'swell', 'leave'] as const),
    ...(['reserve', 'reserve', 'reserve', 'tryReserve', 'release', 'release', 'abort', 'reclaim'] as const),
    ...(['answer', 'answer', 'look', 'measure', 'close child'] as const),
  ),
  at: fc.nat(11),
  bytes: fc.oneof(fc.nat(40), fc.nat(110)),
  kind: fc.constantFrom(...kinds),
  min: fc.constantFrom(0, 0, 0, 5, 20),
  cost: fc.constantFrom('free', 'cheap', 'dear'),
  urgent: fc.boolean(),
  owner: fc.constantFrom(undefined, undefined, 'job', 'task'),
})

describe('MemoryBudget, after any course of events', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('keeps the line at every step, loses no byte, and ends every wait in its turn', async () => {
    const course = fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
      fc.scheduler(),
      async (steps, scheduler) => {
        const world = new World(scheduler)
        for (const each of steps) await world.take(each)
        await world.end()
      },
    )
    await fc.assert(course, { numRuns: 1000 })
  }, 120_000)
})
