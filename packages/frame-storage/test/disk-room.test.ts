import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it, vi } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { describeDisk } from './describe-disk.js'

describeDisk('in memory', async () => memoryFiles())

describe('a disk that is full', () => {
  const grid = () => new Float32Array(1000).fill(1)
  const hourMs = 3_600_000

  it('is freed while storing, the oldest first, and only as far as it must be', async () => {
    const backend = memoryFiles({ maxBytes: 40_000 })
    const open = (session: string, options = {}) =>
      FrameStorage.open({ session, shape: [1000], backend, cleanup: false, ...options })
    // Open before the others are old, so that its opening has nothing to clean up.
    const storage = await open('run', { cleanup: { olderThanMs: hourMs } })
    for (const session of ['first', 'second']) {
      const other = await open(session, { frames: 2 })
      for (const index of [0, 1]) await other.storeFrame(index, grid())
      await other.close()
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 })
    }
    const names = async () => (await FrameStorage.sessions({ backend })).map(({ session }) => session)
    await storage.storeFrame(0, grid())
    const refused = storage.storeFrame(1, grid()).then(() => storage.storeFrame(2, grid()))
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FULL' })
    expect(await names()).toEqual(['first', 'run', 'second'])
    const stored = storage.count
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * hourMs })
    await storage.storeFrame(stored, grid())
    expect(await names()).toEqual(['run', 'second'])
    expect([storage.count, (await storage.getFrame(0))?.grid]).toEqual([stored + 1, grid()])
    await storage.close()
    vi.useRealTimers()
  })
})
