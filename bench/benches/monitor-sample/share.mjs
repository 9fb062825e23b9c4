// CPU time of a process that watches once a second, less that of the same process before it began.
const held = Array.from({ length: 100_000 }, (_, i) => ({ i }))

const settledMs = 10_000

const idleShare = async ms => {
  const from = process.cpuUsage()
  const started = performance.now()
  await new Promise(resolve => setTimeout(resolve, ms))
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 10 / (performance.now() - started)
}

async function candidate(watch, { quick }) {
  const round = async ms => {
    if (held.length === 0) throw new Error('there is nothing to watch')
    const idle = await idleShare(ms)
    const end = watch()
    const watching = await idleShare(ms)
    end()
    return { value: Math.max(0, watching - idle), details: { idle, watching } }
  }
  // What starting costs once is no share of a core: ours, and V8's, which collects what starting left some 8 s later,
  // whoever watches.
  await round(1500)
  await new Promise(resolve => setTimeout(resolve, Math.max(0, settledMs - performance.now())))
  return { round: () => round(quick ? 5000 : 10_000) }
}

export async function ours(options) {
  const { MemoryMonitor } = await import('@plimsoll/memory-monitor')
  return candidate(() => {
    const monitor = new MemoryMonitor()
    monitor.on('pressure', () => {})
    return () => monitor.close()
  }, options)
}

const each = act => () => {
  const timer = setInterval(act, 1000)
  return () => clearInterval(timer)
}

export const memoryUsage = options =>
  candidate(
    each(() => process.memoryUsage()),
    options,
  )

export async function promClient(options) {
  const { collectDefaultMetrics, Registry } = (await import('prom-client')).default
  return candidate(() => {
    const register = new Registry()
    collectDefaultMetrics({ register })
    return each(() => register.metrics())()
  }, options)
}
