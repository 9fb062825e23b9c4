import { type FaultReport, MemoryBudget } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'
import { calm, holderOf, watch } from './budget/holders.js'

const heard = (budget: MemoryBudget): FaultReport[] => {
  const faults: FaultReport[] = []
  budget.on('fault', fault => faults.push(fault))
  return faults
}

describe('MemoryBudget with a holder that breaks its contract', () => {
  it('goes on without one whose answer throws when it is looked at', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const faults = heard(budget)
    const bad = holderOf(budget, 50, { name: 'bad' })
    const good = holderOf(budget, 50, { name: 'good' })
    const cause = new Error('no then')
    const hostile = {
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about.
      get then(): never {
        throw cause
      },
    }
    bad.answer = () => hostile as unknown as number
    expect(budget.reclaim(60)).toBe(50)
    expect(faults).toEqual([{ name: 'bad', fault: 'threw', cause }])
    bad.reservation.shrink(50)
    const all = watch(budget.reserve(100))
    await calm()
    expect([good.bytes, all.state]).toEqual([0, 'given'])
  })

  it('goes on without one whose promise throws when it is looked at', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const faults = heard(budget)
    const bad = holderOf(budget, 50, { name: 'bad' })
    const cause = new Error('no then')
    const once = Object.defineProperty({ looks: 0 }, 'then', {
      get(this: { looks: number }) {
        if (this.looks++ > 0) throw cause
        return () => {}
      },
    })
    bad.answer = () => once as unknown as number
    await budget.reclaim(50)
    expect(faults).toEqual([{ name: 'bad', fault: 'threw', cause }])
    bad.answer = bytes => bad.free(bytes)
    expect(budget.reclaim(50)).toBe(50)
  })

  it('tells of an answer that is a tenth above what came back, and of none that is nearer', () => {
    const budget = new MemoryBudget({ limit: 10_000 })
    const faults = heard(budget)
    const sampled = holderOf(budget, 10_000, { name: 'sampled' })
    sampled.answer = bytes => Math.floor(sampled.free(bytes) * 1.09)
    budget.reclaim(1000)
    expect(faults).toEqual([])
    sampled.answer = bytes => Math.floor(sampled.free(bytes) * 1.2)
    budget.reclaim(1000)
    expect(faults).toEqual([{ name: 'sampled', fault: 'untrue', cause: 1200 }])
  })
})
