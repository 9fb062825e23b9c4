import { FilesError } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { exportNpy, importNpy, writeNpy } from '../src/npy/index.js'
import { exportZarr, filesStore, importZarr } from '../src/zarr/index.js'
import { faulty } from './faulty-files.js'

async function twoFrames(backend = memoryFiles()) {
  const storage = await FrameStorage.open({ session: 'two', shape: [2], backend })
  for (const index of [0, 1]) await storage.storeFrame(index, Float32Array.of(index, 9))
  return storage
}

describe('an import that has ended', () => {
  const imports = {
    importNpy: async (options: object) => importNpy(writeNpy(await twoFrames()), { session: 'in', ...options }),
    async importZarr(options: object) {
      const store = new Map<string, Uint8Array>()
      await exportZarr(await twoFrames(), store)
      return importZarr(store, { session: 'in', ...options })
    },
  }

  it.each(Object.entries(imports))('is finished: %s', async (_, imported) => {
    const backend = memoryFiles()
    const storage = await imported({ backend })
    expect(storage.finished).toBe(true)
    await storage.close()
    expect(await FrameStorage.sessions({ backend })).toMatchObject([{ session: 'in', finished: true }])
    const { deleted } = await FrameStorage.cleanup({ backend, olderThanMs: 0 })
    expect(deleted.map(({ session }) => session)).toEqual(['in'])
  })

  it.each(Object.entries(imports))('is not where frames says that more are to come: %s', async (_, imported) => {
    const backend = memoryFiles()
    const storage = await imported({ backend, frames: 3 })
    expect([storage.finished, storage.missing({ to: 3 })]).toEqual([false, [2]])
    await storage.close()
    expect(await FrameStorage.sessions({ backend })).toMatchObject([{ session: 'in', finished: false }])
    const { deleted } = await FrameStorage.cleanup({ backend, olderThanMs: 0 })
    expect(deleted).toEqual([])

    const more = await FrameStorage.open({ session: 'in', shape: [2], frames: 3, backend })
    await more.storeFrame(2, new Float32Array(2))
    expect(more.finished).toBe(true)
    await more.close()
  })
})

describe('an export whose disk fails at the end of a file', () => {
  const broken = new FilesError('FILES_FULL', 'the disk took it, and lost it')

  it.each(['/frames/zarr.json', '/frames/c/1/0', '/t/c/0', '/t/zarr.json', '/zarr.json'])(
    'is told so, and what there is of it is no group: %s',
    async failing => {
      const storage = await twoFrames()
      for (const fault of ['flushing', 'closing'] as const) {
        const { files, faults } = faulty(memoryFiles())
        const store = filesStore(files, 'run.zarr')
        const set = async (key: `/${string}`, value: Uint8Array) => {
          if (key === failing) faults[fault] = broken
          await store.set(key, value)
        }
        await expect(exportZarr(storage, { ...store, set })).rejects.toBe(broken)
        delete faults[fault]
        expect(await store.get(failing as `/${string}`)).toBeUndefined()
        const reading = importZarr(store, { session: 'in', backend: memoryFiles() })
        await expect(reading).rejects.toMatchObject({ code: 'ZARR_NOT_FOUND' })
      }
      await storage.close()
    },
  )

  it('leaves no .npy file', async () => {
    const storage = await twoFrames()
    for (const fault of ['flushing', 'closing'] as const) {
      const { files, faults } = faulty(memoryFiles())
      faults[fault] = broken
      await expect(exportNpy(storage, { backend: files, file: 'run.npy' })).rejects.toBe(broken)
      expect(await files.list()).toEqual([])
    }
    await storage.close()
  })
})
