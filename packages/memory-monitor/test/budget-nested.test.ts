import type { BudgetLike, MemoryConsumer } from '@plimsoll/bytes'
import { MemoryBudget } from '@plimsoll/memory-monitor'
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

describe('The limit of a MemoryBudget within another', () => {
  it('is its parent’s where it was given none, however deep it is nested', () => {
    const line = new MemoryBudget({ limit: '1MiB' })
    const tenant = new MemoryBudget({ parent: line })
    const request = new MemoryBudget({ parent: tenant })
    expect([tenant.limit, request.limit, request.explain().limit]).toEqual([2 ** 20, 2 ** 20, 2 ** 20])
    expect([request.usedBytes, request.availableBytes]).toEqual([0, 2 ** 20])
    const small = new MemoryBudget({ parent: new MemoryBudget({ parent: line, limit: 600 }) })
    expect([small.limit, small.tryReserve(600)?.bytes, small.availableBytes]).toEqual([600, 600, 0])
  })

  it('is its own where it was given one', () => {
    const line = new MemoryBudget({ limit: 100 })
    expect(new MemoryBudget({ parent: line, limit: 60 }).limit).toBe(60)
    expect(new MemoryBudget({ parent: line, limit: '1KiB' }).limit).toBe(1024)
  })

  it('stays what it was when it is closed', () => {
    const tenant = new MemoryBudget({ parent: new MemoryBudget({ limit: 100 }) })
    tenant.close()
    expect([tenant.limit, tenant.usedBytes]).toEqual([100, 0])
  })

  it('is shared out by the weights, also where it is the parent’s', () => {
    const tenant = new MemoryBudget({ parent: new MemoryBudget({ limit: 900 }) })
    const light = holderOf(tenant, 100, { name: 'light' })
    const heavy = holderOf(tenant, 700, { name: 'heavy', weight: 2 })
    expect(tenant.explain().holders.map(({ fairShareBytes }) => fairShareBytes)).toEqual([300, 600])
    expect(tenant.reclaim(50)).toBe(50)
    expect([light.bytes, heavy.bytes]).toEqual([100, 650])
  })

  it('is the largest number where the parent cannot be read', () => {
    const reservation = { bytes: 0, tryGrow: () => true, grow: async () => {}, shrink() {}, [Symbol.dispose]() {} }
    const parent: BudgetLike = { register: () => reservation, reserve: async () => reservation }
    expect(new MemoryBudget({ parent }).limit).toBe(Number.MAX_SAFE_INTEGER)
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
