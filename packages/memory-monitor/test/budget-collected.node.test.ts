import { setTimeout as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { MemoryConsumer } from '@plimsoll/bytes'
import { type LostReport, MemoryBudget } from '@plimsoll/memory-monitor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Holder, holderOf, watch } from './budget/holders.js'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

// Finalizers run in turns of their own, some time after the collection: looked for, not slept for.
async function until(done: () => boolean): Promise<void> {
  for (let round = 0; round < 200 && !done(); round++) {
    // What was looked at is kept until the job ends.
    await turn()
    gc()
    await turn()
  }
}

describe('MemoryBudget whose holders are collected', () => {
  it('has the bytes back of a consumer that nobody holds any more, and forgets it', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    ;(() => holderOf(budget, 60, { name: 'forgotten' }))()
    expect(budget.usedBytes).toBe(60)
    await until(() => budget.usedBytes === 0)
    expect([budget.usedBytes, budget.explain().holders]).toEqual([0, []])
  })

  it('keeps a consumer in that lives, though nobody kept its reservation', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const map: MemoryConsumer & { bytes: number } = {
      name: 'map',
      bytes: 70,
      memoryUsage: () => ({ heapBytes: map.bytes, externalBytes: 0, entries: 1 }),
      reclaim(bytes) {
        this.bytes -= bytes
        return bytes
      },
    }
    ;(() => budget.register(map))()
    ;(() => holderOf(budget, 10, { name: 'forgotten' }))()
    await until(() => budget.explain().holders.length === 1)
    expect(budget.reclaim(20)).toBe(20)
    expect([map.bytes, budget.usedBytes]).toEqual([50, 50])
  })

  it('keeps a consumer alive by its reservation', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const reservation = (() => new Holder(budget, { name: 'held' }).reservation)()
    reservation.tryGrow(30)
    ;(() => holderOf(budget, 10, { name: 'forgotten' }))()
    await until(() => budget.explain().holders.length === 1)
    expect(budget.explain().holders).toMatchObject([{ name: 'held', reservedBytes: 30 }])
    expect(reservation.bytes).toBe(30)
  })

  it('has the bytes back of a reservation that was lost, tells of it, and serves who waits', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const lost: LostReport[] = []
    budget.on('lost', report => lost.push(report))
    await (async () => {
      await budget.reserve(80, { owner: 'careless' })
      using _disposed = await budget.reserve(20, { owner: 'careful' })
    })()
    const waits = watch(budget.reserve(50))
    await until(() => waits.state === 'given')
    expect([waits.state, lost]).toEqual(['given', [{ owner: 'careless', bytes: 80 }]])
  })

  it('has the bytes back of a nested budget that was collected with its holders', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    await (async () => {
      const request = new MemoryBudget({ parent: budget })
      holderOf(request, 20)
      await request.reserve(30)
    })()
    expect(budget.usedBytes).toBe(50)
    await until(() => budget.usedBytes === 0)
    expect(budget.explain().holders).toEqual([])
  })

  it('loses no byte, whoever is collected, disposed or kept', async () => {
    const fate = fc.record({
      kind: fc.constantFrom('consumer', 'reservation', 'nested'),
      bytes: fc.nat(20),
      end: fc.constantFrom('collected', 'disposed', 'kept'),
    })
    const course = fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 12 }), async fates => {
      const budget = new MemoryBudget({ limit: 1000 })
      const kept = await (async () => {
        const kept: unknown[] = []
        for (const { kind, bytes, end } of fates) {
          const at = kind === 'nested' ? new MemoryBudget({ parent: budget }) : budget
          const reservation = kind === 'consumer' ? holderOf(at, bytes).reservation : await at.reserve(bytes)
          if (end === 'disposed') reservation[Symbol.dispose]()
          if (end === 'kept') kept.push(reservation)
        }
        return kept
      })()
      const expected = fates.reduce((sum, { bytes, end }) => sum + (end === 'kept' ? bytes : 0), 0)
      await until(() => budget.usedBytes === expected)
      expect(budget.usedBytes).toBe(expected)
      expect(kept.length).toBe(fates.filter(({ end }) => end === 'kept').length)
    })
    await fc.assert(course, { numRuns: 30 })
  })
})
