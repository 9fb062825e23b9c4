import { type DeadlockReport, MemoryBudget } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, holderOf, watch } from './budget/holders.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('MemoryBudget whose holders all wait for one another', () => {
  it('fails the youngest of them, and names the holders with their bytes', async () => {
    const budget = new MemoryBudget({ limit: '100MiB' })
    const heard: DeadlockReport[] = []
    budget.on('deadlock', report => heard.push(report))
    const mebibyte = 2 ** 20
    using _one = await budget.reserve('50MiB', { owner: 'import' })
    using two = await budget.reserve('40MiB', { owner: 'export' })
    const first = watch(budget.reserve('20MiB', { owner: 'import' }))
    await calm()
    expect(first.state).toBe('waits')
    const second = watch(two.grow(20 * mebibyte))
    await calm()
    expect(first.state).toBe('waits')
    expect(second.error).toMatchObject({
      code: 'BUDGET_DEADLOCK',
      message: expect.stringMatching(/export waits for 20 MiB.*import 50 MiB, export 40 MiB of 100 MiB/),
    })
    expect(heard).toEqual([
      {
        owner: 'export',
        bytes: 20 * mebibyte,
        holders: [
          { name: 'import', bytes: 50 * mebibyte },
          { name: 'export', bytes: 40 * mebibyte },
        ],
      },
    ])
    two[Symbol.dispose]()
    await calm()
    expect(first.state).toBe('given')
  })

  it('fails one that holds something, for nobody waits for the others', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using one = await budget.reserve(50)
    using two = await budget.reserve(50)
    const first = watch(one.grow(10))
    const idle = watch(budget.reserve(10))
    const second = watch(two.grow(10))
    await calm()
    expect([first.state, idle.state, second.error]).toEqual([
      'waits',
      'waits',
      expect.objectContaining({ code: 'BUDGET_DEADLOCK' }),
    ])
    two[Symbol.dispose]()
    await calm()
    expect([first.state, idle.state]).toEqual(['given', 'given'])
  })

  it('serves one out of turn rather than fail it, when the first waits for its bytes and there is room for it', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using job = await budget.reserve(50)
    const large = watch(budget.reserve(60))
    const grows = watch(job.grow(10))
    await calm()
    expect([large.state, grows.state, job.bytes]).toEqual(['waits', 'given', 60])
    job[Symbol.dispose]()
    await calm()
    expect(large.state).toBe('given')
  })

  it('is no deadlock while somebody that does not wait holds enough', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    using one = await budget.reserve(50)
    using two = await budget.reserve(30)
    using busy = await budget.reserve(20)
    const first = watch(one.grow(10))
    const second = watch(two.grow(10))
    await calm()
    expect([first.state, second.state]).toEqual(['waits', 'waits'])
    busy[Symbol.dispose]()
    await calm()
    expect([first.state, second.state]).toEqual(['given', 'given'])
  })

  it('is none while something can be reclaimed', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 40)
    using one = await budget.reserve(30)
    using two = await budget.reserve(30)
    await Promise.all([one.grow(20), two.grow(20)])
    expect(cache.bytes).toBe(0)
  })

  it('is one when two consumers wait and neither gives', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const one = holderOf(budget, 50, { name: 'one' })
    const two = holderOf(budget, 50, { name: 'two' })
    one.answer = () => 0
    two.answer = async () => 0
    const first = watch(one.reservation.grow(10))
    const second = watch(two.reservation.grow(10))
    await calm()
    expect([first.state, second.state]).toEqual(['waits', 'refused'])
  })

  it('is one, after some looks, when only an idle consumer that gives nothing is left besides them', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 40)
    cache.answer = () => 0
    using one = await budget.reserve(30)
    using two = await budget.reserve(30)
    const first = watch(one.grow(20))
    const second = watch(two.grow(20))
    await calm()
    expect([first.state, second.state]).toEqual(['waits', 'waits'])
    for (let look = 0; look < 3; look++) {
      vi.advanceTimersByTime(50)
      await calm()
    }
    expect([first.state, second.error]).toEqual(['waits', expect.objectContaining({ code: 'BUDGET_DEADLOCK' })])
  })

  it('is seen across nested budgets, by who waits inside of them', async () => {
    const line = new MemoryBudget({ limit: 100 })
    const one = new MemoryBudget({ parent: line, name: 'tenant one' })
    const two = new MemoryBudget({ parent: line, name: 'tenant two' })
    using a = await one.reserve(30)
    using running = await one.reserve(20)
    using b = await two.reserve(50)
    const first = watch(a.grow(20))
    const second = watch(b.grow(20))
    for (let look = 0; look < 3; look++) {
      await calm()
      vi.advanceTimersByTime(50)
    }
    expect([first.state, second.state]).toEqual(['waits', 'waits'])
    const third = watch(running.grow(10))
    for (let look = 0; look < 3; look++) {
      await calm()
      vi.advanceTimersByTime(50)
    }
    const refused = [first, second, third].filter(({ state }) => state === 'refused')
    expect(refused).toEqual([expect.objectContaining({ error: expect.objectContaining({ code: 'BUDGET_DEADLOCK' }) })])
    expect(`${refused[0]?.error}`).toMatch(/tenant one 50 B, tenant two 50 B/)
  })
})
