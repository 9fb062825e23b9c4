import { MemoryBudget, type MemoryPressure, type PressureEvents } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Emitter } from '../src/emitter.js'
import { calm, holderOf, Silent } from './budget/holders.js'

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

describe('MemoryBudget tied to a monitor', () => {
  const monitorOf = () => {
    const listeners = new Set<(detail: never) => void>()
    const emitter = new Emitter<PressureEvents & Record<string, unknown>>()
    return {
      limits: { heapBytes: 1000, containerBytes: 2000, ownBytes: undefined },
      listeners,
      on<Event extends keyof PressureEvents>(event: Event, listener: (detail: PressureEvents[Event]) => void) {
        listeners.add(listener)
        const end = emitter.on(event, listener)
        return () => {
          end()
          listeners.delete(listener)
        }
      },
      tell(pressure: Partial<MemoryPressure>) {
        const all = { limit: 'own', level: 'critical', excessBytes: 0, urgent: false, ...pressure } as const
        emitter.emit('pressure', all)
      },
      measured: () => emitter.emit('measure', undefined),
    }
  }

  it('takes 70 % of the smaller limit as its line', () => {
    expect(new MemoryBudget({ monitor: monitorOf() }).limit).toBe(700)
  })

  it('gives back what is too much, and listens no more once it is closed', () => {
    const monitor = monitorOf()
    const budget = new MemoryBudget({ monitor })
    const cache = holderOf(budget, 500)
    monitor.tell({ limit: 'container', excessBytes: 100 })
    expect([cache.bytes, cache.asked]).toEqual([400, [{ bytes: 100, urgent: false }]])
    monitor.tell({ limit: 'own', excessBytes: 50, urgent: true })
    expect([cache.bytes, cache.asked.at(-1)]).toEqual([350, { bytes: 50, urgent: true }])
    budget.close()
    expect(monitor.listeners.size).toBe(0)
  })

  it('keeps its line at every measurement, whoever grew without asking', () => {
    const monitor = monitorOf()
    const budget = new MemoryBudget({ monitor })
    const records = new Silent(budget, 'records')
    records.heapBytes = 700
    monitor.measured()
    expect(records.asked).toEqual([])
    records.heapBytes = 790
    monitor.measured()
    expect([records.heapBytes, budget.usedBytes]).toEqual([700, 700])
    expect(budget.explain().reclaims.at(-1)).toMatchObject({ name: 'records', reason: 'line', askedBytes: 90 })
  })

  it('asks for heap bytes when the heap runs short, and leaves buffers alone', () => {
    const monitor = monitorOf()
    const budget = new MemoryBudget({ monitor })
    const buffers = new Silent(budget, 'buffers', { rebuildCost: 'free' })
    buffers.externalBytes = 300
    const records = new Silent(budget, 'records')
    records.heapBytes = 200
    monitor.tell({ limit: 'heap', excessBytes: 80 })
    expect([buffers.asked, records.heapBytes]).toEqual([[], 120])
    monitor.tell({ limit: 'container', excessBytes: 80 })
    expect(buffers.externalBytes).toBe(220)
  })

  it('does not ask twice for what is on its way', async () => {
    const monitor = monitorOf()
    const budget = new MemoryBudget({ monitor })
    const disk = holderOf(budget, 300, { name: 'disk', rebuildCost: 'free' })
    const cache = holderOf(budget, 300, { name: 'cache' })
    const spill = later()
    disk.answer = bytes => spill.promise.then(() => disk.free(bytes))
    monitor.tell({ excessBytes: 100 })
    monitor.tell({ excessBytes: 100 })
    monitor.tell({ excessBytes: 120 })
    expect([disk.asked.length, cache.bytes]).toEqual([1, 280])
    spill.resolve(0)
    await calm()
    expect([disk.bytes, cache.bytes]).toEqual([200, 280])
  })
})
