import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { faulty } from './faulty-files.js'

const shape = [4, 4]
const grid = (value: number) => new Float32Array(16).fill(value)

/** A session of frame 0 on a backend that fails where it is told to. */
async function stored() {
  const memory = memoryFiles()
  const { files, faults } = faulty(memory)
  const open = () => FrameStorage.open({ session: 'run', shape, backend: files })
  const storage = await open()
  await storage.storeFrame(0, grid(5))
  // With nobody in between: it is free again, or cannot be opened.
  const reopen = () => FrameStorage.open({ session: 'run', shape, backend: memory, lockTimeoutMs: 0 })
  return { storage, faults, reopen }
}

describe('a session of which nobody knows what the disk holds', () => {
  it('says so after a flush that failed, whatever the next flush would say, and is read on', async () => {
    const { storage, faults, reopen } = await stored()
    const flushing = new Error('the flush failed')
    faults.flushing = flushing
    await expect(storage.flush()).rejects.toBe(flushing)
    delete faults.flushing
    const failed = {
      name: 'FrameStorageError',
      code: 'FRAMES_FAILED',
      cause: flushing,
      message: expect.stringContaining('session "run": it could not be flushed'),
    }
    await expect(storage.flush()).rejects.toMatchObject(failed)
    await expect(storage.storeFrame(1, grid(6))).rejects.toMatchObject(failed)
    expect([(await storage.getFrame(0))?.grid[0], storage.count]).toEqual([5, 1])
    await expect(storage.close()).rejects.toMatchObject(failed)
    const again = await reopen()
    await again.storeFrame(1, grid(7))
    await again.close()
  })

  it('says so of each flush that was under way when one failed', async () => {
    const { storage, faults } = await stored()
    const flushing = new Error('the flush failed')
    const failures = [flushing]
    Object.defineProperty(faults, 'flushing', { get: () => failures.pop() })
    const outcomes = await Promise.allSettled([storage.flush(), storage.flush()])
    expect(outcomes).toMatchObject([{ reason: flushing }, { reason: { code: 'FRAMES_FAILED', cause: flushing } }])
    await expect(storage.close()).rejects.toMatchObject({ code: 'FRAMES_FAILED' })
  })

  it('says so after a frame that was written in part could not be taken back, and keeps the others', async () => {
    const { storage, faults, reopen } = await stored()
    Object.assign(faults, { roomBytes: 100, truncates: false })
    const waiting = [storage.storeFrame(1, grid(6)), storage.storeFrame(2, grid(7))]
    const [first, second] = await Promise.allSettled(waiting)
    Object.assign(faults, { roomBytes: Number.POSITIVE_INFINITY, truncates: true })
    const failed = { code: 'FRAMES_FAILED', cause: { code: 'FILES_FULL' } }
    expect(first).toMatchObject({ reason: { name: 'FilesError', code: 'FILES_FULL' } })
    expect(second).toMatchObject({ reason: failed })
    await expect(storage.storeFrame(3, grid(8))).rejects.toMatchObject(failed)
    await expect(storage.flush()).rejects.toMatchObject(failed)
    expect([(await storage.getFrame(0))?.grid[0], storage.count]).toEqual([5, 1])
    await expect(storage.close()).rejects.toMatchObject(failed)
    const again = await reopen()
    expect([again.missing({ to: 4 }), again.recovered]).toEqual([[1, 2, 3], { droppedBytes: 100, damagedRecords: 0 }])
    expect((await again.getFrame(0))?.grid).toEqual(grid(5))
    await again.close()
  })
})
