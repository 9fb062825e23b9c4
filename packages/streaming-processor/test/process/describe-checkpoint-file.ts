import { type FileBackend, Manifest } from '@plimsoll/files'
import type { CheckpointState } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { afterEach, describe, expect, it, vi } from 'vitest'

const after = (chunks: number): CheckpointState => ({
  ...{ version: 1, source: 'rows', cut: '10 items', finished: false, skipped: 0 },
  ...{ chunks, items: 10 * chunks, position: { offset: 100 * chunks } },
})

/** What holds for a checkpoint in a file, wherever files lie. */
export function describeCheckpointFile(name: string, create: () => Promise<FileBackend> | FileBackend): void {
  describe(`a checkpoint in a file (${name})`, () => {
    const saved = async (files: FileBackend) => {
      const manifest = await Manifest.open(files, 'state', { readOnly: true })
      try {
        return JSON.parse(new TextDecoder().decode(manifest.content)).chunks
      } finally {
        await manifest.close()
      }
    }
    afterEach(() => {
      vi.useRealTimers()
    })

    it('answers what was saved last', async () => {
      const files = await create()
      const checkpoint = checkpointFile(files, 'state')
      expect(await checkpoint.load()).toBeUndefined()
      for (const chunks of [1, 2, 3]) await checkpoint.save(after(chunks))
      await checkpoint.close()
      const again = checkpointFile(files, 'state')
      expect(await again.load()).toEqual(after(3))
      await again.close()
      await again.clear()
      expect(await again.load()).toBeUndefined()
      await again.close()
    })

    it('writes after each chunk where it is told so', async () => {
      const files = await create()
      const checkpoint = checkpointFile(files, 'state', { everyMs: 0 })
      await checkpoint.load()
      for (const chunks of [1, 2]) {
        await checkpoint.save(after(chunks))
        expect(await saved(files)).toBe(chunks)
      }
      await checkpoint.close()
    })

    it('else puts off what comes too soon, until its time has come', async () => {
      const files = await create()
      const checkpoint = checkpointFile(files, 'state', { everyMs: 60_000 })
      await checkpoint.load()
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
      for (const chunks of [1, 2, 3]) await checkpoint.save(after(chunks))
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(60_000)
      vi.useRealTimers()
      await vi.waitFor(async () => expect(await saved(files)).toBe(3), 20_000)
      await checkpoint.close()
    })

    it('has one run at a time', async () => {
      const files = await create()
      const first = checkpointFile(files, 'state')
      const second = checkpointFile(files, 'state', { lockTimeoutMs: 0 })
      await first.load()
      await expect(second.load()).rejects.toMatchObject({ code: 'FILES_LOCKED' })
      await expect(second.clear()).rejects.toMatchObject({ code: 'FILES_LOCKED' })
      await first.save(after(1))
      await first.close()
      expect(await second.load()).toEqual(after(1))
      await second.close()
    })

    it('refuses a file of something else, and lets go of it', async () => {
      const files = await create()
      const manifest = await Manifest.open(files, 'state')
      await manifest.replace(Uint8Array.of(0xff, 0x7b))
      await manifest.close()
      const checkpoint = checkpointFile(files, 'state', { lockTimeoutMs: 0 })
      for (let times = 0; times < 2; times++) {
        await expect(checkpoint.load()).rejects.toMatchObject({
          code: 'STREAM_CHECKPOINT_DAMAGED',
          message: 'checkpoint "state" holds no JSON; clear it to begin anew, or use another name',
        })
      }
      await checkpoint.clear()
      expect(await checkpoint.load()).toBeUndefined()
      await checkpoint.close()
    })

    it('is cleared where its files are damaged', async () => {
      const files = await create()
      for (const end of ['a', 'b']) {
        const file = await files.open(`state.${end}`, { create: true })
        await file.writeAt(new TextEncoder().encode('this is no manifest'), 0)
        await file.close()
      }
      const checkpoint = checkpointFile(files, 'state')
      await expect(checkpoint.load()).rejects.toMatchObject({ code: 'FILES_DAMAGED' })
      await checkpoint.clear()
      expect(await checkpoint.load()).toBeUndefined()
      await checkpoint.save(after(1))
      await checkpoint.close()
      expect(await saved(files)).toBe(1)
      await checkpoint.clear()
      expect(await files.list()).toEqual([])
    })
  })
}
