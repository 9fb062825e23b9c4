import { MemoryBudget, memoryLimits } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'
import { Holder, holderOf, Silent } from './budget/holders.js'

const mib = 2 ** 20

describe('MemoryBudget.explain', () => {
  it('says who holds how much, who was asked, and who gave what', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 40, { name: 'cache', weight: 3, min: 10 })
    const map = new Silent(budget, 'map', { rebuildCost: 'dear' })
    map.externalBytes = 20
    using _frame = await budget.reserve(30, { owner: 'frame' })
    cache.answer = bytes => cache.free(Math.min(bytes, 15))
    budget.reclaim(25)
    expect(budget.explain()).toEqual({
      limit: 100,
      usedBytes: 65,
      holders: [
        {
          ...{ name: 'cache', kind: 'consumer', reservedBytes: 25, fairShareBytes: 75 },
          ...{ rebuildCost: 'cheap', weight: 3, min: 10 },
          usage: { heapBytes: 25, externalBytes: 0, entries: 1 },
          ...{ asked: { times: 1, bytes: 25 }, gave: { bytes: 15 } },
        },
        {
          ...{ name: 'map', kind: 'consumer', reservedBytes: 0, fairShareBytes: 25 },
          ...{ rebuildCost: 'dear', weight: 1, min: 0 },
          usage: { heapBytes: 0, externalBytes: 10, entries: 1 },
          ...{ asked: { times: 1, bytes: 10 }, gave: { bytes: 10 } },
        },
        {
          ...{ name: 'frame', kind: 'reservation', reservedBytes: 30, fairShareBytes: 0 },
          ...{ rebuildCost: 'dear', weight: 1, min: 0 },
          usage: undefined,
          ...{ asked: { times: 0, bytes: 0 }, gave: { bytes: 0 } },
        },
      ],
      waiting: [],
      reclaims: [
        { name: 'cache', reason: 'call', urgent: false, askedBytes: 25, answeredBytes: 15, freedBytes: 15 },
        { name: 'map', reason: 'call', urgent: false, askedBytes: 10, answeredBytes: 10, freedBytes: 10 },
      ],
    })
  })

  it('keeps the last 32 requests to give back', () => {
    const budget = new MemoryBudget({ limit: 100 })
    holderOf(budget, 100)
    for (let bytes = 1; bytes <= 40; bytes++) budget.reclaim(1)
    expect(budget.explain().reclaims.length).toBe(32)
  })
})

describe('MemoryBudget.memoryUsage', () => {
  it('sums up what its holders say, and counts plain reservations as external', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    holderOf(budget, 40)
    new Silent(budget).externalBytes = 5
    using _frame = await budget.reserve(30)
    expect(budget.memoryUsage()).toEqual({ heapBytes: 40, externalBytes: 35, entries: 3 })
  })
})

describe('MemoryBudget without a limit', () => {
  it('takes 70 % of the smaller of the container and the heap, without what V8 wants free in it', () => {
    const { heapBytes = Infinity, heapHeadroomBytes = 0, containerBytes = Infinity } = memoryLimits()
    const heap = heapBytes - 2 * heapHeadroomBytes
    expect(new MemoryBudget().limit).toBe(Math.floor(Math.min(heap, containerBytes) * 0.7))
  })

  it.each([
    ['a semi-space of Node 20', 256, 16, 156.8],
    ['a semi-space of Node 24', 256, 64, 89.6],
    ['a young generation as large as the heap', 128, 64, 32],
    ['a young generation that is larger', 64, 64, 16],
  ])('leaves free what V8 wants: %s', (_, heap, headroom, line) => {
    const limits = { heapBytes: heap * mib, heapHeadroomBytes: headroom * mib, containerBytes: undefined }
    const monitor = { limits: { ...limits, ownBytes: undefined }, on: () => () => {} }
    expect(new MemoryBudget({ monitor }).limit).toBe(Math.floor(line * mib))
  })

  it('takes what its parent gives', () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line })
    expect(tenant.tryReserve(101)).toBeUndefined()
    expect(tenant.tryReserve(100)?.bytes).toBe(100)
  })
})

describe('MemoryBudget at the door', () => {
  it.each([
    [{ limit: 0 }, 'BUDGET_INVALID_OPTIONS', /limit is 0; give at least 1 byte/],
    [{ limit: -1 }, 'BYTES_INVALID_SIZE', /-1/],
    [{ limit: '5XB' }, 'BYTES_UNKNOWN_UNIT', /XB/],
    [{ limit: 1, maxBytes: 1 }, 'BUDGET_INVALID_OPTIONS', /"maxBytes".*limit, monitor, parent, name/],
    [{ limit: 1, name: '' }, 'BUDGET_INVALID_OPTIONS', /name is ""/],
    [{ limit: 1, monitor: {} }, 'BUDGET_INVALID_OPTIONS', /monitor is an object/],
    [{ limit: 1, weight: 0 }, 'BUDGET_INVALID_OPTIONS', /weight is 0; give a number above 0/],
    [{ limit: 1, min: -1 }, 'BUDGET_INVALID_OPTIONS', /min is -1/],
    [
      { limit: 1, rebuildCost: 'high' },
      'BUDGET_INVALID_OPTIONS',
      /rebuildCost is "high"; give "free", "cheap" or "dear"/,
    ],
  ])('refuses %j', (options, code, message) => {
    expect(() => new MemoryBudget(options as { limit: number })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    )
  })

  it.each([
    [null, /the consumer is null/],
    [{ memoryUsage() {}, reclaim() {} }, /name is undefined/],
    [{ name: 'cache', reclaim() {} }, /"cache" has no method memoryUsage/],
    [{ name: 'cache', memoryUsage() {} }, /"cache" has no method reclaim/],
  ])('refuses the consumer %j', (consumer, message) => {
    const budget = new MemoryBudget({ limit: 100 })
    expect(() => budget.register(consumer as never)).toThrow(
      expect.objectContaining({ code: 'BUDGET_INVALID_CONSUMER', message: expect.stringMatching(message) }),
    )
    expect(budget.explain().holders).toEqual([])
  })

  it.each([
    ['reclaims', () => {}, /the event is "reclaims"; give one of reclaim, fault, wait, deadlock, lost/],
    ['reclaim', undefined, /the listener is undefined; give a function/],
  ])('refuses to tell of %j to %j', (event, listener, message) => {
    expect(() => new MemoryBudget({ limit: 1 }).on(event as 'reclaim', listener as () => void)).toThrow(
      expect.objectContaining({ code: 'BUDGET_INVALID_OPTIONS', message: expect.stringMatching(message) }),
    )
  })

  it('refuses a signal that is none', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const error = {
      code: 'BUDGET_INVALID_OPTIONS',
      message: expect.stringMatching(/signal is "x"; give an AbortSignal/),
    }
    const options = { signal: 'x' as unknown as AbortSignal }
    await expect(budget.reserve(1, options)).rejects.toMatchObject(error)
    await expect(new Holder(budget).reservation.grow(1, options)).rejects.toMatchObject(error)
    expect(budget.usedBytes).toBe(0)
  })

  it('counts whole bytes, and no entries where none are told', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const usage = { heapBytes: 10.2, externalBytes: 1.5, entries: Number.NaN }
    const reservation = budget.register({ name: 'sampled', memoryUsage: () => usage, reclaim: () => 0 })
    const whole = { heapBytes: 11, externalBytes: 2, entries: 0 }
    expect([budget.usedBytes, budget.memoryUsage(), budget.explain().holders[0]?.usage]).toEqual([13, whole, whole])
    reservation[Symbol.dispose]()
  })

  it('always gives nothing to one that asks for nothing, whoever waits', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const holder = new Holder(budget)
    using _all = await budget.reserve(100)
    const abort = new AbortController()
    const waits = budget.reserve(10, { signal: abort.signal })
    expect([holder.reservation.tryGrow(0), holder.reservation.tryGrow(1)]).toEqual([true, false])
    abort.abort(new Error('given up'))
    await expect(waits).rejects.toThrow('given up')
    holder.reservation[Symbol.dispose]()
    expect(holder.reservation.tryGrow(0)).toBe(true)
  })

  it('takes a consumer once, and again after it was disposed', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const holder = new Holder(budget)
    expect(() => budget.register(holder)).toThrow(expect.objectContaining({ code: 'BUDGET_INVALID_CONSUMER' }))
    holder.reservation[Symbol.dispose]()
    holder.reservation = budget.register(holder)
    expect(holder.reservation.tryGrow(100)).toBe(true)
  })
})
