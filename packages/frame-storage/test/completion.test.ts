import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage, type OpenFrameStorageOptions } from '../src/index.js'
import { faulty } from './faulty-files.js'

const grid = (value: number) => Float32Array.of(value, value)

async function opened(options: Partial<OpenFrameStorageOptions> = {}) {
  const memory = memoryFiles()
  const { files, faults } = faulty(memory)
  const storage = await FrameStorage.open({ session: 'run', shape: [2], backend: files, ...options })
  const bytes = async () => (await memory.list('run.frames'))[0]?.size
  const isMarked = async () => (await memory.list('run.finished')).length > 0
  return { storage, files, faults, bytes, isMarked }
}

describe('a session that was finished', () => {
  it('takes a frame only when nothing says any longer that all are there', async () => {
    const { storage, faults, bytes, isMarked } = await opened()
    await storage.storeFrame(0, grid(0))
    await storage.finish()
    const before = await bytes()
    let remove = () => {}
    faults.beforeRemove = new Promise(resolve => {
      remove = resolve
    })
    const one = grid(1)
    const given = grid(2)
    const storing = [
      storage.storeFrame(1, one),
      storage.storeFrame(1, given, 1, { transfer: true }),
      storage.storeFrame(2, one),
    ]
    one.fill(-1)
    await storage.flush()
    expect([await bytes(), await isMarked(), given.length]).toEqual([before, true, 0])
    remove()
    await Promise.all(storing)
    expect([await isMarked(), storage.finished]).toEqual([false, false])
    expect((await storage.getFrame(1))?.grid).toEqual(grid(2))
    expect((await storage.getFrame(2))?.grid).toEqual(grid(1))
    await storage.close()
  })

  it('stays as it is where that cannot be taken back', async () => {
    const { storage, faults, bytes, isMarked } = await opened()
    await storage.storeFrame(0, grid(0))
    await storage.finish()
    const before = await bytes()
    faults.removing = new Error('no right to remove')
    const storing = [1, 2].map(index => storage.storeFrame(index, grid(index)))
    for (const refused of storing) await expect(refused).rejects.toThrow('no right to remove')
    expect([await bytes(), await isMarked(), storage.finished, storage.count]).toEqual([before, true, true, 1])
    delete faults.removing
    await storage.storeFrame(1, grid(1))
    expect([await isMarked(), storage.count]).toEqual([false, 2])
    await storage.close()
  })

  it.each([
    ['slice', (storage: FrameStorage) => storage.getSlice(0, [1])],
    ['series', (storage: FrameStorage) => storage.getSeries([1])],
    ['frame', (storage: FrameStorage) => storage.getFrame(0)],
  ])('is so no longer when a %s of it is found damaged', async (_, read) => {
    const { storage, files, isMarked } = await opened({ frames: 1 })
    await storage.storeFrame(0, grid(0))
    await storage.storeFrame(5, grid(5))
    expect([await isMarked(), storage.finished]).toEqual([true, true])
    const file = await files.open('run.frames')
    await file.truncate(4096)
    await expect(read(storage)).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
    expect([await isMarked(), storage.finished, storage.has(0)]).toEqual([false, false, false])
    await file.close()
    await storage.close()
  })
})

describe('a session that is closed while its last frame is stored', () => {
  it('is marked as finished by then', async () => {
    const { storage, files, faults, isMarked } = await opened({ frames: 2 })
    const slowly = async () => {
      for (let turn = 0; turn < 100; turn++) await files.list()
    }
    faults.beforeOpen = name => (name === 'run.finished' ? slowly() : undefined)
    const storing = [0, 1].map(index => storage.storeFrame(index, grid(index)))
    await storage.close()
    expect(await isMarked()).toBe(true)
    await Promise.all(storing)
  })
})
