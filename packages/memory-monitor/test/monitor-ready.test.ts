import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryMonitor } from '../src/index.js'
import { FakeMemory } from './fake-memory.js'

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'] }),
)
afterEach(() => void vi.useRealTimers())

const full = async () => {
  const memory = new FakeMemory({ heapBytes: 1000 })
  const monitor = new MemoryMonitor({ source: memory, collectsGarbage: 'never' })
  const off = monitor.on('level', () => {})
  memory.collect('major', 950)
  return { memory, monitor, off }
}

describe('ready()', () => {
  it('resolves at once where there is room, and leaves nothing running', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const monitor = new MemoryMonitor({ source: memory })
    await monitor.ready()
    expect([memory.watched, vi.getTimerCount()]).toEqual([false, 0])
  })

  it('resolves when a measurement shows room, for all who wait', async () => {
    const { memory, monitor } = await full()
    const done: number[] = []
    const waiting = [1, 2].map(id => monitor.ready().then(() => done.push(id)))
    await vi.advanceTimersByTimeAsync(5000)
    expect(done).toEqual([])
    memory.collect('major', 300)
    await Promise.all(waiting)
    expect(done).toEqual([1, 2])
  })

  it('measures while somebody waits, though nobody listens', async () => {
    const { memory, monitor, off } = await full()
    const waiting = monitor.ready()
    off()
    expect(memory.watched).toBe(true)
    memory.collect('major', 300)
    await waiting
    expect(memory.watched).toBe(false)
  })

  it('goes on at "warning", or waits for "ok" where that is asked for', async () => {
    const { memory, monitor } = await full()
    const [some, enough] = [vi.fn(), vi.fn()]
    const waiting = [monitor.ready().then(some), monitor.ready({ level: 'ok' }).then(enough)]
    memory.collect('major', 740)
    await waiting[0]
    expect([some.mock.calls.length, enough.mock.calls.length]).toEqual([1, 0])
    memory.collect('major', 100)
    await waiting[1]
  })

  it('rejects with the reason of its signal', async () => {
    const { monitor } = await full()
    const ended = new AbortController()
    const waiting = monitor.ready({ signal: ended.signal })
    ended.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    await expect(monitor.ready({ signal: ended.signal })).rejects.toBe('enough')
  })

  it('rejects after its time', async () => {
    const { monitor } = await full()
    const waiting = expect(monitor.ready({ timeoutMs: 500 })).rejects.toMatchObject({ code: 'MONITOR_TIMEOUT' })
    await vi.advanceTimersByTimeAsync(500)
    await waiting
  })

  it('says which limits kept it waiting, and what is measured against them', async () => {
    const memory = new FakeMemory({ heapBytes: 1024 * 1024, containerBytes: 4096 })
    memory.usedOfContainer = 1536
    memory.rssBytes = 1843
    const monitor = new MemoryMonitor({ source: memory, collectsGarbage: 'never', limit: 2048 })
    monitor.on('level', () => {})
    memory.collect('major', 100)
    const told = async (level: 'ok' | 'warning') => {
      const error = monitor.ready({ timeoutMs: 500, level }).catch((reason: Error) => reason.message)
      await vi.advanceTimersByTimeAsync(500)
      return error
    }
    expect(await told('warning')).toBe(
      'ready() waited 500 ms for the level "warning": the process, by your own limit, holds 1.8 KiB of 2 KiB, ' +
        'which is "critical"; free some, or wait longer',
    )
    expect(await told('ok')).toContain('"ok": the container holds 1.5 KiB of 4 KiB, which is "warning"; the process')
    memory.collect('major', 900 * 1024)
    expect(await told('warning')).toContain(
      'the old generation of the heap holds 900 KiB of 1 MiB, which is "critical"',
    )
    monitor.close()
  })

  it('says so where nothing could be measured', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    memory.fails = new Error('no figures')
    const monitor = new MemoryMonitor({ source: memory })
    monitor.on('error', () => {})
    const waiting = expect(monitor.ready({ timeoutMs: 500 })).rejects.toThrow(
      'no measurement has shown that there is room',
    )
    await vi.advanceTimersByTimeAsync(500)
    await waiting
    monitor.close()
  })

  it('rejects when the monitor is closed', async () => {
    const { monitor } = await full()
    const waiting = expect(monitor.ready()).rejects.toMatchObject({ code: 'MONITOR_CLOSED' })
    monitor.close()
    await waiting
    expect(vi.getTimerCount()).toBe(0)
  })

  it('refuses bad options', async () => {
    const { monitor } = await full()
    await expect(monitor.ready({ timeout: 5 } as never)).rejects.toThrow('ready has no option "timeout"')
    await expect(monitor.ready({ timeoutMs: -5 })).rejects.toThrow('timeoutMs is -5')
    await expect(monitor.ready({ level: 'critical' as never })).rejects.toThrow('level is "critical"; give "ok" or')
    await expect(monitor.ready({ signal: {} as never })).rejects.toThrow('signal is an object; give an AbortSignal')
  })
})

describe('ready() where V8 collects nothing by itself', () => {
  // What a process sees that was started with --expose-gc.
  const collections = async (used: number) => {
    let collected = 0
    const memory = new FakeMemory({ heapBytes: 1000 })
    const monitor = new MemoryMonitor({ source: memory, collectCooldownMs: 0 })
    memory.oldBytes = used
    vi.stubGlobal('gc', () => {
      collected++
    })
    const waiting = monitor.ready({ timeoutMs: 10_000 }).catch(() => {})
    await vi.advanceTimersByTimeAsync(10_000)
    await waiting
    monitor.close()
    vi.unstubAllGlobals()
    return collected
  }

  it('has garbage collected by hand', async () => {
    expect(await collections(840)).toBeGreaterThan(0)
  })

  it('leaves a heap alone that is so full that V8 may end the process over it', async () => {
    expect(await collections(860)).toBe(0)
  })
})
