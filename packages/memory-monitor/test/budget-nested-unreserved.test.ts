import type { BudgetLike } from '@plimsoll/bytes'
import { MemoryBudget, type PressureSource } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, Silent, watch } from './budget/holders.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
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
