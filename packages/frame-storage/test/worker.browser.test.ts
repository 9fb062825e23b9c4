import { type FileBackend, FilesError } from '@plimsoll/files'
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
    const closed = { name: 'FrameStorageError', code: 'FRAMES_CLOSED' }
    await expect(storage.storeFrame(1, Float32Array.of(3, 4))).rejects.toMatchObject(closed)
    await expect(storage.getFrame(0)).rejects.toMatchObject(closed)
    // Another may have it by now, and is not done because this one says so.
    await expect(storage.finish()).rejects.toMatchObject(closed)
    expect(await FrameStorage.sessions({ backend })).toMatchObject([{ finished: false }])
    await storage.close()
    const again = await FrameStorage.open({ session: 'run', shape: [2], backend })
    expect((await again.getFrame(0))?.grid).toEqual(Float32Array.of(1, 2))
    await again.close()
  })

  it('and its page both miss a frame that was found damaged, and take it again', async () => {
    const backend = room()
    const open = () => FrameStorage.open({ session: 'run', shape: [2], backend })
    const storage = await open()
    for (const index of [0, 1, 2]) await storage.storeFrame(index, Float32Array.of(index, index))
    await storage.close()
    const file = await backend.open('run.frames')
    const pageBytes = 4096
    const recordBytes = ((await file.size()) - pageBytes) / 3
    await file.writeAt(Uint8Array.of(99), pageBytes + recordBytes)
    await file.close()
    const second = await open()
    const frames = async () => {
      const found: number[] = []
      for await (const { index } of second.getAllFrames()) found.push(index)
      return found
    }
    await expect(frames()).rejects.toMatchObject({
      code: 'FRAMES_DAMAGED',
      message: expect.stringContaining('frame 1'),
    })
    const state = () => [second.has(1), second.missing(), second.count, second.computeGlobalRange().cells]
    expect(state()).toEqual([false, [1], 2, 4])
    expect([await frames(), await second.getFrame(1)]).toEqual([[0, 2], undefined])
    await second.storeFrame(1, Float32Array.of(5, 5))
    expect([state(), await frames()]).toEqual([
      [true, [], 3, 6],
      [0, 1, 2],
    ])
    await second.close()
  })

  it('is not started for a backend that wraps the file system, and hears of each call', async () => {
    const inner = room()
    const opened: string[] = []
    const counting: FileBackend = new Proxy(inner, {
      get(files, key) {
        const value: unknown = Reflect.get(files, key)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          if (key === 'open') opened.push(String(given[0]))
          return value.apply(files, given)
        }
      },
    })
    const worker = () => expect.fail('a worker was started')
    const storage = await FrameStorage.open({ session: 'run', shape: [2], backend: counting, worker })
    await storage.storeFrame(0, Float32Array.of(1, 2))
    expect((await storage.getFrame(0))?.grid).toEqual(Float32Array.of(1, 2))
    await storage.close()
    expect(opened).toContain('run.frames')
    // The same file, as the file system itself has it.
    const again = await FrameStorage.open({ session: 'run', shape: [2], backend: inner })
    expect(again.count).toBe(1)
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
