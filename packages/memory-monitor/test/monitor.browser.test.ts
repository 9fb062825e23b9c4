import { describe, expect, it } from 'vitest'
import { getMemoryMonitor, getMemoryUsage, MemoryMonitor, measurePageMemory, memoryLimits } from '../src/index.js'

describe('MemoryMonitor in Chromium', () => {
  it('tells the heap and its limit, and says what it cannot tell', () => {
    const sample = getMemoryUsage()
    expect(sample.heapUsedBytes).toBeGreaterThan(1e6)
    expect([sample.rssBytes, sample.externalBytes]).toEqual([undefined, undefined])
    const { name, unavailable } = getMemoryMonitor().source
    expect(name).toBe('chromium')
    expect(Object.keys(unavailable).sort()).toEqual(['collections', 'containerBytes', 'externalBytes', 'rssBytes'])
    for (const reason of Object.values(unavailable)) expect(reason).toMatch(/^(no browser|a page) /)
    expect(memoryLimits().heapBytes).toBeGreaterThan(1e8)
    expect(memoryLimits().containerBytes).toBeUndefined()
  })

  it('judges your own line by what it knows', async () => {
    using monitor = new MemoryMonitor({ limit: 1000, intervalMs: 10 })
    const pressure = await new Promise(resolve => monitor.on('pressure', resolve))
    expect(pressure).toMatchObject({ limit: 'own', level: 'critical', urgent: true })
    expect(monitor.levels).toEqual({ heap: 'ok', container: undefined, own: 'critical' })
  })

  it('has room at once', async () => {
    using monitor = new MemoryMonitor()
    await monitor.ready()
  })

  it('knows no worker from outside', () => {
    const worker = new Worker(URL.createObjectURL(new Blob([''])))
    using monitor = new MemoryMonitor()
    expect(() => monitor.addWorker(worker as never)).toThrow('browsers tell nothing of a worker from outside')
    worker.terminate()
  })

  // A full Chromium answers in an isolated page, at its next collection, which may be 20 s away; others refuse.
  it('measures the page where the browser does, and says nothing of it elsewhere', async () => {
    const platform = performance as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }
    const refused = () => undefined
    const [ours, told] = await Promise.all([
      measurePageMemory(),
      platform.measureUserAgentSpecificMemory?.().catch(refused),
    ])
    if (told === undefined) expect(ours).toBeUndefined()
    else expect(ours?.bytes).toBeGreaterThan(1e6)
  }, 60_000)
})
