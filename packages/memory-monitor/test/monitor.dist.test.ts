import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { MemoryMonitor, type WorkerMemory } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'

const fixture = (name: string) => new URL(`./fixtures/${name}`, import.meta.url)

const run = (name: string, flags: string[], args: string[] = []) =>
  promisify(execFile)(process.execPath, [...flags, fileURLToPath(fixture(name)), ...args], {
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  })

describe('A process that fills its heap in bursts of a tenth of the limit', () => {
  const flags = ['--max-old-space-size=64']

  it('dies without a monitor', async () => {
    await expect(run('monitored-cache.mjs', flags)).rejects.toMatchObject({
      stderr: expect.stringContaining('heap out of memory'),
    })
  }, 60_000)

  it('lives when its holder gives back what the monitor asks for', async () => {
    const { stdout } = await run('monitored-cache.mjs', flags, ['monitored'])
    const { asked, limits } = JSON.parse(stdout)
    expect(limits.heapBytes).toBe(64 * 2 ** 20)
    expect(asked).toBeGreaterThan(0)
  }, 60_000)
})

describe('A process that waits for room', () => {
  it('is told of it though nothing else goes on', async () => {
    const { stdout } = await run('waits-for-room.mjs', ['--max-old-space-size=64'])
    expect(stdout).toBe('critical ok\n')
  }, 60_000)
})

describe('A process whose monitor is listened to', () => {
  it('ends when nothing else goes on, and has no file open after close()', async () => {
    const { stdout } = await run('listens.mjs', [])
    expect(JSON.parse(stdout)).toEqual({ opened: process.platform === 'linux' ? 1 : 0, left: 0 })
  })
})

describe('A worker thread', () => {
  const watched = (name: string) => {
    const worker = new Worker(fixture(name), { resourceLimits: { maxOldGenerationSizeMb: 64 } })
    const monitor = new MemoryMonitor({ intervalMs: 20 })
    const told: string[] = []
    monitor.on('worker', ({ worker: memory }) => told.push(`${memory.name}: ${memory.level}`))
    monitor.addWorker(worker, { name: 'parser' })
    /** Waits for a state, sample by sample. */
    const until = (reached: (memory: WorkerMemory | undefined) => boolean) =>
      new Promise<WorkerMemory | undefined>(resolve => {
        const off = monitor.on('sample', () => {
          const [memory] = monitor.workers
          if (!reached(memory)) return
          off()
          resolve(memory)
        })
      })
    return { worker, monitor, told, until }
  }

  it('reports its own level against its own limit', async () => {
    const { worker, monitor, told, until } = watched('reporting-worker.mjs')
    const first = await until(memory => memory?.told === 'worker')
    expect(first).toMatchObject({ name: 'parser', threadId: worker.threadId, level: 'ok', heapBytes: 64 * 2 ** 20 })
    worker.postMessage(56)
    const full = await until(memory => memory?.level === 'critical')
    expect(full?.sample?.heapUsedBytes).toBeGreaterThan(50e6)
    expect(told.at(-1)).toBe('parser: critical')
    expect(monitor.level).toBe('ok')

    await worker.terminate()
    expect(monitor.workers).toEqual([])
    monitor.close()
  }, 60_000)

  it('is asked from outside where it says nothing and Node can, and stands as unknown elsewhere', async () => {
    const { worker, monitor, until } = watched('silent-worker.mjs')
    if ('getHeapStatistics' in worker) {
      const memory = await until(found => found?.told === 'statistics')
      expect(memory).toMatchObject({ level: 'ok', heapBytes: 64 * 2 ** 20 })
      expect(memory?.sample?.heapUsedBytes).toBeGreaterThan(1e6)
    } else expect(monitor.workers).toMatchObject([{ told: 'nobody', level: undefined, sample: undefined }])
    await worker.terminate()
    monitor.close()
  })

  it('reports from a worker thread alone, and is watched as one alone', () => {
    const monitor = new MemoryMonitor()
    expect(() => monitor.reportToParent()).toThrow(expect.objectContaining({ code: 'MONITOR_NOT_ALLOWED' }))
    expect(() => monitor.addWorker({} as never)).toThrow(expect.objectContaining({ code: 'MONITOR_INVALID_OPTIONS' }))
  })
})
