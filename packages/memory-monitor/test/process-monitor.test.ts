import { expect, it } from 'vitest'
import { getMemoryMonitor, getMemoryUsage, performMemoryCleanup } from '../src/index.js'

it('answers one monitor for the process, and a new one where that was closed', async () => {
  const monitor = getMemoryMonitor()
  expect(getMemoryMonitor()).toBe(monitor)
  expect(monitor.closed).toBe(false)
  monitor.close()
  expect(monitor.closed).toBe(true)
  expect(getMemoryUsage().atMs).toBeGreaterThan(0)
  expect((await performMemoryCleanup()).parts).toEqual([])
  expect(getMemoryMonitor()).not.toBe(monitor)
  getMemoryMonitor().close()
})
