import type { FileBackend } from '@plimsoll/files'
import { FilesError } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'

async function store(backend: FileBackend, ...sessions: string[]): Promise<void> {
  for (const session of sessions) {
    const storage = await FrameStorage.open({ session, shape: [2], backend, frames: 1, cleanup: false })
    await storage.storeFrame(0, Float32Array.of(1, 2))
    await storage.close()
  }
}

const namesOf = async (backend: FileBackend) => (await FrameStorage.sessions({ backend })).map(({ session }) => session)

/** The same files, of which one name cannot be used in some way. */
function refusing(backend: FileBackend, method: 'open' | 'remove', name: string, error: Error): FileBackend {
  return new Proxy(backend, {
    get(target, key) {
      const member = Reflect.get(target, key) as unknown
      if (typeof member !== 'function') return member
      return async (...args: unknown[]) => {
        if (key === method && args[0] === name) throw error
        return member.apply(target, args)
      }
    },
  })
}

describe('a session that cannot be removed', () => {
  it('keeps no other from being cleaned up, and is told of', async () => {
    const backend = memoryFiles()
    await store(backend, 'a', 'b', 'c')
    const error = new FilesError('FILES_LOCKED', 'in use elsewhere')
    const report = await FrameStorage.cleanup({
      backend: refusing(backend, 'remove', 'b.frames', error),
      olderThanMs: 0,
    })
    expect(report.deleted.map(({ session }) => session).sort()).toEqual(['a', 'c'])
    expect(report.failed).toEqual([{ session: 'b', error }])
    expect(await namesOf(backend)).toEqual(['b'])
  })
})

describe('what a removal left that was cut short', () => {
  it('goes with the next cleaning up', async () => {
    const backend = memoryFiles()
    await store(backend, 'a', 'b')
    await backend.remove('a.frames')
    await FrameStorage.cleanup({ backend, unfinished: true })
    const names = (await backend.list()).map(({ name }) => name.split('.')[0])
    expect(new Set(names)).toEqual(new Set(['b']))
  })
})

describe('a mark that cannot be set', () => {
  const full = new FilesError('FILES_FULL', 'no room', { neededBytes: 1 })

  it('refuses no frame that is stored, nor the opening, and is set when it can be', async () => {
    const files = memoryFiles()
    const backend = refusing(files, 'open', 'run.finished', full)
    const options = { session: 'run', shape: [2], frames: 1, cleanup: false } as const
    const storage = await FrameStorage.open({ ...options, backend })
    await storage.storeFrame(0, Float32Array.of(1, 2))
    expect([storage.has(0), storage.finished]).toEqual([true, false])
    await storage.close()
    const again = await FrameStorage.open({ ...options, backend })
    expect(again.finished).toBe(false)
    await again.close()
    await (await FrameStorage.open({ ...options, backend: files })).close()
    expect(await FrameStorage.sessions({ backend: files })).toMatchObject([{ finished: true }])
  })
})

describe('a backend that does not tell which locks are held', () => {
  it('keeps what may be read from being cleaned up', async () => {
    const files = memoryFiles()
    await store(files, 'run')
    const { kind, directory } = files
    const backend: FileBackend = {
      kind,
      directory,
      open: (...args) => files.open(...args),
      list: prefix => files.list(prefix),
      remove: name => files.remove(name),
      lock: (...args) => files.lock(...args),
      estimate: () => files.estimate(),
      blob: (...args) => files.blob(...args),
    }
    const reader = await FrameStorage.open({ session: 'run', backend, readOnly: true })
    expect((await FrameStorage.cleanup({ backend, olderThanMs: 0 })).deleted).toEqual([])
    expect((await reader.getFrame(0))?.grid).toEqual(Float32Array.of(1, 2))
    await reader.close()
  })
})
