import type { FileBackend } from '@plimsoll/files'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FrameStorage, FrameStorageError, type OpenFrameStorageOptions } from '../src/index.js'

const cells = 1000
const headerBytes = 4096

/** The promises of `maxDiskBytes`, wherever the engine runs. `create` answers an empty backend. */
export function describeDisk(name: string, create: () => Promise<FileBackend>): void {
  describe(`the disk room of sessions ${name}`, () => {
    let backend: FileBackend
    const opened: FrameStorage[] = []
    beforeEach(async () => {
      backend = await create()
    })
    afterEach(async () => {
      for (const storage of opened.splice(0)) await storage.close()
    })
    const open = async (session: string, options: Partial<OpenFrameStorageOptions> = {}) => {
      const storage = await FrameStorage.open({ session, shape: [cells], backend, ...options })
      opened.push(storage)
      return storage
    }
    const grid = (value: number) => new Float32Array(cells).fill(value)
    const store = async (session: string, options: Partial<OpenFrameStorageOptions> = {}) => {
      const storage = await open(session, { frames: 1, ...options })
      await storage.storeFrame(0, grid(1))
      await storage.close()
    }
    const names = async () => (await FrameStorage.sessions({ backend })).map(({ session }) => session)
    const bytesOf = async (session: string) =>
      (await FrameStorage.sessions({ backend })).find(info => info.session === session)?.bytes as number
    const refusalOf = async (work: Promise<unknown>) =>
      (await work.then(
        () => expect.fail('it was stored'),
        error => error,
      )) as FrameStorageError

    it('has to hold the first page of a session, too', async () => {
      const opening = open('run', { maxDiskBytes: headerBytes, meta: 'x'.repeat(headerBytes) })
      await expect(opening).rejects.toMatchObject({ code: 'FRAMES_DISK_FULL', neededBytes: 2 * headerBytes })
      expect(await names()).toEqual([])
      await open('run', { maxDiskBytes: headerBytes })
    })

    it('is given to all sessions together; the oldest of what may go makes room', async () => {
      await store('size')
      const bytes = await bytesOf('size')
      await FrameStorage.delete('size', { backend })
      const maxDiskBytes = 4 * bytes
      // Open before the others are there, so that its opening has nothing to clean up.
      const storage = await open('run', { maxDiskBytes, cleanup: { olderThanMs: 0 } })
      for (const session of ['first', 'second', 'third']) {
        await store(session, { cleanup: false })
        nextMillisecond()
      }
      await storage.storeFrame(0, grid(1))
      expect(await names()).toEqual(['first', 'run', 'second', 'third'])
      await storage.storeFrame(1, grid(2))
      expect(await names()).toEqual(['run', 'second', 'third'])
      for (const index of [2, 3, 4]) await storage.storeFrame(index, grid(index + 1))
      expect(await names()).toContain('run')
      const sizes = (await FrameStorage.sessions({ backend })).map(info => info.bytes)
      expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(maxDiskBytes)
      expect((await storage.getFrame(4))?.grid).toEqual(grid(5))
    })

    it('ends with an error that says how much is needed and what could go, and all frames stay readable', async () => {
      await store('young')
      await store('unfinished', { frames: 2 })
      await store('kept')
      await FrameStorage.keep('kept', { backend })
      const bytes = await bytesOf('young')
      const storage = await open('run', { maxDiskBytes: 4 * bytes + 100 })
      await storage.storeFrame(0, grid(1))
      const error = await refusalOf(storage.storeFrame(1, grid(2)))
      expect(error).toBeInstanceOf(FrameStorageError)
      expect(error).toMatchObject({ code: 'FRAMES_DISK_FULL', neededBytes: bytes - headerBytes })
      expect(error.removable?.map(({ session }) => session).sort()).toEqual(['unfinished', 'young'])
      expect(error.removable?.every(session => session.bytes === bytes)).toBe(true)
      expect([storage.count, storage.has(1)]).toEqual([1, false])
      expect((await storage.getFrame(0))?.grid).toEqual(grid(1))
      await FrameStorage.delete('young', { backend })
      await storage.storeFrame(1, grid(2))
      await storage.close()
      expect((await open('run')).count).toBe(2)
    })

    it('is no reason to delete what would not help', async () => {
      await store('old')
      const bytes = await bytesOf('old')
      const storage = await open('run', { maxDiskBytes: bytes - 1, cleanup: { olderThanMs: 0 } })
      await store('other', { cleanup: false })
      const error = await refusalOf(storage.storeFrame(0, grid(1)))
      expect([error.code, await names()]).toEqual(['FRAMES_DISK_FULL', ['other', 'run']])
    })

    it('deletes nothing where nothing is to be cleaned up', async () => {
      await store('old')
      const maxDiskBytes = (await bytesOf('old')) + headerBytes
      const storage = await open('run', { maxDiskBytes, cleanup: false })
      const error = await refusalOf(storage.storeFrame(0, grid(1)))
      expect([error.code, error.removable?.length]).toEqual(['FRAMES_DISK_FULL', 1])
      expect(await names()).toEqual(['old', 'run'])
    })

    it('must be a size', async () => {
      await expect(open('run', { maxDiskBytes: '5XB' as never })).rejects.toMatchObject({ code: 'BYTES_UNKNOWN_UNIT' })
      expect(await names()).toEqual([])
    })
  })
}

function nextMillisecond(): void {
  const now = Date.now()
  while (Date.now() === now);
}
