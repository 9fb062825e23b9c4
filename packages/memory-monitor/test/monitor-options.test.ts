import { describe, expect, it } from 'vitest'
import { MemoryMonitor, type MemoryMonitorOptions } from '../src/index.js'
import { FakeMemory } from './fake-memory.js'

describe('the options of a MemoryMonitor', () => {
  const refused: [string, unknown, string][] = [
    [
      'an unknown name',
      { interval: 5 },
      'MemoryMonitor has no option "interval"; it has intervalMs, limit, thresholds',
    ],
    ['no object', 5, 'the options of MemoryMonitor are 5; give an object'],
    ['an interval of 0', { intervalMs: 0 }, 'intervalMs is 0; give a number from 1 to 2147483647'],
    ['a limit of 0', { limit: 0 }, 'limit is 0; give at least 1 byte'],
    ['an unknown unit', { limit: '5XB' }, 'size "5XB" has the unit "XB"'],
    [
      'a threshold in percent',
      { thresholds: { warning: 70 } },
      'thresholds.warning is 70; give a number from 0.01 to 1',
    ],
    ['an unknown threshold', { thresholds: { high: 1 } }, 'thresholds has no option "high"'],
    ['thresholds upside down', { thresholds: { warning: 0.9 } }, 'give a critical above the warning'],
    ['too much hysteresis', { thresholds: { warning: 0.1, hysteresis: 0.2 } }, 'give a hysteresis below the warning'],
    ['half a measurement', { historySize: 4.5 }, 'historySize is 4.5; give a whole number from 4 to 1000'],
    ['a text for a flag', { cleansWhenCritical: 'yes' }, 'cleansWhenCritical is "yes"; give true or false'],
    ['a flag for when', { collectsGarbage: true }, 'collectsGarbage is true; give "never", "waiting" or "critical"'],
    ['no source', { source: { sample() {} } }, 'source has no function heap, containerBytes, watch, release'],
  ]
  it.each(refused)('refuse %s', (_, options, message) => {
    expect(() => new MemoryMonitor(options as MemoryMonitorOptions)).toThrow(message)
  })

  it('refuse events that there are not, and listeners that are none', () => {
    const monitor = new MemoryMonitor({ source: new FakeMemory() })
    expect(() => monitor.on('pressures' as never, () => {})).toThrow('the event is "pressures"; give "sample",')
    expect(() => monitor.on('level', 5 as never)).toThrow('the listener is 5; give a function')
    // @ts-expect-error: a slip of the pen is seen when it is compiled
    expect(() => monitor.on('levle', () => {})).toThrow('the event is "levle"')
  })
})
