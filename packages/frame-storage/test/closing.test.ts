import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'

const open = (options = {}) =>
  FrameStorage.open({ session: 'run', shape: [2], backend: memoryFiles(), cleanup: false, ...options })

describe('what is being read when a storage is closed', () => {
  it('is answered whole', async () => {
    const storage = await open()
    for (let index = 0; index < 200; index++) await storage.storeFrame(index, Float32Array.of(index, 0))
    const series = storage.getSeries([0])
    const slice = storage.getSlice(7, [0])
    const frame = storage.getFrame(8)
    const closing = storage.close()
    expect((await series).indices).toHaveLength(200)
    expect((await slice)?.grid).toEqual(Float32Array.of(7))
    expect((await frame)?.grid).toEqual(Float32Array.of(8, 0))
    await closing
    await expect(storage.getSeries([0])).rejects.toMatchObject({ code: 'FRAMES_CLOSED' })
  })
})

describe('a session that is said to be finished', () => {
  it('is so once the frames are there that were being stored', async () => {
    const storage = await open()
    const storing = storage.storeFrame(0, Float32Array.of(1, 2))
    await storage.finish()
    await storing
    expect([storage.count, storage.finished]).toEqual([1, true])
    await storage.close()
  })

  it('is not any longer where a frame is stored and others are to come', async () => {
    const storage = await open({ frames: 10 })
    await storage.finish()
    expect(storage.finished).toBe(true)
    await storage.storeFrame(0, Float32Array.of(1, 2))
    expect(storage.finished).toBe(false)
    for (let index = 1; index < 10; index++) await storage.storeFrame(index, Float32Array.of(1, 2))
    expect(storage.finished).toBe(true)
    // In the place of one that is there: all are there all the time.
    await storage.storeFrame(3, Float32Array.of(5, 6))
    expect(storage.finished).toBe(true)
    await storage.close()
  })
})

describe('a robust range after a reopening', () => {
  it('is what it was, however often frames were stored again', async () => {
    const backend = memoryFiles()
    const options = { session: 'run', shape: [256], dtype: 'uint8', backend, cleanup: false } as const
    const storage = await FrameStorage.open(options)
    const grid = Uint8Array.from({ length: 256 }, (_, cell) => cell)
    for (let time = 0; time < 2000; time++) await storage.storeFrame(time % 2, grid)
    const before = storage.computeGlobalRange({ robust: true })
    await storage.close()
    const again = await FrameStorage.open(options)
    expect(again.computeGlobalRange({ robust: true })).toEqual(before)
    await again.close()
  })
})
