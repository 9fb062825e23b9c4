import { FilesError } from '@plimsoll/files'
import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll, describe, expect, it } from 'vitest'
import { FrameStorage, FrameStorageError } from '../src/index.js'

const prefix = `worker-test-${crypto.randomUUID()}`
let rooms = 0
const room = () => opfsFiles({ directory: `${prefix}/${++rooms}` })

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

describe('the worker of a storage in a page', () => {
  it('is the one that was handed in, and ends with the storage', async () => {
    const workers: Worker[] = []
    const worker = () => {
      const started = new Worker(new URL('../src/frame-storage.worker.ts', import.meta.url), { type: 'module' })
      workers.push(started)
      return started
    }
    const backend = room()
    const storage = await FrameStorage.open({ session: 'run', shape: [2], backend, worker })
    await storage.storeFrame(0, Float32Array.of(1, 2))
    await storage.close()
    expect(workers.length).toBe(1)
    // The lock and the file are free at once.
    const again = await FrameStorage.open({ session: 'run', shape: [2], backend, worker, lockTimeoutMs: 0 })
    expect((await again.getFrame(0))?.grid).toEqual(Float32Array.of(1, 2))
    await again.close()
  })

  it('ends where the session cannot be opened, and its errors keep their class', async () => {
    const backend = room()
    const storage = await FrameStorage.open({ session: 'run', shape: [2], backend })
    const refused = FrameStorage.open({ session: 'run', shape: [2], backend, lockTimeoutMs: 0 })
    const error = await refused.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(FrameStorageError)
    expect(error).toMatchObject({ code: 'FRAMES_SESSION_LOCKED', cause: { code: 'FILES_LOCKED' } })
    expect((error as FrameStorageError).cause).toBeInstanceOf(FilesError)
    await storage.close()
  })

  it('leaves what it stored when it dies, and the storage says that it must be opened again', async () => {
    const workers: Worker[] = []
    const worker = () => {
      const started = new Worker(new URL('../src/frame-storage.worker.ts', import.meta.url), { type: 'module' })
      workers.push(started)
      return started
    }
    const backend = room()
    const storage = await FrameStorage.open({ session: 'run', shape: [2], backend, worker })
    await storage.storeFrame(0, Float32Array.of(1, 2))
    workers[0]?.terminate()
    await expect(storage.storeFrame(1, Float32Array.of(3, 4))).rejects.toMatchObject({ code: 'WORKER_DIED' })
    await expect(storage.getFrame(0)).rejects.toMatchObject({ name: 'FrameStorageError', code: 'FRAMES_CLOSED' })
    await storage.close()
    const again = await FrameStorage.open({ session: 'run', shape: [2], backend })
    expect((await again.getFrame(0))?.grid).toEqual(Float32Array.of(1, 2))
    await again.close()
  })

  it('is not needed in a worker, where the engine runs in place', async () => {
    const inside = new Worker(new URL('./in-place.worker.ts', import.meta.url), { type: 'module' })
    const answer = new Promise(resolve => {
      inside.onmessage = event => resolve(event.data)
    })
    inside.postMessage(`${prefix}/${++rooms}`)
    expect(await answer).toEqual({ started: 0, grid: Float32Array.of(1, 2), max: 2 })
    inside.terminate()
  })
})
