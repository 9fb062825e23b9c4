import type { FileBackend } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'

async function store(backend: FileBackend, session: string): Promise<void> {
  const storage = await FrameStorage.open({ session, shape: [1], backend, frames: 1, cleanup: false })
  await storage.storeFrame(0, Float32Array.of(7))
  await storage.close()
}

async function copy(backend: FileBackend, from: string, to: string): Promise<void> {
  const [source, target] = [await backend.open(from), await backend.open(to, { create: true })]
  const bytes = new Uint8Array(await source.size())
  await source.readAt(bytes, 0)
  await target.writeAt(bytes, 0)
  await source.close()
  await target.close()
}

const sessionsOf = async (backend: FileBackend) =>
  (await FrameStorage.sessions({ backend })).map(({ session }) => session).sort()

describe('a session', () => {
  it('whose name looks like a mark or a lock of another is left alone by it', async () => {
    const backend = memoryFiles()
    const names = ['run.used-oil', 'run.used-1', 'run.keep', 'run.finished', 'run.reader-b']
    for (const session of names) await store(backend, session)
    await store(backend, 'run')
    const other = await FrameStorage.open({ session: 'run.reader-b', shape: [1], backend })
    // Nobody reads `run`, and it is opened, marked and deleted alone.
    await FrameStorage.keep('run', { backend })
    await (await FrameStorage.open({ session: 'run', backend, readOnly: true })).close()
    expect(await FrameStorage.delete('run', { backend })).toBe(true)
    await other.close()
    expect(await sessionsOf(backend)).toEqual(names.sort())
    for (const session of names) {
      const storage = await FrameStorage.open({ session, shape: [1], backend })
      expect([session, (await storage.getFrame(0))?.grid[0]]).toEqual([session, 7])
      await storage.close()
    }
  })

  it('whose file is a copy of another’s is refused: by its own name it would be the other', async () => {
    const backend = memoryFiles()
    await store(backend, 'heat')
    await copy(backend, 'heat.frames', 'backup.frames')
    const refused = { code: 'FRAMES_SESSION_MISMATCH', message: expect.stringMatching(/"backup".*"heat"/) }
    const write = FrameStorage.open({ session: 'backup', shape: [1], backend })
    await expect(write).rejects.toMatchObject(refused)
    const read = FrameStorage.open({ session: 'backup', backend, readOnly: true })
    await expect(read).rejects.toMatchObject(refused)
    expect(await sessionsOf(backend)).toEqual(['heat'])
    expect(await FrameStorage.delete('backup', { backend })).toBe(true)
    expect(await sessionsOf(backend)).toEqual(['heat'])
  })

  it('is no file in a folder, nor one that somebody else named', async () => {
    const backend = memoryFiles()
    await store(backend, 'heat')
    const others = ['old/heat.frames', 'he at.frames', '%.frames', '%68eat.frames', `${'x'.repeat(190)}.frames`]
    for (const name of others) await copy(backend, 'heat.frames', name)
    for (const name of ['old/heat.finished', '%68eat.finished', 'heat.used-', 'heat.used-1/x']) {
      await copy(backend, 'heat.finished', name)
      others.push(name)
    }
    expect(await sessionsOf(backend)).toEqual(['heat'])
    const { deleted } = await FrameStorage.cleanup({ backend, olderThanMs: 0, unfinished: true })
    expect(deleted.map(({ session }) => session)).toEqual(['heat'])
    expect((await backend.list()).map(({ name }) => name)).toEqual(others.sort())
  })
})
