import { MemoryBudget, type WaitReport } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, Holder, holderOf, Silent, watch } from './budget/holders.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  expect(vi.getTimerCount(), 'timers left behind').toBe(0)
  vi.useRealTimers()
})

describe('MemoryBudget.reserve', () => {
  it('gives at once what is free, and has it back when it is disposed', async () => {
    const budget = new MemoryBudget({ limit: '1KiB' })
    {
      using frame = await budget.reserve('1000B', { owner: 'frame' })
      expect([frame.bytes, budget.usedBytes, budget.availableBytes]).toEqual([1000, 1000, 24])
    }
    expect(budget.usedBytes).toBe(0)
  })

  it('waits its turn: nobody that came later goes first, however small', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const held = await budget.reserve(50)
    const large = watch(budget.reserve(80))
    const small = watch(budget.reserve(10))
    await calm()
    expect(budget.tryReserve(10)).toBeUndefined()
    expect([large.state, small.state]).toEqual(['waits', 'waits'])
    held[Symbol.dispose]()
    await calm()
    expect([large.state, small.state, budget.usedBytes]).toEqual(['given', 'given', 90])
  })

  it('refuses at once what could never be given, with figures', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    new Holder(budget, { name: 'cache', min: 30 })
    await expect(budget.reserve(101, { owner: 'film' })).rejects.toMatchObject({
      code: 'BUDGET_TOO_LARGE',
      message: expect.stringMatching(/film asks for 101 bytes.*line is at 100 bytes.*30 bytes.*min/),
    })
    using whole = budget.tryReserve(90)
    expect(whole?.bytes).toBe(90)
    await expect(budget.reserve(71)).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
  })

  it('refuses what waits already when a guarantee makes it impossible', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using _held = await budget.reserve(60)
    const waits = watch(budget.reserve(90))
    await calm()
    budget.register(new Silent(new MemoryBudget({ limit: 1 })), { min: 20 })
    await calm()
    expect(waits.error).toMatchObject({ code: 'BUDGET_TOO_LARGE' })
  })

  it('gives up when the signal aborts, with its reason, and lets the next one on', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using _held = await budget.reserve(50)
    const abort = new AbortController()
    const first = watch(budget.reserve(60, { signal: abort.signal }))
    const second = watch(budget.reserve(40))
    const reason = new Error('changed my mind')
    await calm()
    abort.abort(reason)
    await calm()
    expect([first.error, second.state, budget.usedBytes]).toEqual([reason, 'given', 90])
    await expect(budget.reserve(1, { signal: abort.signal })).rejects.toBe(reason)
  })

  it('gives up after timeoutMs', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using _held = await budget.reserve(50)
    const waits = watch(budget.reserve(60, { timeoutMs: 1000, owner: 'frame' }))
    await calm()
    vi.advanceTimersByTime(999)
    await calm()
    expect(waits.state).toBe('waits')
    vi.advanceTimersByTime(1)
    await calm()
    expect(waits.error).toMatchObject({
      code: 'BUDGET_TIMEOUT',
      message: expect.stringMatching(/frame waited 1000 ms/),
    })
  })

  it('hears of what shrinks without telling by looking again', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const map = new Silent(budget, 'map', { min: 50 })
    map.heapBytes = 50
    using _held = await budget.reserve(30)
    const waits = watch(budget.reserve(40))
    await calm()
    map.heapBytes = 20
    await calm()
    expect(waits.state).toBe('waits')
    vi.advanceTimersByTime(50)
    await calm()
    expect(waits.state).toBe('given')
  })

  it('asks again whoever could give nothing before', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 90)
    cache.answer = () => 0
    const waits = watch(budget.reserve(40))
    await calm()
    vi.advanceTimersByTime(500)
    await calm()
    expect(waits.state).toBe('waits')
    cache.answer = bytes => cache.free(bytes)
    vi.advanceTimersByTime(50)
    await calm()
    expect([waits.state, cache.bytes]).toEqual(['given', 60])
  })

  it('takes nothing from caches in vain while others have to give back first', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 30)
    const job = await budget.reserve(60)
    const waits = watch(budget.reserve(80))
    await calm()
    expect([waits.state, cache.bytes]).toEqual(['waits', 30])
    job[Symbol.dispose]()
    await calm()
    expect([waits.state, cache.bytes]).toEqual(['given', 20])
  })

  it('waits on after 1,000 waiters were served in order', async () => {
    const budget = new MemoryBudget({ limit: 10 })
    const order: number[] = []
    const first = await budget.reserve(10)
    const all = Array.from({ length: 1000 }, async (_, index) => {
      using _part = await budget.reserve(1 + (index % 10))
      order.push(index)
    })
    first[Symbol.dispose]()
    await Promise.all(all)
    expect(order).toEqual(Array.from({ length: 1000 }, (_, index) => index))
    expect(budget.usedBytes).toBe(0)
  })

  it('tells who waits', async () => {
    const budget = new MemoryBudget({ limit: 10 })
    const heard: WaitReport[] = []
    budget.on('wait', report => heard.push(report))
    using first = await budget.reserve(10)
    const waits = budget.reserve(4, { owner: 'frame' })
    expect(heard).toEqual([{ owner: 'frame', bytes: 4, waiting: 1 }])
    expect(budget.explain().waiting).toMatchObject([{ owner: 'frame', bytes: 4 }])
    first[Symbol.dispose]()
    expect((await waits).bytes).toBe(4)
  })

  it.each([
    [-1, 'BUDGET_INVALID_BYTES'],
    [0.5, 'BUDGET_INVALID_BYTES'],
    [Number.NaN, 'BUDGET_INVALID_BYTES'],
    ['5XB', 'BYTES_UNKNOWN_UNIT'],
  ])('refuses %s bytes', async (bytes, code) => {
    const budget = new MemoryBudget({ limit: 10 })
    await expect(budget.reserve(bytes)).rejects.toMatchObject({ code })
    expect(() => budget.tryReserve(bytes)).toThrow(expect.objectContaining({ code }))
    expect(budget.explain().holders).toEqual([])
  })

  it.each([
    [{ timeout: 5 }, /"timeout".*timeoutMs/],
    [{ timeoutMs: -1 }, /timeoutMs is -1/],
    [{ owner: '' }, /owner is ""/],
  ])('refuses the options %j', async (options, message) => {
    const budget = new MemoryBudget({ limit: 10 })
    await expect(budget.reserve(1, options as { owner?: string })).rejects.toMatchObject({
      code: 'BUDGET_INVALID_OPTIONS',
      message: expect.stringMatching(message),
    })
  })
})

describe('MemoryReservation of a budget', () => {
  it('grows in its turn, and asks its own holder last', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const own = holderOf(budget, 60, { name: 'own', rebuildCost: 'free' })
    const other = holderOf(budget, 40, { name: 'other', rebuildCost: 'dear' })
    await own.reservation.grow(30)
    expect([own.bytes, other.bytes, own.asked.length]).toEqual([90, 10, 0])
  })

  it('waits as others do, and ends with its signal', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using reservation = await budget.reserve(50)
    using _other = await budget.reserve(40)
    const abort = new AbortController()
    const grows = watch(reservation.grow(20, { signal: abort.signal }))
    await calm()
    expect(grows.state).toBe('waits')
    abort.abort(new Error('enough'))
    await calm()
    expect([grows.state, reservation.bytes]).toEqual(['refused', 50])
  })

  it('gives back no more than it has', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const reservation = await budget.reserve(50)
    expect(() => reservation.shrink(51)).toThrow(expect.objectContaining({ code: 'BUDGET_INVALID_BYTES' }))
    expect(() => reservation.shrink(-1)).toThrow(expect.objectContaining({ code: 'BUDGET_INVALID_BYTES' }))
    expect(() => reservation.tryGrow(0.5)).toThrow(expect.objectContaining({ code: 'BUDGET_INVALID_BYTES' }))
    reservation.shrink(50)
    expect([reservation.bytes, budget.usedBytes]).toEqual([0, 0])
  })

  it('is out once it is disposed: it grows no more, and its waits end', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using _other = await budget.reserve(90)
    const reservation = await budget.reserve(10)
    const grows = watch(reservation.grow(10))
    await calm()
    reservation[Symbol.dispose]()
    reservation[Symbol.dispose]()
    await calm()
    expect(grows.error).toMatchObject({ code: 'BUDGET_CLOSED' })
    expect([reservation.bytes, reservation.tryGrow(1), budget.usedBytes]).toEqual([0, false, 90])
    reservation.shrink(10)
    await expect(reservation.grow(1)).rejects.toMatchObject({ code: 'BUDGET_CLOSED' })
  })
})

describe('MemoryBudget that is closed', () => {
  it('ends all waits and takes no more', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 90)
    cache.answer = () => 0
    const waits = watch(budget.reserve(50, { timeoutMs: 10_000 }))
    await calm()
    budget.close()
    budget.close()
    await calm()
    expect(waits.error).toMatchObject({ code: 'BUDGET_CLOSED' })
    expect([cache.bytes, cache.reservation.tryGrow(1), budget.tryReserve(1), budget.usedBytes]).toEqual([
      0,
      false,
      undefined,
      0,
    ])
    await expect(budget.reserve(1)).rejects.toMatchObject({ code: 'BUDGET_CLOSED' })
    expect(() => new Holder(budget)).toThrow(expect.objectContaining({ code: 'BUDGET_CLOSED' }))
  })
})
