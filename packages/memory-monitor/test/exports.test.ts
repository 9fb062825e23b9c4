import * as memoryMonitor from '@plimsoll/memory-monitor'
import { expect, it } from 'vitest'

it('exports these names', () => {
  expect(Object.keys(memoryMonitor).sort()).toMatchInlineSnapshot(`
    [
      "MemoryBudget",
      "MemoryError",
      "MemoryMonitor",
      "adapt",
      "getMemoryMonitor",
      "getMemoryUsage",
      "joinBudget",
      "mapConsumer",
      "measurePageMemory",
      "memoryLimits",
      "performMemoryCleanup",
      "setConsumer",
      "shareBudget",
    ]
  `)
})
