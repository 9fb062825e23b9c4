import { describe, expect, it, vi } from 'vitest'
import { type CleanupContext, type CleanupReport, MemoryMonitor } from '../src/index.js'
import { FakeMemory } from './fake-memory.js'

const create = (options = {}) => {
  const memory = new FakeMemory({ heapBytes: 1000 })
  return { memory, monitor: new MemoryMonitor({ source: memory, collectsGarbage: 'never', ...options }) }
}

describe('performCleanup()', () => {
  it('asks in order of priority, and says who freed what, and what was measured', async () => {
    const { memory, monitor } = create()
    Object.assign(memory, { oldBytes: 500, externalBytes: 100 })
    monitor.onCleanup(() => ({ entries: 1, bytes: 10 }), { name: 'last', priority: -1 })
    monitor.onCleanup(
      async () => {
        memory.oldBytes -= 200
        return { entries: 5, bytes: 200 }
      },
      { name: 'first', priority: 9 },
    )
    monitor.onCleanup(function named() {})
    const report = await monitor.performCleanup()
    expect(report.parts).toEqual([
      { status: 'done', name: 'first', entries: 5, bytes: 200 },
      { status: 'done', name: 'named', entries: 0, bytes: 0 },
      { status: 'done', name: 'last', entries: 1, bytes: 10 },
    ])
    expect(report).toMatchObject({ entries: 6, bytes: 210, measuredBytes: 200, collected: false })
    expect([report.before.heapUsedBytes, report.after.heapUsedBytes]).toEqual([500, 300])
  })

  it('waits no longer than 10 s for a callback, and goes on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { monitor } = create()
    monitor.onCleanup(() => new Promise(() => {}), { name: 'stuck', priority: 1 })
    monitor.onCleanup(() => ({ bytes: 7 }), { name: 'cache' })
    const report = monitor.performCleanup()
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    const { parts } = await report
    expect(parts).toMatchObject([
      { status: 'failed', name: 'stuck', error: { code: 'MONITOR_TIMEOUT' } },
      { status: 'done', name: 'cache', bytes: 7 },
    ])
  })

  it('reports a callback that fails, and goes on', async () => {
    const { monitor } = create()
    const errors: unknown[] = []
    monitor.on('error', error => errors.push(error))
    const error = new Error('disk full')
    monitor.onCleanup(() => Promise.reject(error), { name: 'spill', priority: 1 })
    monitor.onCleanup(() => ({ bytes: 7 }), { name: 'cache' })
    const { parts, bytes } = await monitor.performCleanup()
    expect(parts[0]).toEqual({ status: 'failed', name: 'spill', entries: 0, bytes: 0, error })
    expect([bytes, errors]).toEqual([7, [{ name: 'spill', error }]])
    monitor.close()
  })

  it('tells each how much is still missing', async () => {
    const { monitor } = create()
    const asked: (number | undefined)[] = []
    for (const priority of [3, 2, 1])
      monitor.onCleanup(
        ({ bytes }) => {
          asked.push(bytes)
          return { bytes: 40 }
        },
        { priority },
      )
    await monitor.performCleanup({ bytes: 100 })
    await monitor.performCleanup()
    expect(asked).toEqual([100, 60, 20, undefined, undefined, undefined])
  })

  it('asks a consumer for what is missing, or for all it holds', async () => {
    const { monitor } = create()
    let held = 500
    const consumer = {
      name: 'pages',
      memoryUsage: () => ({ heapBytes: held, externalBytes: 0, entries: held / 10 }),
      reclaim(bytes: number) {
        const freed = Math.min(bytes, held)
        held -= freed
        return freed
      },
    }
    const leave = monitor.register(consumer)
    expect((await monitor.performCleanup({ bytes: 120 })).parts).toEqual([
      { status: 'done', name: 'pages', entries: 12, bytes: 120 },
    ])
    expect(await monitor.performCleanup()).toMatchObject({ bytes: 380, entries: 38 })
    leave()
    expect((await monitor.performCleanup()).parts).toEqual([])
  })

  it('is joined by a call that comes meanwhile, also from within', async () => {
    const { monitor } = create()
    let calls = 0
    let inner: Promise<CleanupReport> | undefined
    monitor.onCleanup(() => {
      calls++
      inner = monitor.performCleanup()
    })
    const outer = monitor.performCleanup()
    expect(await monitor.performCleanup()).toBe(await outer)
    expect(await inner).toBe(await outer)
    expect(calls).toBe(1)
  })

  it('does not keep what is urgent waiting for one that takes its time', async () => {
    const { monitor } = create()
    const asked: CleanupContext[] = []
    let end = () => {}
    monitor.onCleanup(context => {
      asked.push(context)
      return context.urgent
        ? { bytes: 70 }
        : new Promise(resolve => {
            end = () => resolve({ bytes: 10 })
          })
    })
    const calm = monitor.performCleanup({ bytes: 10 })
    const urgent = await monitor.performCleanup({ bytes: 70, urgent: true })
    expect(asked).toEqual([
      { level: 'ok', bytes: 10, urgent: false },
      { level: 'ok', bytes: 70, urgent: true },
    ])
    end()
    expect([urgent.bytes, (await calm).bytes]).toEqual([70, 10])
  })

  it('frees what is left for a call that wants more, in one pass for all such calls', async () => {
    const { monitor } = create()
    const asked: (number | undefined)[] = []
    monitor.onCleanup(async ({ bytes }) => {
      asked.push(bytes)
      return { bytes: 30 }
    })
    const all = [20, 50, 90, 40].map(bytes => monitor.performCleanup({ bytes }))
    const [first, second, third, fourth] = await Promise.all(all)
    expect(asked).toEqual([20, 60])
    expect([second, third, fourth]).toEqual([second, second, second])
    expect(second).not.toBe(first)
  })

  it('frees no more for a call that wants less than came of the one that ran', async () => {
    const { monitor } = create()
    const asked: (number | undefined)[] = []
    monitor.onCleanup(async ({ bytes }) => {
      asked.push(bytes)
      return { bytes: 100 }
    })
    const [first, second] = [monitor.performCleanup({ bytes: 20 }), monitor.performCleanup({ bytes: 90 })]
    expect(await second).toBe(await first)
    expect(asked).toEqual([20])
  })

  it('rejects once, to whoever called, where memory cannot be measured', async () => {
    const { memory, monitor } = create()
    memory.fails = new Error('no such figure')
    await expect(monitor.performCleanup()).rejects.toBe(memory.fails)
    memory.fails = undefined
    expect((await monitor.performCleanup()).parts).toEqual([])
  })

  it('tells of a failure where it ran by itself', async () => {
    const { memory, monitor } = create({ cleansWhenCritical: true })
    const fault = new Promise(resolve => monitor.on('error', resolve))
    monitor.onCleanup(() => {
      memory.fails = new Error('no such figure')
    })
    memory.collect('major', 900)
    expect(await fault).toEqual({ name: 'cleanup', error: memory.fails })
    monitor.close()
  })

  it('leaves nothing open where it outlives the monitor', async () => {
    const { memory, monitor } = create()
    let end = () => {}
    monitor.onCleanup(() => new Promise<void>(resolve => (end = resolve)))
    const report = monitor.performCleanup()
    monitor.close()
    const [samples, releases] = [memory.samples, memory.releases]
    end()
    await report
    expect([memory.samples, memory.releases]).toEqual([samples + 1, releases + 1])
  })

  it('runs by itself when memory becomes critical, where that is wanted', async () => {
    const { memory, monitor } = create({ cleansWhenCritical: true })
    const asked = vi.fn()
    monitor.onCleanup(asked)
    const done = new Promise<CleanupReport>(resolve => monitor.on('cleanup', resolve))
    memory.collect('major', 750)
    expect(asked).not.toHaveBeenCalled()
    memory.collect('major', 900)
    await done
    expect(asked.mock.calls).toEqual([[{ level: 'critical', bytes: 251, urgent: true }]])
    monitor.close()
  })

  it('refuses what is no callback, no consumer, no priority', async () => {
    const { monitor } = create()
    expect(() => monitor.onCleanup(5 as never)).toThrow('the cleanup is 5; give a function')
    expect(() => monitor.onCleanup(() => {}, { order: 1 } as never)).toThrow('a cleanup has no option "order"')
    expect(() => monitor.onCleanup(() => {}, { priority: Number.NaN })).toThrow('priority is NaN')
    expect(() => monitor.onCleanup(() => {}, { name: '' })).toThrow('name is ""; give text')
    expect(() => monitor.register({ name: 'x' } as never)).toThrow('memoryUsage of the consumer is undefined')
    await expect(monitor.performCleanup({ size: 1 } as never)).rejects.toThrow('performCleanup has no option "size"')
  })

  it('collects no garbage by hand where that is not allowed', () => {
    const { monitor } = create()
    expect(() => monitor.collectGarbage()).toThrow(expect.objectContaining({ code: 'MONITOR_NOT_ALLOWED' }))
  })
})
