import { cpuMsPerCall } from '../../harness/clock.mjs'

// What lies on the heap must not matter, and with an empty one it could not.
const held = Array.from({ length: 500_000 }, (_, i) => ({ i }))

const candidate = (action, { quick }) => {
  if (held.length === 0 || !action()) throw new Error('there is no sample')
  cpuMsPerCall(action, 200)
  return { round: () => cpuMsPerCall(action, quick ? 150 : 400) * 1000 }
}

export async function ours(options) {
  const { MemoryMonitor } = await import('@plimsoll/memory-monitor')
  const monitor = new MemoryMonitor()
  return candidate(() => monitor.sample().rssBytes, options)
}
export const memoryUsage = options => candidate(() => process.memoryUsage().rss, options)
export const rss = options => candidate(() => process.memoryUsage.rss(), options)
export async function heapStatistics(options) {
  const { getHeapStatistics } = await import('node:v8')
  return candidate(() => getHeapStatistics().used_heap_size, options)
}

// A scrape is asynchronous: as many as the time allows, one after the other.
export async function promClient({ quick }) {
  const { collectDefaultMetrics, Registry } = (await import('prom-client')).default
  const register = new Registry()
  collectDefaultMetrics({ register })
  const round = async () => {
    const { user, system } = process.cpuUsage()
    const calls = quick ? 200 : 600
    for (let i = 0; i < calls; i++) await register.metrics()
    const used = process.cpuUsage({ user, system })
    return (used.user + used.system) / calls
  }
  await round()
  return { round }
}
