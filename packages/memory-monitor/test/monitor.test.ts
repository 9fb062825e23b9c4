import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryMonitor, type MemoryMonitorOptions, type MemoryPressure } from '../src/index.js'
import { FakeMemory } from './fake-memory.js'

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'] }),
)
afterEach(() => void vi.useRealTimers())

const watched = (memory: FakeMemory, options: MemoryMonitorOptions = {}) => {
  const monitor = new MemoryMonitor({ source: memory, collectsGarbage: 'never', ...options })
  const pressures: MemoryPressure[] = []
  monitor.on('pressure', pressure => pressures.push(pressure))
  return { monitor, pressures }
}

describe('MemoryMonitor', () => {
  it('does nothing while nobody listens, and nothing after the last one has gone', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const monitor = new MemoryMonitor({ source: memory })
    await vi.advanceTimersByTimeAsync(10_000)
    expect([memory.samples, memory.watched, vi.getTimerCount()]).toEqual([0, false, 0])

    const off = monitor.on('sample', () => {})
    await vi.advanceTimersByTimeAsync(3000)
    expect([memory.watched, vi.getTimerCount()]).toEqual([true, 1])
    expect(memory.samples).toBe(4)

    off()
    await vi.advanceTimersByTimeAsync(10_000)
    expect([memory.samples, memory.watched, vi.getTimerCount(), memory.releases]).toEqual([4, false, 0, 1])
  })

  it('tells of a sample each interval', async () => {
    const memory = new FakeMemory()
    const monitor = new MemoryMonitor({ source: memory, intervalMs: 250 })
    const seen: (number | undefined)[] = []
    monitor.on('sample', sample => seen.push(sample.rssBytes))
    memory.rssBytes = 5
    await vi.advanceTimersByTimeAsync(500)
    expect(seen).toEqual([5, 5, 5])
  })

  it('answers the limits that it judges by', () => {
    const monitor = new MemoryMonitor({ source: new FakeMemory({ heapBytes: 7, containerBytes: 8 }), limit: '1KiB' })
    expect(monitor.limits).toEqual({ heapBytes: 7, containerBytes: 8, ownBytes: 1024 })
    expect(monitor.levels).toEqual({ heap: 'ok', container: 'ok', own: 'ok' })
  })

  it.each([
    [64, 134, 135],
    [16, 167, 168],
    // However much the young generation takes: half of the heap is judged.
    [500, 89, 90],
  ])('warns before V8 has no room left for a young generation of %d', async (heapHeadroomBytes, below, from) => {
    const memory = new FakeMemory({ heapBytes: 256, heapHeadroomBytes })
    const monitor = new MemoryMonitor({ source: memory })
    monitor.on('level', () => {})
    memory.collect('major', below)
    expect(monitor.level).toBe('ok')
    memory.collect('major', from)
    expect(monitor.level).toBe('warning')
    monitor.close()
  })

  it('judges the heap by what is alive after a major collection, not by the saw-tooth', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const { monitor, pressures } = watched(memory)
    memory.collect('major', 300)
    memory.oldBytes = 780
    await vi.advanceTimersByTimeAsync(5000)
    expect([monitor.level, pressures]).toEqual(['ok', []])

    memory.collect('major', 780)
    expect(monitor.level).toBe('warning')
    expect(pressures).toEqual([{ limit: 'heap', level: 'warning', excessBytes: 131, urgent: false }])
    expect(monitor.aliveBytes).toBe(780)
  })

  it('asks once for each measurement, however many samples there are in between', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const { pressures } = watched(memory)
    memory.collect('major', 900)
    await vi.advanceTimersByTimeAsync(60_000)
    memory.collect('minor', 900)
    expect(pressures.map(({ excessBytes }) => excessBytes)).toEqual([251])
    memory.collect('major', 880)
    expect(pressures.at(-1)).toEqual({ limit: 'heap', level: 'critical', excessBytes: 231, urgent: true })
  })

  it('believes the heap that fills up before V8 has collected it', () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const { monitor, pressures } = watched(memory)
    memory.collect('major', 500)
    memory.collect('minor', 700)
    expect(pressures).toEqual([])
    memory.collect('minor', 790, 90)
    expect(pressures).toEqual([{ limit: 'heap', level: 'critical', excessBytes: 180, urgent: true }])
    memory.collect('minor', 800, 90)
    expect(pressures).toHaveLength(1)
    memory.collect('major', 400)
    expect([monitor.level, pressures.length]).toEqual(['ok', 1])
  })

  it('tells those who were asked with time to write as soon as it becomes urgent', () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const { monitor, pressures } = watched(memory)
    memory.collect('major', 790)
    memory.collect('minor', 801)
    expect(monitor.level).toBe('critical')
    expect(pressures.map(({ level, urgent }) => [level, urgent])).toEqual([
      ['warning', false],
      ['critical', true],
    ])
    memory.collect('minor', 810)
    expect(pressures).toHaveLength(2)
  })

  it('takes the lows for what is alive where nobody tells of collections', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    memory.hearsCollections = false
    const { monitor } = watched(memory)
    for (const bytes of [500, 800, 400]) {
      memory.oldBytes = bytes
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect([monitor.level, monitor.aliveBytes]).toEqual(['ok', 400])
    memory.oldBytes = 840
    await vi.advanceTimersByTimeAsync(1000)
    memory.oldBytes = 740
    await vi.advanceTimersByTimeAsync(1000)
    expect(monitor.level).toBe('warning')
  })

  it('holds the resident set against your line, and the container against its own', async () => {
    const memory = new FakeMemory({ containerBytes: 2000 })
    const { monitor, pressures } = watched(memory, { limit: 1000 })
    memory.rssBytes = 720
    memory.usedOfContainer = 1900
    await vi.advanceTimersByTimeAsync(1000)
    expect(monitor.levels).toEqual({ heap: undefined, container: 'critical', own: 'warning' })
    expect(monitor.level).toBe('critical')
    expect(pressures.map(({ limit, excessBytes }) => [limit, excessBytes])).toEqual([
      ['container', 1251],
      ['own', 71],
    ])
  })

  it('leaves a container the 64 MiB of dead Buffers that V8 lets gather, and judges half of it at the least', async () => {
    for (const [limitMiB, judgedMiB] of [
      [1024, 960],
      [100, 50],
    ] as const) {
      const memory = new FakeMemory({ containerBytes: limitMiB * 2 ** 20 })
      const { monitor } = watched(memory)
      const levelAt = async (bytes: number) => {
        memory.usedOfContainer = bytes
        await vi.advanceTimersByTimeAsync(1000)
        return monitor.level
      }
      expect(await levelAt(0.69 * judgedMiB * 2 ** 20)).toBe('ok')
      expect(await levelAt(0.71 * judgedMiB * 2 ** 20)).toBe('warning')
      expect(await levelAt(0.81 * judgedMiB * 2 ** 20)).toBe('critical')
      monitor.close()
    }
  })

  it('does not ask twice for what was given back while the resident set has not followed', async () => {
    const memory = new FakeMemory()
    const { pressures } = watched(memory, { limit: 1000 })
    Object.assign(memory, { rssBytes: 800, externalBytes: 600 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(pressures.map(({ excessBytes }) => excessBytes)).toEqual([151])

    await vi.advanceTimersByTimeAsync(10_000)
    memory.externalBytes = 440
    memory.collect('major')
    expect(pressures).toHaveLength(1)

    memory.rssBytes = 860
    await vi.advanceTimersByTimeAsync(1000)
    expect(pressures.map(({ excessBytes }) => excessBytes)).toEqual([151, 51])
  })

  it('tells when the level changes', () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const { monitor } = watched(memory)
    const seen: string[] = []
    monitor.on('level', ({ level, previous }) => seen.push(`${previous} to ${level}`))
    for (const bytes of [100, 720, 700, 900, 700, 100]) memory.collect('major', bytes)
    expect(seen).toEqual(['ok to warning', 'warning to critical', 'critical to warning', 'warning to ok'])
  })

  it('foretells when the limit is reached', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const { monitor } = watched(memory)
    for (const bytes of [100, 110, 120, 500, 140, 150, 160, 170]) {
      memory.collect('major', bytes)
      await vi.advanceTimersByTimeAsync(2000)
    }
    const forecast = monitor.forecast()
    expect(forecast).toMatchObject({ limit: 'heap', level: 'critical' })
    expect(forecast?.bytesPerSecond).toBeCloseTo(5)
    expect(forecast?.inMs).toBeCloseTo((800 - 170) / 0.005 - 2000, -2)
    expect(monitor.forecast({ level: 'warning' })?.inMs).toBeCloseTo((700 - 170) / 0.005 - 2000, -2)
  })

  it('foretells nothing where memory does not rise', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const { monitor } = watched(memory)
    for (const bytes of [100, 90, 100, 95, 100, 92, 100]) {
      memory.collect('major', bytes)
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(monitor.forecast()).toBeUndefined()
  })

  it('tells of measurements that fail, and measures again', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const monitor = new MemoryMonitor({ source: memory })
    const faults: unknown[] = []
    monitor.on('error', fault => faults.push(fault))
    const error = new Error('no such figure')
    memory.fails = error
    await vi.advanceTimersByTimeAsync(1000)
    memory.collect('major', 100)
    const fault = { name: 'measurement', error }
    expect(faults).toEqual([fault, fault, fault])

    memory.fails = undefined
    memory.collect('major', 900)
    expect([monitor.level, faults.length]).toEqual(['critical', 3])
    monitor.close()
  })

  it('foretells of no level that there is not', () => {
    const monitor = new MemoryMonitor({ source: new FakeMemory() })
    expect(() => monitor.forecast({ level: 'bad' as never })).toThrow('level is "bad"; give "warning" or "critical"')
    expect(() => monitor.forecast(null as never)).toThrow('the options of forecast are null; give an object')
  })

  it('is of no more use once it is closed', async () => {
    const memory = new FakeMemory({ heapBytes: 1000 })
    const monitor = new MemoryMonitor({ source: memory })
    monitor.on('sample', () => {})
    monitor.close()
    monitor.close()
    expect([memory.watched, vi.getTimerCount()]).toEqual([false, 0])
    const closed = expect.objectContaining({ code: 'MONITOR_CLOSED' })
    for (const call of [() => monitor.sample(), () => monitor.on('level', () => {}), () => monitor.onCleanup(() => {})])
      expect(call).toThrow(closed)
    await expect(monitor.ready()).rejects.toEqual(closed)
    await expect(monitor.performCleanup()).rejects.toEqual(closed)
  })

  it('is closed by using', () => {
    const memory = new FakeMemory()
    {
      using monitor = new MemoryMonitor({ source: memory })
      monitor.on('sample', () => {})
      expect(memory.watched).toBe(true)
    }
    expect(memory.watched).toBe(false)
  })
})
