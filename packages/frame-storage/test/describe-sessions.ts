import type { FileBackend } from '@plimsoll/files'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FrameStorage, type OpenFrameStorageOptions } from '../src/index.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The promises about sessions as a whole, wherever the engine runs. `create` answers an empty backend. */
export function describeSessions(name: string, create: () => Promise<FileBackend>): void {
  describe(`the sessions of a backend ${name}`, () => {
    let backend: FileBackend
    const opened: { close(): Promise<void> }[] = []
    beforeEach(async () => {
      backend = await create()
    })
    afterEach(async () => {
      vi.useRealTimers()
      for (const storage of opened.splice(0)) await storage.close()
    })
    const open = async (session: string, options: Partial<OpenFrameStorageOptions> = {}) => {
      const storage = await FrameStorage.open({ session, shape: [2], backend, ...options })
      opened.push(storage)
      return storage
    }
    const read = async (session: string) => {
      const storage = await FrameStorage.open({ session, backend, readOnly: true })
      opened.push(storage)
      return storage
    }
    const grid = (value: number) => Float32Array.of(value, value)
    const store = async (session: string, options: Partial<OpenFrameStorageOptions> = {}) => {
      const storage = await open(session, options)
      await storage.storeFrame(0, grid(1))
      await storage.close()
    }
    const names = async () => (await FrameStorage.sessions({ backend })).map(({ session }) => session)
    const later = (ms: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
    }
    const infoOf = async (session: string) =>
      (await FrameStorage.sessions({ backend })).find(info => info.session === session)

    it('are told with all that is known of them', async () => {
      const before = Date.now()
      const storage = await open('a run: ä *~', { meta: { model: 'heat' } })
      await storage.storeFrame(0, grid(1))
      const info = await infoOf('a run: ä *~')
      expect(info).toMatchObject({ shape: [2], dtype: 'float32', meta: { model: 'heat' }, records: 1 })
      expect(info).toMatchObject({ kept: false, finished: false, locked: true })
      expect(info?.bytes).toBeGreaterThan(8)
      // Files may tell their time in whole seconds.
      expect(info?.lastAccessMs).toBeGreaterThan(before - 2000)
      await storage.close()
      expect(await infoOf('a run: ä *~')).toMatchObject({ locked: false })
    })

    it('are listed as they are named, those with dots, too, and each has its own marks', async () => {
      for (const session of ['a', 'a.keep', 'a.frames']) await store(session)
      await FrameStorage.keep('a', { backend })
      const kept = (await FrameStorage.sessions({ backend })).map(info => [info.session, info.kept])
      expect(kept.sort()).toEqual([
        ['a', true],
        ['a.frames', false],
        ['a.keep', false],
      ])
    })

    it('leave no file behind when they are deleted', async () => {
      await store('run', { frames: 1 })
      await FrameStorage.keep('run', { backend })
      expect(await FrameStorage.delete('run', { backend })).toBe(true)
      expect(await backend.list()).toEqual([])
    })

    describe('that are finished', () => {
      it('are those that have as many frames as were to come', async () => {
        const storage = await open('run', { frames: 2 })
        await storage.storeFrame(1, grid(1))
        await storage.storeFrame(7, grid(1))
        expect([storage.finished, (await infoOf('run'))?.finished]).toEqual([false, false])
        expect([storage.frames, storage.end, storage.missing()]).toEqual([2, 8, [0]])
        await storage.storeFrame(0, grid(1))
        expect([storage.finished, (await infoOf('run'))?.finished]).toEqual([true, true])
        await storage.close()
        const more = await open('run', { frames: 3 })
        expect([more.finished, (await infoOf('run'))?.finished]).toEqual([false, false])
        await more.storeFrame(2, grid(1))
        expect((await infoOf('run'))?.finished).toBe(true)
      })

      it('or of which their writer says so, until a frame comes', async () => {
        const storage = await open('run')
        await storage.storeFrame(0, grid(1))
        expect((await infoOf('run'))?.finished).toBe(false)
        await storage.finish()
        await storage.close()
        expect((await infoOf('run'))?.finished).toBe(true)
        const again = await open('run')
        expect(again.finished).toBe(true)
        await again.storeFrame(1, grid(1))
        expect([again.finished, (await infoOf('run'))?.finished]).toEqual([false, false])
      })

      it('hand nothing on to a new one of their name', async () => {
        await store('run', { frames: 1 })
        await FrameStorage.keep('run', { backend })
        // As a deletion leaves it that was cut short.
        await backend.remove('run.frames')
        await (await open('run')).close()
        expect(await infoOf('run')).toMatchObject({ finished: false, kept: false })
      })
    })

    describe('that are cleaned up', () => {
      it('are the finished ones that were not used for long enough, the oldest first', async () => {
        await store('old', { frames: 1 })
        later(10 * minuteMs)
        await store('young', { frames: 1, cleanup: false })
        later(55 * minuteMs)
        const bytes = (await infoOf('old'))?.bytes as number
        const report = await FrameStorage.cleanup({ backend })
        expect(report).toEqual({
          deleted: [{ session: 'old', bytes, lastAccessMs: expect.any(Number) }],
          bytes,
          failed: [],
        })
        expect(await names()).toEqual(['young'])
        const { deleted } = await FrameStorage.cleanup({ backend, olderThanMs: 0 })
        expect([deleted.map(({ session }) => session), await backend.list()]).toEqual([['young'], []])
      })

      it('are none that are kept, unfinished or open to be written', async () => {
        for (const session of ['kept', 'open', 'unkept']) await store(session, { frames: 1 })
        await store('unfinished')
        expect(await FrameStorage.keep('kept', { backend })).toBe(true)
        expect(await FrameStorage.keep('unkept', { backend })).toBe(true)
        expect(await FrameStorage.unkeep('unkept', { backend })).toBe(true)
        expect(await FrameStorage.keep('nobody', { backend })).toBe(false)
        await open('open', { frames: 1 })
        later(2 * hourMs)
        await FrameStorage.cleanup({ backend })
        expect((await names()).sort()).toEqual(['kept', 'open', 'unfinished'])
        await FrameStorage.cleanup({ backend, unfinished: true })
        expect((await names()).sort()).toEqual(['kept', 'open'])
      })

      it('are none that somebody reads; nor are those deleted by name', async () => {
        await store('run', { frames: 1 })
        const reader = await read('run')
        later(2 * hourMs)
        expect(await infoOf('run')).toMatchObject({ locked: true })
        expect(await FrameStorage.cleanup({ backend })).toEqual({ deleted: [], bytes: 0, failed: [] })
        await expect(FrameStorage.delete('run', { backend })).rejects.toMatchObject({ code: 'FRAMES_SESSION_LOCKED' })
        await reader.getFrame(0)
        await reader.close()
        expect((await FrameStorage.cleanup({ backend })).deleted).toEqual([])
        later(2 * hourMs)
        expect((await FrameStorage.cleanup({ backend })).deleted.length).toBe(1)
      })

      it('are as old as their last access: an opening, a reading, a writing', async () => {
        const storage = await open('run')
        await storage.storeFrame(0, grid(1))
        await storage.finish()
        // A use is marked beside the call that it was noted in.
        const hasAge = (hours: number) =>
          vi.waitFor(async () => {
            const { lastAccessMs = 0 } = (await infoOf('run')) ?? {}
            expect(Math.round((Date.now() - lastAccessMs) / hourMs)).toBe(hours)
          }, 20_000)
        later(3 * hourMs)
        await hasAge(3)
        await storage.getFrame(0)
        await hasAge(0)
        later(3 * hourMs)
        for await (const _ of storage.getAllFrames());
        await hasAge(0)
        later(3 * hourMs)
        await storage.getSlice(0, [1])
        await hasAge(0)
        later(3 * hourMs)
        await storage.getSeries([1])
        await hasAge(0)
        later(3 * hourMs)
        await storage.close()
        await hasAge(3)
        await (await read('run')).close()
        await hasAge(0)
      })

      it('go when another is opened, unless that says otherwise', async () => {
        await store('old', { frames: 1 })
        later(2 * hourMs)
        const first = await open('first', { cleanup: false })
        expect([first.cleaned.deleted, await names()]).toEqual([[], ['first', 'old']])
        const second = await open('second', { cleanup: { olderThanMs: 3 * hourMs } })
        expect(second.cleaned.deleted).toEqual([])
        const third = await open('third')
        expect(third.cleaned.deleted).toMatchObject([{ session: 'old' }])
        expect(third.cleaned.bytes).toBeGreaterThan(0)
        expect(await names()).toEqual(['first', 'second', 'third'])
      })

      it('is never the one that is opened', async () => {
        await store('run', { frames: 1 })
        later(5 * hourMs)
        expect((await open('run', { frames: 1 })).count).toBe(1)
      })
    })

    it('refuse rules that say nothing', async () => {
      const refusals: [object, string][] = [
        [{ olderThanMs: -1 }, 'olderThanMs -1'],
        [{ olderThanMs: '1h' }, 'olderThanMs "1h"'],
        [{ olderThan: 1 }, 'no option "olderThan"'],
      ]
      for (const [rules, text] of refusals) {
        const message = expect.stringContaining(text)
        await expect(FrameStorage.cleanup({ backend, ...rules })).rejects.toMatchObject({ message })
        await expect(open('run', { cleanup: rules })).rejects.toMatchObject({ code: 'FRAMES_INVALID_OPTIONS', message })
      }
      for (const options of [{ frames: 0 }, { frames: 1.5 }, { readOnly: 1 }, { cleanup: true }]) {
        await expect(open('run', options as never)).rejects.toMatchObject({ code: 'FRAMES_INVALID_OPTIONS' })
      }
      expect(await backend.list()).toEqual([])
    })

    describe('that are read beside their writer', () => {
      it('show what was stored by then, and more when asked to look', async () => {
        const writer = await open('run', { meta: 'heat' })
        await writer.storeFrame(0, grid(1))
        const reader = await read('run')
        expect([reader.shape, reader.dtype, reader.meta, reader.readOnly]).toEqual([[2], 'float32', 'heat', true])
        expect(await reader.getFrame(0)).toEqual({ index: 0, t: 0, grid: grid(1) })
        await writer.storeFrame(1, grid(2), 0.5)
        await writer.storeFrame(0, grid(5))
        expect([reader.count, await reader.getFrame(1)]).toEqual([1, undefined])
        expect([await reader.refresh(), await reader.refresh(), reader.count]).toEqual([2, 0, 2])
        expect(await reader.getFrame(1)).toEqual({ index: 1, t: 0.5, grid: grid(2) })
        expect(await reader.getFrame(0)).toEqual({ index: 0, t: 0, grid: grid(5) })
        expect(reader.computeGlobalRange()).toEqual(writer.computeGlobalRange())
        // As many readers as there are, and the writer goes on.
        const other = await read('run')
        await writer.storeFrame(2, grid(3))
        await writer.close()
        expect([await other.refresh(), await reader.refresh()]).toEqual([1, 1])
        await reader.close()
        expect((await other.getFrame(2))?.grid).toEqual(grid(3))
      })

      it('miss what the writer has found damaged since, though they have an older frame of that index', async () => {
        await store('run')
        const reader = await read('run')
        const writer = await open('run')
        await writer.storeFrame(0, grid(2))
        await writer.storeFrame(1, grid(3))
        await writer.close()
        const file = await backend.open('run.frames')
        // Of eight bytes of values, eight of the sample and 72 of the footer.
        await file.writeAt(Uint8Array.of(1), 4096 + 88)
        await file.close()
        const second = await open('run')
        await expect(second.getFrame(0)).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
        await second.close()
        expect([reader.count, await reader.refresh(), reader.missing()]).toEqual([1, 1, [0]])
        expect(await reader.getFrame(0)).toBeUndefined()
        expect(reader.computeGlobalRange()).toMatchObject({ min: 3, max: 3 })
      })

      it('store nothing', async () => {
        await store('run')
        const reader = await read('run')
        const code = 'FRAMES_READ_ONLY'
        await expect(reader.storeFrame(0, grid(1))).rejects.toMatchObject({ code })
        await expect(reader.finish()).rejects.toMatchObject({ code })
        await reader.flush()
        await reader.close()
        await expect(reader.refresh()).rejects.toMatchObject({ code: 'FRAMES_CLOSED' })
      })

      it('keep nobody from writing', async () => {
        await store('run')
        await read('run')
        const writer = await open('run', { lockTimeoutMs: 0 })
        await writer.storeFrame(1, grid(2))
        expect(writer.count).toBe(2)
      })

      it('must exist, and be of the shape and type that was said', async () => {
        await store('run')
        const code = (options: object) =>
          FrameStorage.open({ session: 'run', backend, readOnly: true, ...options }).catch(error => error.code)
        expect(await code({ session: 'nobody' })).toBe('FRAMES_NO_SESSION')
        expect(await code({ shape: [3] })).toBe('FRAMES_SESSION_MISMATCH')
        expect(await code({ dtype: 'float64' })).toBe('FRAMES_SESSION_MISMATCH')
        expect(await code({ frames: 2 })).toBe('FRAMES_INVALID_OPTIONS')
        expect((await backend.list()).filter(({ name }) => name.startsWith('nobody'))).toEqual([])
      })
    })
  })
}
