import type { BudgetLike, MemoryConsumer } from '@plimsoll/bytes'
import { MemoryBudget, type PressureSource } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, holderOf, Silent, watch } from './budget/holders.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('MemoryBudget within another', () => {
  it('holds in its parent what its own holders hold', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line, limit: 60, name: 'tenant' })
    const request = new MemoryBudget({ parent: tenant, name: 'request' })
    const cache = holderOf(tenant, 20)
    using frame = await request.reserve(30)
    expect([line.usedBytes, tenant.usedBytes, request.usedBytes]).toEqual([50, 50, 30])
    expect(line.explain().holders).toMatchObject([{ name: 'tenant', kind: 'budget', reservedBytes: 50 }])
    cache.free(20)
    frame[Symbol.dispose]()
    expect([line.usedBytes, tenant.usedBytes, request.usedBytes]).toEqual([0, 0, 0])
  })

  it('keeps both lines', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line, limit: 60 })
    using _job = await line.reserve(50)
    expect(tenant.tryReserve(61)).toBeUndefined()
    expect(tenant.tryReserve(51)).toBeUndefined()
    expect(tenant.tryReserve(50)?.bytes).toBe(50)
    expect(line.usedBytes).toBe(100)
  })

  it('gives all back when it is closed', async () => {
    const line = new MemoryBudget({ limit: 100 })
    {
      using request = new MemoryBudget({ parent: line })
      await request.reserve(70)
      expect(line.usedBytes).toBe(70)
    }
    expect([line.usedBytes, line.explain().holders]).toEqual([0, []])
  })

  it('is asked by its parent, and asks its own holders in their order', () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line, name: 'tenant' })
    const free = holderOf(tenant, 30, { rebuildCost: 'free' })
    const dear = holderOf(tenant, 30, { rebuildCost: 'dear' })
    expect(line.reclaim(40)).toBe(40)
    expect([free.bytes, dear.bytes, line.usedBytes]).toEqual([0, 20, 20])
  })

  it('joins its parent on the terms that it is given', () => {
    const line = new MemoryBudget({ limit: 100 })
    const spared = holderOf(new MemoryBudget({ parent: line, min: 25, weight: 2 }), 50)
    const spent = holderOf(new MemoryBudget({ parent: line, rebuildCost: 'free' }), 50)
    expect(line.reclaim(100)).toBe(75)
    expect([spared.bytes, spent.bytes]).toEqual([25, 0])
    expect(line.explain().holders).toMatchObject([{ min: 25, weight: 2 }, { rebuildCost: 'free' }])
  })

  it('waits for its parent where there is room here and none there', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line, limit: 60, name: 'tenant' })
    const job = await line.reserve(80)
    const waits = watch(tenant.reserve(40))
    await calm()
    expect(line.explain().waiting).toMatchObject([{ owner: 'tenant', bytes: 40 }])
    job[Symbol.dispose]()
    await calm()
    expect([waits.state, line.usedBytes]).toEqual(['given', 40])
  })

  it('leaves the parent’s queue with the last that waits here', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line })
    using _job = await line.reserve(80)
    const abort = new AbortController()
    const waits = watch(tenant.reserve(40, { signal: abort.signal }))
    await calm()
    abort.abort()
    await calm()
    expect([waits.state, line.explain().waiting]).toEqual(['refused', []])
    expect(line.tryReserve(20)?.bytes).toBe(20)
  })

  it('refuses at once what its parent could never give', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line })
    await expect(tenant.reserve(101)).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
  })

  it('gives what it was asked for to its parent, not to those who wait here', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line, name: 'tenant', limit: 60 })
    const cache = holderOf(tenant, 60)
    using _job = await line.reserve(40)
    const outside = watch(line.reserve(10))
    cache.answer = () => 0
    const inside = watch(tenant.reserve(10))
    await calm()
    expect(inside.state).toBe('waits')
    expect(outside.state).toBe('given')
    cache.answer = bytes => cache.free(bytes)
    vi.advanceTimersByTime(50)
    await calm()
    expect([inside.state, line.usedBytes, tenant.usedBytes]).toEqual(['given', 100, 50])
  })

  it('covers in its parent also what its holders hold without reserving', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line })
    const map = new Silent(tenant)
    map.heapBytes = 30
    expect(line.usedBytes).toBe(30)
    using _frame = await tenant.reserve(20)
    expect([line.usedBytes, tenant.usedBytes]).toEqual([50, 50])
    map.heapBytes = 0
    tenant.reclaim(0)
    expect(line.usedBytes).toBe(20)
  })

  it('takes any parent of that shape, and uses of its reservation what is promised there', async () => {
    const calls: string[] = []
    let room = 50
    let give = () => {}
    const parent: BudgetLike = {
      register(consumer: MemoryConsumer) {
        calls.push(`register ${consumer.name}`)
        return {
          bytes: Number.NaN,
          tryGrow(bytes) {
            if (bytes > room) return false
            room -= bytes
            return true
          },
          grow: bytes =>
            new Promise(resolve => {
              give = () => {
                room -= bytes
                resolve()
              }
            }),
          shrink(bytes) {
            room += bytes
          },
          [Symbol.dispose]: () => void calls.push('dispose'),
        }
      },
      reserve: () => Promise.reject(new Error('not asked for')),
    }
    const budget = new MemoryBudget({ parent, limit: 80, name: 'worker' })
    using small = await budget.reserve(40)
    expect([small.bytes, room]).toEqual([40, 10])
    const waits = watch(budget.reserve(20))
    await calm()
    room = 30
    give()
    await calm()
    expect([waits.state, room]).toEqual(['given', 10])
    waits.value?.[Symbol.dispose]()
    expect(room).toBe(30)
    budget.close()
    expect(calls).toEqual(['register worker', 'dispose'])
  })

  it('refuses what is no parent', () => {
    expect(() => new MemoryBudget({ limit: 10, parent: {} as BudgetLike })).toThrow(
      expect.objectContaining({ code: 'BUDGET_INVALID_OPTIONS' }),
    )
  })
})

describe('MemoryBudget within another, with holders that do not reserve', () => {
  const grown = async (limit = 1000) => {
    const told: (() => void)[] = []
    const monitor: PressureSource = {
      limits: { heapBytes: limit, containerBytes: undefined, ownBytes: undefined },
      on(event, listener) {
        if (event === 'measure') told.push(listener as () => void)
        return () => {}
      },
    }
    const line = new MemoryBudget({ limit, monitor })
    const tenant = new MemoryBudget({ parent: line, name: 'tenant' })
    const map = new Silent(tenant)
    const frame = await tenant.reserve(1)
    const measure = () => {
      for (const listener of told) listener()
    }
    return { line, tenant, map, frame, measure }
  }

  it('counts in its parent what they hold, also after it has reserved', async () => {
    const { line, tenant, map, frame } = await grown()
    frame[Symbol.dispose]()
    map.heapBytes = 5000
    expect([line.usedBytes, tenant.usedBytes, line.availableBytes]).toEqual([5000, 5000, 0])
    map.heapBytes = 300
    expect([line.usedBytes, line.availableBytes]).toEqual([300, 700])
  })

  it('is asked to keep its parent’s line', async () => {
    const { line, map, measure } = await grown()
    map.heapBytes = 5000
    measure()
    expect([map.heapBytes, line.usedBytes]).toEqual([999, 1000])
    expect(await line.reserve(900)).toMatchObject({ bytes: 900 })
    expect([map.heapBytes, line.usedBytes]).toEqual([99, 1000])
  })

  it('is seen through two lines, for as long as such a holder is there', async () => {
    const { line, tenant } = await grown()
    const request = new MemoryBudget({ parent: tenant, name: 'request' })
    const map = new Silent(request)
    ;(await request.reserve(1))[Symbol.dispose]()
    map.heapBytes = 500
    expect(line.usedBytes).toBe(501)
    map.reservation[Symbol.dispose]()
    expect([line.usedBytes, tenant.usedBytes, request.usedBytes]).toEqual([1, 1, 0])
  })

  it('loses no part of a byte on the way', async () => {
    const { line, tenant, map, frame } = await grown()
    frame[Symbol.dispose]()
    map.heapBytes = 10.5
    const five = tenant.tryReserve(5)
    expect([five?.bytes, line.usedBytes, tenant.usedBytes]).toEqual([5, 16, 16])
    five?.[Symbol.dispose]()
    map.heapBytes = 0
    tenant.reclaim(0)
    expect([line.usedBytes, tenant.usedBytes]).toEqual([0, 0])
  })

  it('asks them for what its parent could never give', async () => {
    const { line, tenant, map, frame } = await grown()
    frame[Symbol.dispose]()
    map.heapBytes = 1000
    expect((await tenant.reserve(1)).bytes).toBe(1)
    expect([map.heapBytes, line.usedBytes]).toEqual([999, 1000])
    map.heapBytes = 5000
    expect((await tenant.reserve(9)).bytes).toBe(9)
    expect([map.heapBytes, line.usedBytes]).toEqual([990, 1000])
    expect(tenant.tryReserve(10)?.bytes).toBe(10)
    expect([map.heapBytes, line.usedBytes]).toEqual([980, 1000])
    await expect(tenant.reserve(1001)).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
  })

  it('asks them also where its parent says no more than that it could never give so much', async () => {
    const line = new MemoryBudget({ limit: 1000 })
    const parent: BudgetLike = {
      register(consumer, options) {
        const reservation = line.register(
          { name: consumer.name, memoryUsage: () => consumer.memoryUsage(), reclaim: () => 0 },
          options,
        )
        return {
          bytes: 0,
          tryGrow: bytes => reservation.tryGrow(bytes),
          grow: bytes => reservation.grow(bytes),
          shrink: bytes => reservation.shrink(bytes),
          [Symbol.dispose]: () => reservation[Symbol.dispose](),
        }
      },
      reserve: bytes => line.reserve(bytes),
    }
    const tenant = new MemoryBudget({ parent })
    const map = new Silent(tenant)
    map.heapBytes = 1000
    expect((await tenant.reserve(1)).bytes).toBe(1)
    expect(map.heapBytes).toBeGreaterThan(0)
    map.reclaim = () => 0
    map.heapBytes = 3000
    await expect(tenant.reserve(500)).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
  })

  it('waits for one that can give nothing yet', async () => {
    const { tenant, map, frame } = await grown()
    frame[Symbol.dispose]()
    map.heapBytes = 1000
    map.reclaim = () => 0
    const waits = watch(tenant.reserve(1))
    await calm()
    expect(waits.state).toBe('waits')
    map.heapBytes = 400
    vi.advanceTimersByTime(50)
    await calm()
    expect(waits.state).toBe('given')
  })
})

describe('MemoryBudget and itself', () => {
  const code = 'BUDGET_INVALID_CONSUMER'

  it('is not its own holder, at whatever depth', () => {
    const line = new MemoryBudget({ limit: 100 })
    const tenant = new MemoryBudget({ parent: line })
    const request = new MemoryBudget({ parent: tenant })
    for (const inner of [line, tenant, request])
      expect(() => inner.register(line)).toThrow(expect.objectContaining({ code }))
    expect([line.usedBytes, line.explain().holders.length, request.explain().holders]).toEqual([0, 1, []])
  })
})
