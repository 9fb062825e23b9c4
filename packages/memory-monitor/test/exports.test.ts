import * as memoryMonitor from '@plimsoll/memory-monitor'
import { expect, it } from 'vitest'

it('exports these names', () => {
  expect(Object.keys(memoryMonitor).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "chunks",
      "gridChunks",
      "mapWorkers",
    ]
  `)
})
