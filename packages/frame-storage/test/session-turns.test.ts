import type { FileBackend } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it, vi } from 'vitest'
import { FrameStorage } from '../src/index.js'

// Somebody else comes in between two steps of a cleaning up, whichever these are: each is tried in turn.
const steps = Array.from({ length: 24 }, (_, step) => step)

/** The files of one finished session, and the same before whose n-th step something is begun. */
async function filesWith(session: string): Promise<{ backend: FileBackend; before: typeof before }> {
  const backend = memoryFiles()
  const storage = await FrameStorage.open({ session, shape: [2], backend })
  await storage.storeFrame(0, Float32Array.of(1, 2))
  await storage.finish()
  await storage.close()
  const before = (step: number, begin: () => void): FileBackend => {
    let taken = 0
    const count = async () => {
      if (taken++ !== step) return
      begin()
      // As far as it comes without the one that is held up here.
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    }
    return new Proxy(backend, {
      get(target, name) {
        const member = Reflect.get(target, name) as unknown
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          await count()
          return member.apply(target, args)
        }
      },
    })
  }
  return { backend, before }
}

describe('a session that is being made', () => {
  it.each(steps)('is marked to stay (before step %i) or is not there yet', async step => {
    const { backend, before } = await filesWith('another')
    let keeping: Promise<boolean> | undefined
    const watched = before(step, () => {
      keeping = FrameStorage.keep('run', { backend })
    })
    const storage = await FrameStorage.open({ session: 'run', shape: [2], backend: watched, cleanup: false })
    const kept = (await keeping) ?? false
    await storage.close()
    const info = (await FrameStorage.sessions({ backend })).find(({ session }) => session === 'run')
    expect(info?.kept).toBe(kept)
  })

  it('is none before its first page is whole', async () => {
    const backend = memoryFiles()
    await (await backend.open('run.frames', { create: true })).close()
    expect(await FrameStorage.keep('run', { backend })).toBe(false)
    expect(await FrameStorage.sessions({ backend })).toEqual([])
  })
})

describe('a turn that somebody holds for good', () => {
  it('refuses who waits for it', async () => {
    const { backend } = await filesWith('run')
    const turn = await backend.lock('run.turn')
    vi.useFakeTimers()
    const opening = FrameStorage.open({ session: 'run', shape: [2], backend, cleanup: false })
    const refused = expect(opening).rejects.toMatchObject({ code: 'FRAMES_SESSION_LOCKED' })
    await vi.advanceTimersByTimeAsync(11_000)
    await refused
    vi.useRealTimers()
    await turn.release()
    await (await FrameStorage.open({ session: 'run', shape: [2], backend })).close()
  })
})

describe('a cleaning up, between two steps of which', () => {
  const options = { olderThanMs: 0 } as const

  it.each(steps)('a session is marked to stay (before step %i), lets it stay where that was answered', async step => {
    const { backend, before } = await filesWith('run')
    let keeping: Promise<boolean> | undefined
    const watched = before(step, () => {
      keeping = FrameStorage.keep('run', { backend })
    })
    const { deleted } = await FrameStorage.cleanup({ ...options, backend: watched })
    const kept = (await keeping) ?? false
    const there = (await FrameStorage.sessions({ backend })).map(session => session.session)
    expect(there).toEqual(deleted.length === 1 ? [] : ['run'])
    if (keeping) expect(kept).toBe(there.length === 1)
    // No mark is left of a session that is gone.
    if (!kept && deleted.length === 1) expect(await backend.list()).toEqual([])
  })

  it.each(steps)(
    'a session is opened to be read (before step %i), leaves its frames or says that it is gone',
    async step => {
      const { backend, before } = await filesWith('run')
      let opening: Promise<FrameStorage | undefined> | undefined
      const watched = before(step, () => {
        opening = FrameStorage.open({ session: 'run', backend, readOnly: true }).then(
          storage => storage as FrameStorage,
          (error: { code?: string }) => {
            expect(error.code).toBe('FRAMES_NO_SESSION')
            return undefined
          },
        )
      })
      const { deleted } = await FrameStorage.cleanup({ ...options, backend: watched })
      const reader = await opening
      if (opening) expect(deleted.length).toBe(reader ? 0 : 1)
      expect((await reader?.getFrame(0))?.grid).toEqual(reader && Float32Array.of(1, 2))
      await reader?.close()
    },
  )
})
