import type { MemoryReservation } from '@plimsoll/bytes'
import { MemoryBudget, type MemoryError } from '@plimsoll/memory-monitor'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, Holder, holderOf, watch } from './budget/holders.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('MemoryBudget, whose line many jobs share', () => {
  const job = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
    inside: fc.constantFrom('line', 'line', 'tenant', 'other'),
    grows: fc.boolean(),
  })

  it('ends every wait by itself: each job is done, or told of the deadlock that it is part of', async () => {
    const course = fc.asyncProperty(fc.array(job, { minLength: 1, maxLength: 8 }), fc.nat(60), async (jobs, cached) => {
      const line = new MemoryBudget({ limit: 100 })
      const tenant = new MemoryBudget({ parent: line, limit: 80, name: 'tenant' })
      const other = new MemoryBudget({ parent: line, name: 'other' })
      const cache = holderOf(line, cached, { name: 'cache' })
      cache.answer = bytes => (cached % 3 === 0 ? 0 : cache.free(bytes))
      const budgets = { line, tenant, other }
      const run = async ({ sizes, inside, grows }: (typeof jobs)[number], owner: string) => {
        const held: MemoryReservation[] = []
        try {
          for (const size of sizes) {
            const [first] = held
            if (first && grows) await first.grow(size)
            else held.push(await budgets[inside].reserve(size, { owner }))
            await calm()
          }
          return 'done'
        } catch (error) {
          return (error as MemoryError).code
        } finally {
          for (const reservation of held) reservation[Symbol.dispose]()
        }
      }
      const ends = jobs.map((each, index) => watch(run(each, `job ${index}`)))
      for (let look = 0; look < 40 && ends.some(({ state }) => state === 'waits'); look++) {
        await calm()
        vi.advanceTimersByTime(50)
      }
      await calm()
      const unwilling = cached % 3 === 0 ? cached : 0
      const feasible = jobs.every(
        ({ sizes, inside }) =>
          sizes.reduce((sum, size) => sum + size) <= Math.min(100 - unwilling, inside === 'tenant' ? 80 : 100),
      )
      if (unwilling === 0) expect(ends.filter(({ state }) => state === 'waits')).toEqual([])
      if (feasible && unwilling === 0) expect(ends.map(({ value }) => value)).toContain('done')
      for (const { value } of ends) expect(['done', 'BUDGET_DEADLOCK', 'BUDGET_TOO_LARGE', undefined]).toContain(value)
      // Who waits for what an unwilling cache holds waits for no deadlock: nobody else stands in his way.
      cache.answer = bytes => cache.free(bytes)
      for (let look = 0; look < 20; look++) {
        vi.advanceTimersByTime(50)
        await calm()
      }
      expect(ends.filter(({ state }) => state === 'waits')).toEqual([])
      cache.free(cached)
      expect(line.usedBytes).toBe(0)
    })
    await fc.assert(course, { numRuns: 1000 })
  }, 60_000)

  it('serves a large one although small ones keep coming', async () => {
    const small = fc.record({ bytes: fc.integer({ min: 1, max: 30 }), at: fc.nat(9), try: fc.boolean() })
    const course = fc.asyncProperty(
      fc.array(small, { minLength: 40, maxLength: 60 }),
      fc.boolean(),
      async (all, nested) => {
        const line = new MemoryBudget({ limit: 100 })
        const budget = nested ? new MemoryBudget({ parent: line }) : line
        const cache = new Holder(line)
        const held: MemoryReservation[] = []
        const take = (each: (typeof all)[number]) => {
          if (each.try) {
            const reservation = line.tryReserve(each.bytes)
            if (reservation) held.push(reservation)
            cache.reservation.tryGrow(each.bytes)
          } else void line.reserve(each.bytes).then(reservation => held.push(reservation))
        }
        for (const each of all.slice(0, 10)) take({ ...each, try: true })
        await calm()
        const large = watch(budget.reserve(95))
        await calm()
        const before = held.splice(0)
        for (const each of all.slice(10)) {
          if (large.state === 'waits') expect(held.length, 'nobody that came later has any').toBe(0)
          take(each)
          before.splice(each.at % Math.max(1, before.length), 1)[0]?.[Symbol.dispose]()
          await calm()
        }
        while (before.length > 0) before.pop()?.[Symbol.dispose]()
        await calm()
        expect(large.state).toBe('given')
        expect(large.value?.bytes).toBe(95)
      },
    )
    await fc.assert(course, { numRuns: 1000 })
  }, 60_000)
})
