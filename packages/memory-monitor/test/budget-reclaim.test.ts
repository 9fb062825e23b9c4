import { type FaultReport, MemoryBudget, type ReclaimReport } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, Holder, holderOf, Silent, watch } from './budget/holders.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function later() {
  let resolve: (value: number) => void = () => {}
  const promise = new Promise<number>(given => {
    resolve = given
  })
  return { promise, resolve }
}

describe('MemoryBudget, asking for bytes back', () => {
  it('asks the cheapest to rebuild first', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const dear = holderOf(budget, 50, { name: 'dear', rebuildCost: 'dear' })
    const cheap = holderOf(budget, 30, { name: 'cheap' })
    const free = holderOf(budget, 20, { name: 'free', rebuildCost: 'free' })
    expect(budget.reclaim(60)).toBe(60)
    expect([free.bytes, cheap.bytes, dear.bytes]).toEqual([0, 0, 40])
    expect(budget.explain().reclaims.map(({ name }) => name)).toEqual(['free', 'cheap', 'dear'])
  })

  it('then the one most above its fair share, by the weights', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const heavy = holderOf(budget, 50, { name: 'heavy', weight: 3 })
    const light = holderOf(budget, 40, { name: 'light' })
    expect(budget.explain().holders.map(({ fairShareBytes }) => fairShareBytes)).toEqual([75, 25])
    expect(budget.reclaim(10)).toBe(10)
    expect([heavy.bytes, light.bytes]).toEqual([50, 30])
  })

  it('brings those that stand highest down together, and leaves nobody with nothing for the rest', () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const [first, second, third] = [500, 300, 200].map((bytes, at) => holderOf(budget, bytes, { name: `${at}` }))
    expect(budget.reclaim(100)).toBe(100)
    expect([first?.bytes, second?.bytes, third?.bytes]).toEqual([400, 300, 200])
    expect(budget.reclaim(300)).toBe(300)
    expect([first?.bytes, second?.bytes, third?.bytes]).toEqual([200, 200, 200])
    using job = budget.tryReserve(700)
    // In whole bytes, of shares that are thirds.
    expect([job?.bytes, first?.bytes, second?.bytes, third?.bytes]).toEqual([700, 99, 100, 101])
    expect(first?.asked.length).toBe(3)
  })

  it('takes from the others what one of them keeps', () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const stubborn = holderOf(budget, 500, { name: 'stubborn' })
    const cache = holderOf(budget, 500, { name: 'cache' })
    stubborn.answer = () => 0
    expect(budget.reclaim(400)).toBe(400)
    expect([stubborn.bytes, stubborn.asked.length, cache.bytes]).toEqual([500, 1, 100])
  })

  it('never asks below min', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 50, { min: 30 })
    expect(budget.reclaim(40)).toBe(20)
    expect([cache.bytes, cache.asked]).toEqual([30, [{ bytes: 20, urgent: false }]])
    expect(budget.reclaim(40)).toBe(0)
  })

  it('refuses guarantees that together pass the line', () => {
    const budget = new MemoryBudget({ limit: 100 })
    new Holder(budget, { min: 60 })
    expect(() => new Holder(budget, { name: 'late', min: 41 })).toThrow(
      expect.objectContaining({ code: 'BUDGET_TOO_LARGE', message: expect.stringMatching(/late.*41 bytes.*60 bytes/) }),
    )
  })

  it('lets tryGrow take from those before the requester, urgently', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const grown = holderOf(budget, 40, { name: 'grown' })
    const large = holderOf(budget, 60, { name: 'large' })
    expect(grown.reservation.tryGrow(5)).toBe(true)
    expect([grown.bytes, large.bytes, large.asked]).toEqual([45, 55, [{ bytes: 5, urgent: true }]])
  })

  it('refuses tryGrow when it is the requester’s own turn', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const one = holderOf(budget, 50, { name: 'one' })
    const two = holderOf(budget, 50, { name: 'two' })
    expect([one.reservation.tryGrow(5), two.reservation.tryGrow(5)]).toEqual([false, false])
    expect([one.asked, two.asked]).toEqual([[], []])
  })

  it('lets one that has nothing begin, up to its fair share, whatever the others cost', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const dear = holderOf(budget, 100, { name: 'dear', rebuildCost: 'dear' })
    const cheap = new Holder(budget, { name: 'cheap' })
    expect(cheap.reservation.tryGrow(51)).toBe(false)
    expect(cheap.reservation.tryGrow(50)).toBe(true)
    expect([dear.bytes, cheap.bytes]).toEqual([50, 50])
  })

  it('takes nothing from anybody for what cannot be given', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 50, { min: 20 })
    using _job = budget.tryReserve(30)
    expect(budget.tryReserve(60)).toBeUndefined()
    expect(cache.asked).toEqual([])
  })

  it('counts what does not reserve by memoryUsage, and brings it down when somebody grows', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const map = new Silent(budget)
    map.heapBytes = 90
    map.externalBytes = 40
    expect([budget.usedBytes, budget.availableBytes]).toEqual([130, 0])
    using job = budget.tryReserve(20)
    expect([job?.bytes, budget.usedBytes, map.asked]).toEqual([20, 100, [50]])
  })

  it('waits for what a consumer promises, and asks nobody else for it', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const disk = holderOf(budget, 80, { name: 'disk' })
    const cache = holderOf(budget, 20, { name: 'cache' })
    const spill = later()
    disk.answer = bytes => spill.promise.then(() => disk.free(bytes))
    const waits = watch(budget.reserve(30))
    await calm()
    expect([waits.state, disk.asked.length, cache.asked.length]).toEqual(['waits', 1, 0])
    spill.resolve(0)
    await calm()
    expect([waits.state, disk.bytes, cache.bytes]).toEqual(['given', 50, 20])
  })

  it('asks the others when a promise came to nothing', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const disk = holderOf(budget, 60, { name: 'disk' })
    const cache = holderOf(budget, 40, { name: 'cache' })
    disk.answer = () => Promise.reject(new Error('the disk is full'))
    const faults: FaultReport[] = []
    budget.on('fault', fault => faults.push(fault))
    const waits = watch(budget.reserve(30))
    await calm()
    expect([waits.state, cache.bytes]).toEqual(['given', 10])
    expect(faults).toMatchObject([{ name: 'disk', fault: 'threw', cause: { message: 'the disk is full' } }])
  })

  it('asks the others when a promise takes too long', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const disk = holderOf(budget, 60, { name: 'disk' })
    const cache = holderOf(budget, 40, { name: 'cache' })
    disk.answer = () => new Promise(() => {})
    const faults: string[] = []
    budget.on('fault', ({ name, fault }) => faults.push(`${name} ${fault}`))
    const waits = watch(budget.reserve(30))
    await calm()
    vi.advanceTimersByTime(1000)
    await calm()
    expect(waits.state).toBe('waits')
    vi.advanceTimersByTime(50)
    await calm()
    expect([waits.state, cache.bytes, faults]).toEqual(['given', 10, ['disk slow']])
  })

  it('answers a promise where a holder needs time, and asks on for what it did not give', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const disk = holderOf(budget, 60, { name: 'disk' })
    const cache = holderOf(budget, 40, { name: 'cache' })
    disk.answer = async () => disk.free(10)
    expect(await budget.reclaim(30)).toBe(30)
    expect([disk.bytes, cache.bytes]).toEqual([50, 20])
  })

  it('does not wait when it is urgent: what is promised does not count', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const disk = holderOf(budget, 60, { name: 'disk' })
    const cache = holderOf(budget, 40, { name: 'cache' })
    disk.answer = async () => 30
    expect(budget.reclaim(30, { urgent: true })).toBe(30)
    expect([disk.asked, cache.bytes]).toEqual([[{ bytes: 25, urgent: true }], 10])
  })

  it('is never re-entered: from inside a reclaim, tryGrow takes what is free and asks nobody', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const first = holderOf(budget, 60, { name: 'first' })
    const second = holderOf(budget, 40, { name: 'second' })
    const seen: unknown[] = []
    first.answer = bytes => {
      seen.push(first.reservation.tryGrow(1), budget.reclaim(10), budget.tryReserve(1))
      return first.free(bytes)
    }
    expect(budget.reclaim(10)).toBe(10)
    expect([seen, second.asked]).toEqual([[false, 0, undefined], []])
  })

  it('lets one that is asked grow before those who wait, to write what it gives back', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const disk = holderOf(budget, 80)
    let buffer: boolean | undefined
    disk.answer = bytes => {
      buffer = disk.reservation.tryGrow(5)
      return disk.free(bytes + 5)
    }
    const waits = watch(budget.reserve(40))
    await calm()
    expect([buffer, waits.state, disk.bytes]).toEqual([true, 'given', 60])
  })
})

describe('MemoryBudget and consumers that break their contract', () => {
  const faultsOf = (budget: MemoryBudget) => {
    const faults: string[] = []
    budget.on('fault', ({ name, fault, cause }) => faults.push(`${name} ${fault} ${cause}`))
    return faults
  }

  it.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
      'bad threw Error: no',
    ],
    ['answers NaN', () => Number.NaN, 'bad invalid NaN'],
    ['answers less than nothing', () => -5, 'bad invalid -5'],
    ['answers no number', () => 'all' as unknown as number, 'bad invalid all'],
    ['says that it freed what it kept', () => 30, 'bad untrue 30'],
  ])('asks the next one when it %s', (_, answer, fault) => {
    const budget = new MemoryBudget({ limit: 100 })
    const faults = faultsOf(budget)
    const bad = holderOf(budget, 60, { name: 'bad' })
    const good = holderOf(budget, 40, { name: 'good' })
    bad.answer = answer
    expect(budget.reclaim(30)).toBe(30)
    expect([bad.bytes, good.bytes, budget.usedBytes, faults]).toEqual([60, 10, 70, [fault]])
  })

  it('goes by the last good answer of memoryUsage, and tells once of a bad one', () => {
    const budget = new MemoryBudget({ limit: 100 })
    const faults = faultsOf(budget)
    const map = new Silent(budget)
    map.heapBytes = 40
    expect(budget.usedBytes).toBe(40)
    map.heapBytes = Number.NaN
    expect([budget.usedBytes, budget.usedBytes]).toEqual([40, 40])
    map.heapBytes = 30
    expect([budget.usedBytes, faults]).toEqual([30, ['silent usage [object Object]']])
  })

  it('keeps on when a listener throws', async () => {
    const budget = new MemoryBudget({ limit: 100 })
    const cache = holderOf(budget, 100)
    const heard: ReclaimReport[] = []
    budget.on('reclaim', report => heard.push(report))
    expect(budget.reclaim(30)).toBe(30)
    expect(heard).toEqual([
      { name: 'holder', reason: 'call', urgent: false, askedBytes: 30, answeredBytes: 30, freedBytes: 30 },
    ])
    expect(cache.bytes).toBe(70)
  })
})
