import { MemoryBudget } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, Holder, watch } from './budget/holders.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  expect(vi.getTimerCount(), 'timers left behind').toBe(0)
  vi.useRealTimers()
})

describe('A reservation', () => {
  it('grows and shrinks by sizes as text, as it is reserved', async () => {
    const budget = new MemoryBudget({ limit: '16MiB' })
    const reservation = await budget.reserve('1MiB')
    expect(reservation.tryGrow('4MiB')).toBe(true)
    await reservation.grow('0.5KiB')
    expect(reservation.bytes).toBe(5 * 2 ** 20 + 512)
    reservation.shrink('1MiB')
    expect([reservation.bytes, budget.usedBytes]).toEqual([4 * 2 ** 20 + 512, 4 * 2 ** 20 + 512])
    expect([reservation.tryGrow('12MiB'), reservation.bytes]).toEqual([false, 4 * 2 ** 20 + 512])
  })

  it('does so for a consumer too', () => {
    const { reservation } = new Holder(new MemoryBudget({ limit: '1MiB' }))
    expect([reservation.tryGrow('64KiB'), reservation.bytes]).toEqual([true, 65_536])
  })

  it('refuses a text that is no size, and stays as it was', async () => {
    const reservation = await new MemoryBudget({ limit: 100 }).reserve(50)
    const refused = expect.objectContaining({ name: 'BytesError', code: 'BYTES_UNKNOWN_UNIT' })
    expect(() => reservation.tryGrow('4MB!')).toThrow(refused)
    expect(() => reservation.shrink('4M')).toThrow(refused)
    await expect(reservation.grow('4XB')).rejects.toEqual(refused)
    expect(reservation.bytes).toBe(50)
  })

  it('gives back no more than it has', async () => {
    const reservation = await new MemoryBudget({ limit: 100 }).reserve(50, { owner: 'frame' })
    expect(() => reservation.shrink('1KiB')).toThrow('frame gives back 1024 bytes and has 50')
  })

  it('waits no longer than timeoutMs to grow, and keeps what it has', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using _held = await budget.reserve(80)
    const reservation = await budget.reserve(20, { owner: 'frame' })
    const grows = watch(reservation.grow(10, { timeoutMs: 500 }))
    await vi.advanceTimersByTimeAsync(499)
    expect(grows.state).toBe('waits')
    await vi.advanceTimersByTimeAsync(1)
    expect(grows.error).toMatchObject({
      code: 'BUDGET_TIMEOUT',
      message: expect.stringMatching(/^frame waited 500 ms for 10 bytes/),
    })
    expect([reservation.bytes, budget.explain().waiting]).toEqual([20, []])
  })

  it('refuses to wait for what is no time, and what it does not know', async () => {
    const reservation = await new MemoryBudget({ limit: 100 }).reserve(50)
    const refused = (message: string) => expect.objectContaining({ code: 'BUDGET_INVALID_OPTIONS', message })
    await expect(reservation.grow(1, { timeoutMs: -1 })).rejects.toEqual(
      refused('timeoutMs is -1; give milliseconds from 0 to 2147483647'),
    )
    await expect(reservation.grow(1, { owner: 'x' } as never)).rejects.toEqual(
      refused('grow has no option "owner"; it has signal, timeoutMs'),
    )
  })
})

describe('What is told by BUDGET_CLOSED', () => {
  const closed = 'which is closed: end what lives by it, or make a new budget and register there'

  it('is the budget that was closed, to those who wait and those who come', async () => {
    const budget = new MemoryBudget({ limit: 100, name: 'requests' })
    const held = await budget.reserve(90, { owner: 'first' })
    const waits = watch(budget.reserve(50, { owner: 'upload' }))
    await calm()
    budget.close()
    await calm()
    const text = (owner: string) => `"${owner}" asks for bytes of the budget "requests", ${closed}`
    expect(waits.error).toMatchObject({ code: 'BUDGET_CLOSED', message: text('upload') })
    await expect(budget.reserve(1, { owner: 'late' })).rejects.toThrow(text('late'))
    await expect(held.grow(1)).rejects.toThrow(text('first'))
    expect(() => new Holder(budget, { name: 'cache' })).toThrow(text('cache'))
  })

  it('is the reservation that was disposed, where the budget is open', async () => {
    const budget = new MemoryBudget({ limit: 100, name: 'requests' })
    const reservation = await budget.reserve(10, { owner: 'upload' })
    reservation[Symbol.dispose]()
    await expect(reservation.grow(1)).rejects.toThrow(
      '"upload" asks for bytes of the budget "requests" by a reservation that was disposed: register or reserve anew',
    )
  })
})
