// Shares one line among a Map, a reservation and a worker thread, and watches the process.
import assert from 'node:assert/strict'
import { Worker } from 'node:worker_threads'
import { getMemoryUsage, MemoryBudget, MemoryMonitor, mapConsumer, shareBudget } from '@plimsoll/memory-monitor'

const budget = new MemoryBudget({ limit: '16MiB', name: 'job' })
const records = new Map()
for (let key = 0; key < 100; key++) records.set(key, `record ${key}`)
budget.register(mapConsumer('records', records, { bytesOf: () => 100_000 }), { rebuildCost: 'free' })

const own = await budget.reserve('12MiB', { owner: 'download' })
assert.ok(records.has(99) && !records.has(0), 'the records that were set first made room')
assert.ok(budget.usedBytes <= budget.limit, `${budget.usedBytes} of ${budget.limit}`)
assert.deepEqual(
  budget.explain().holders.map(({ name }) => name),
  ['records', 'download'],
)

const waits = new Promise(resolve => budget.on('wait', resolve))
const thread = new Worker(new URL('./memory-monitor.worker.mjs', import.meta.url))
const shared = shareBudget(budget, thread, { name: 'thread' })
assert.equal((await waits).owner, 'thread')
own[Symbol.dispose]()
await shared.ended
assert.deepEqual([shared.status, shared.bytes], ['ended', 0])
budget.close()

const monitor = new MemoryMonitor({ limit: '64GiB' })
monitor.onCleanup(() => ({ entries: records.size, bytes: 100_000 * records.size }), { name: 'records' })
await monitor.ready({ timeoutMs: 30_000 })
const { parts, bytes } = await monitor.performCleanup()
assert.deepEqual([parts.length, bytes], [1, 100_000 * records.size])
assert.ok(getMemoryUsage().rssBytes > 1_000_000)
monitor.close()
