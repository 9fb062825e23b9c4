// Shares one line among a Map, a reservation and a worker of the page, and watches the page.
import { MemoryBudget, MemoryMonitor, mapConsumer, shareBudget } from '@plimsoll/memory-monitor'

const startWorker = () => new Worker(new URL('./memory-monitor.worker.mjs', import.meta.url), { type: 'module' })

export async function run() {
  const budget = new MemoryBudget({ limit: '16MiB', name: 'page' })
  const tiles = new Map()
  for (let key = 0; key < 100; key++) tiles.set(key, `tile ${key}`)
  budget.register(mapConsumer('tiles', tiles, { bytesOf: () => 100_000 }), { rebuildCost: 'free' })
  const own = await budget.reserve('12MiB', { owner: 'picture' })
  if (tiles.has(0) || !tiles.has(99) || budget.usedBytes > budget.limit)
    throw new Error(`${tiles.size} tiles are left; ${budget.usedBytes} of ${budget.limit} bytes are used.`)

  const waits = new Promise(resolve => budget.on('wait', resolve))
  const shared = shareBudget(budget, startWorker(), { name: 'worker' })
  const { owner } = await waits
  if (owner !== 'worker') throw new Error(`${owner} waits.`)
  own[Symbol.dispose]()
  await shared.ended
  if (shared.bytes !== 0) throw new Error(`${shared.bytes} bytes stayed with the worker.`)
  budget.close()

  const monitor = new MemoryMonitor()
  await monitor.ready({ timeoutMs: 20_000 })
  const { heapUsedBytes } = monitor.sample()
  if (!(heapUsedBytes > 0)) throw new Error(`The page's heap is said to take ${heapUsedBytes}.`)
  monitor.close()
}
