import { adapt, MemoryBudget, mapConsumer, setConsumer } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'
import { calm, Holder, watch } from './budget/holders.js'

const refused = (message: string) => expect.objectContaining({ code: 'BUDGET_INVALID_CONSUMER', message })

describe('Two consumers of one Map or Set', () => {
  it('are not both registered, for it would count twice: the first is named', () => {
    const budget = new MemoryBudget({ limit: '1MiB', name: 'line' })
    const map = new Map([[1, 'one']])
    budget.register(mapConsumer('records', map))
    const used = budget.usedBytes
    expect(() => budget.register(mapConsumer('again', map))).toThrow(
      refused(
        '"again" counts the same Map as "records", which is in the budget "line" already; register one of the two',
      ),
    )
    expect([budget.usedBytes, budget.explain().holders.length]).toEqual([used, 1])
    const set = new Set([1])
    budget.register(setConsumer('seen', set))
    expect(() => budget.register(setConsumer('seen', set))).toThrow(
      refused('"seen" counts the same Set as "seen", which is in the budget "line" already; register one of the two'),
    )
  })

  it('are one after the other', () => {
    const budget = new MemoryBudget({ limit: '1MiB' })
    const map = new Map([[1, 'one']])
    const reservation = budget.register(mapConsumer('records', map))
    reservation[Symbol.dispose]()
    budget.register(mapConsumer('again', map))
    reservation[Symbol.dispose]()
    expect(() => budget.register(mapConsumer('third', map))).toThrow(/same Map as "again"/)
  })

  it('are refused in nested budgets of one root too, until the one is closed', () => {
    const line = new MemoryBudget({ limit: '1MiB', name: 'line' })
    const tenant = new MemoryBudget({ parent: line, name: 'tenant' })
    const other = new MemoryBudget({ parent: line, name: 'other' })
    const map = new Map([[1, 'one']])
    tenant.register(mapConsumer('records', map))
    for (const budget of [line, tenant, other])
      expect(() => budget.register(mapConsumer('again', map))).toThrow(
        /same Map as "records", which is in the budget "tenant"/,
      )
    tenant.close()
    expect(other.register(mapConsumer('again', map)).bytes).toBe(0)
  })

  it('may be in two budgets that have nothing in common', () => {
    const map = new Map([[1, 'one']])
    for (const name of ['one', 'other']) new MemoryBudget({ limit: '1MiB', name }).register(mapConsumer(name, map))
  })

  it('may stand beside what else is made of the same holder by adapt', () => {
    const budget = new MemoryBudget({ limit: '1MiB' })
    const map = new Map([[1, 'one']])
    const index = {
      name: 'index',
      memoryUsage: () => ({ heapBytes: 5, externalBytes: 0, entries: 1 }),
      reclaim: () => 0,
    }
    budget.register(mapConsumer('records', map))
    budget.register(adapt(map, index))
    expect(budget.explain().holders.length).toBe(2)
  })
})

describe('One consumer', () => {
  it('is registered once, in all that is nested below one root', () => {
    const line = new MemoryBudget({ limit: 100, name: 'line' })
    const tenant = new MemoryBudget({ parent: line })
    const holder = new Holder(line, { name: 'cache' })
    for (const budget of [line, tenant])
      expect(() => budget.register(holder)).toThrow(
        refused('"cache" is in the budget "line" already; register it once'),
      )
    expect(tenant.usedBytes).toBe(0)
  })
})

describe('An empty Map or Set', () => {
  it('is counted, and not taken for something that can be given back: who waits for it is told at once', async () => {
    const budget = new MemoryBudget({ limit: '1KiB' })
    const map = new Map([[1, 1]])
    budget.register(mapConsumer('records', map))
    map.clear()
    expect(budget.usedBytes).toBeGreaterThan(0)
    using _held = await budget.reserve(512, { owner: 'job' })
    const waits = watch(budget.reserve(512, { owner: 'job' }))
    await calm()
    expect(waits.error).toMatchObject({ code: 'BUDGET_DEADLOCK' })
    expect(budget.explain().holders).toMatchObject([{ name: 'records', asked: { times: 0 } }, { name: 'job' }])
  })
})

describe('A budget without a parent', () => {
  it.each([{ min: 10 }, { weight: 2 }, { rebuildCost: 'dear' as const }])(
    'refuses %o, which say how it joins one',
    given => {
      const [key] = Object.keys(given)
      expect(() => new MemoryBudget({ limit: 100, name: 'line', ...given })).toThrow(
        expect.objectContaining({
          code: 'BUDGET_INVALID_OPTIONS',
          message: `the budget "line" has no parent and is given ${key}, by which a nested one joins its parent; give a parent, or leave ${key} out`,
        }),
      )
    },
  )

  it('takes undefined for not given', () => {
    expect(new MemoryBudget({ limit: 100, min: undefined as never }).limit).toBe(100)
  })
})
