import { EventEmitter } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryMonitor, type MemoryMonitorOptions, type WorkerHeap } from '../src/index.js'
import { FakeMemory } from './fake-memory.js'

afterEach(() => void vi.unstubAllEnvs())

const mib = 2 ** 20

/** A worker that answers what it is told to, in MiB. */
class FakeWorker extends EventEmitter {
  readonly threadId = 7
  readonly #heap: WorkerHeap

  constructor(used: number, limit: number) {
    super()
    const bytes = { used_heap_size: used * mib, heap_size_limit: limit * mib }
    this.#heap = { ...bytes, total_heap_size: used * mib, external_memory: 0 }
  }

  getHeapStatistics = async () => this.#heap
}

/** What is known of a worker after some samples: without word of collections, it is the lows that are judged. */
async function seen(worker: FakeWorker, options: MemoryMonitorOptions = {}) {
  const monitor = new MemoryMonitor({ source: new FakeMemory(), intervalMs: 1, ...options })
  monitor.addWorker(worker)
  await new Promise<void>(resolve => {
    monitor.on('sample', () => monitor.workers[0]?.told === 'statistics' && resolve())
  })
  const [memory] = monitor.workers
  monitor.close()
  return memory
}

describe('A worker that is asked from outside', () => {
  it('is judged by the thresholds of the monitor', async () => {
    const worker = new FakeWorker(3000, 4144)
    expect(await seen(worker)).toMatchObject({ level: 'ok', heapBytes: 4096 * mib })
    expect(await seen(worker, { thresholds: { warning: 0.4, critical: 0.6 } })).toMatchObject({ level: 'critical' })
  })

  it('has the heap that NODE_OPTIONS say', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=200')
    expect(await seen(new FakeWorker(5, 248))).toMatchObject({ heapBytes: 200 * mib })
  })
})

describe('addWorker()', () => {
  it('leaves no listener on the worker behind, removed or closed', () => {
    const worker = new FakeWorker(1, 304)
    const monitor = new MemoryMonitor({ source: new FakeMemory() })
    monitor.addWorker(worker)()
    monitor.addWorker(worker)
    expect(worker.listenerCount('exit')).toBe(1)
    monitor.close()
    expect(worker.listenerCount('exit')).toBe(0)
  })

  it('watches a worker until it exits', () => {
    const worker = new FakeWorker(1, 304)
    const monitor = new MemoryMonitor({ source: new FakeMemory() })
    monitor.addWorker(worker)
    worker.emit('exit')
    expect(monitor.workers).toEqual([])
  })

  it('adds none that has ended before, for its exit is not told again', async () => {
    const worker = new Worker('', { eval: true })
    await new Promise(resolve => worker.once('exit', resolve))
    const monitor = new MemoryMonitor({ source: new FakeMemory() })
    monitor.addWorker(worker)()
    expect([monitor.workers, worker.listenerCount('exit')]).toEqual([[], 0])
  })

  it('forgets one that ended without telling, as soon as its name is gone', () => {
    const worker = Object.assign(new FakeWorker(1, 304), { threadName: '' as string | null })
    const monitor = new MemoryMonitor({ source: new FakeMemory() })
    monitor.addWorker(worker)
    expect(monitor.workers).toMatchObject([{ threadId: 7 }])
    worker.threadName = null
    expect([monitor.workers, worker.listenerCount('exit')]).toEqual([[], 0])
  })

  it('refuses what is no worker', () => {
    const monitor = new MemoryMonitor({ source: new FakeMemory() })
    for (const worker of [null, undefined, 5, {}])
      expect(() => monitor.addWorker(worker as never)).toThrow('the worker is no worker thread of Node')
  })
})
