import { describe, expect, it } from 'vitest'
import type { FileBackend, Files } from '../src/index.browser.js'

/** The promises of every backend's locks. `create` answers an empty one; `again` another that sees the same files. */
export function describeLocks(create: () => Promise<{ files: FileBackend; again(): FileBackend }>): void {
  describe('its locks', () => {
    it('knows which locks are held, and whether what is stored will stay', async () => {
      const { files, again } = await create()
      const other = again() as Partial<Files>
      const lock = await files.lock('a/f')
      // One that is asked from another thread answers the calls of a backend alone.
      const held = await other.lockedNames?.()
      await lock.release()
      // What was answered stays as it was.
      if (held) expect([...held]).toEqual(['a/f'])
      if (other.lockedNames) expect([...(await other.lockedNames())]).toEqual([])
      if (other.persist) expect(typeof (await other.persist())).toBe('boolean')
    })

    it('gives a lock to one at a time', async () => {
      const { files, again } = await create()
      const other = again()
      const lock = await files.lock('f', { timeoutMs: 0 })
      await expect(other.lock('f', { timeoutMs: 0 })).rejects.toMatchObject({
        name: 'FilesError',
        code: 'FILES_LOCKED',
      })
      await (await other.lock('g', { timeoutMs: 100 })).release()
      const next = other.lock('f')
      await lock.release()
      await lock.release()
      const held = await next
      await expect(files.lock('f', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'FILES_LOCKED' })
      await held.release()
      expect(await files.list()).toEqual([])
    })

    it('stops waiting for a lock when told to', async () => {
      const { files, again } = await create()
      const lock = await files.lock('f')
      const stop = new AbortController()
      const waiting = again().lock('f', { signal: stop.signal })
      stop.abort(new Error('no longer'))
      await expect(waiting).rejects.toThrow('no longer')
      await expect(files.lock('g', { signal: stop.signal })).rejects.toThrow('no longer')
      await lock.release()
      await (await files.lock('f', { timeoutMs: 1000 })).release()
    })

    it.each([Number.NaN, -1, '5', null])('refuses to wait for %s ms', async timeoutMs => {
      const { files } = await create()
      for (const use of [
        () => files.lock('f', { timeoutMs } as never),
        () => files.open('f', { create: true, timeoutMs } as never),
      ]) {
        const refused = use()
        await expect(refused).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_INVALID_OPTIONS' })
        await expect(refused).rejects.toThrow('; use milliseconds from 0, or Infinity')
      }
      expect(await files.list()).toEqual([])
    })

    it.each([2 ** 31, 3e9, Number.POSITIVE_INFINITY])('waits for a lock, be it for %d ms', async timeoutMs => {
      const { files, again } = await create()
      const lock = await files.lock('f')
      const waiting = again().lock('f', { timeoutMs })
      // Each backend would have given up by then.
      await expect(again().lock('f', { timeoutMs: 20 })).rejects.toMatchObject({ code: 'FILES_LOCKED' })
      await lock.release()
      await (await waiting).release()
    })

    it('lets one of many contenders in at a time', async () => {
      const { files, again } = await create()
      let inside = 0
      let most = 0
      const turns = Array.from({ length: 6 }, async (_, at) => {
        const lock = await (at % 2 ? files : again()).lock('f')
        most = Math.max(most, ++inside)
        await files.list()
        inside--
        await lock.release()
      })
      await Promise.all(turns)
      expect(most).toBe(1)
    })
  })
}
