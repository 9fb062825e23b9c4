import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'

const pageBytes = 4096

/** A session's file, closed, with so many frames; `bytes` is what it holds. */
async function stored(frames: number) {
  const backend = memoryFiles()
  const open = () => FrameStorage.open({ session: 'run', shape: [2], backend })
  const storage = await open()
  for (let index = 0; index < frames; index++) await storage.storeFrame(index, Float32Array.of(index, index))
  await storage.close()
  const file = await backend.open('run.frames')
  const bytes = async () => {
    const all = new Uint8Array(await file.size())
    await file.readAt(all, 0)
    return all
  }
  return { backend, file, open, bytes }
}

describe('the first page of a session', () => {
  it('of another version is named, and nothing of it is touched, with frames or without', async () => {
    for (const frames of [0, 2]) {
      const { backend, file, open, bytes } = await stored(frames)
      await file.writeAt(Uint8Array.of(2, 1), 8)
      const before = await bytes()
      await expect(open()).rejects.toMatchObject({
        name: 'FrameStorageError',
        code: 'FRAMES_UNKNOWN_VERSION',
        message: expect.stringMatching(/"run" was written by another version .*format 258; this one reads 2.*update/),
      })
      // It may be as short as it likes.
      await file.truncate(12)
      await expect(open()).rejects.toMatchObject({ code: 'FRAMES_UNKNOWN_VERSION' })
      expect(await bytes()).toEqual(before.slice(0, 12))
      expect(await FrameStorage.sessions({ backend })).toEqual([])
    }
  })

  it('is written again wherever it was torn', async () => {
    for (let size = 0; size < pageBytes; size += size < 200 ? 1 : 97) {
      const { file, open, bytes } = await stored(0)
      const whole = await bytes()
      await file.truncate(size)
      await (await open()).close()
      expect(await bytes()).toEqual(whole)
    }
  })

  it('is left alone where it is none: a short file may be somebody else’s', async () => {
    for (const text of ['x', 'PLFRAMEX', 'PLFRAMES\u0001x', 'not a session, but more than twenty-four bytes']) {
      const { file, open, bytes } = await stored(0)
      const others = new TextEncoder().encode(text)
      await file.truncate(0)
      await file.writeAt(others, 0)
      await expect(open()).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
      expect(await bytes()).toEqual(others)
    }
  })

  it('keeps the frames behind it, whichever byte of it is wrong', async () => {
    const jsonBytes = (await (await stored(1)).bytes())[12] as number
    for (let byte = 0; byte < 24 + jsonBytes; byte++) {
      const { file, open, bytes } = await stored(1)
      const before = await bytes()
      before[byte] = (before[byte] as number) ^ (1 << (byte % 8))
      await file.writeAt(before.subarray(0, pageBytes), 0)
      const code = byte >= 8 && byte < 12 ? 'FRAMES_UNKNOWN_VERSION' : 'FRAMES_DAMAGED'
      await expect(open(), `byte ${byte}`).rejects.toMatchObject({ code })
      expect(await bytes()).toEqual(before)
    }
  })

  it('keeps the frames behind it where it says, at one with itself, that it is longer than the file', async () => {
    for (const frames of [1, 40]) {
      const { file, open, bytes } = await stored(frames)
      const before = await bytes()
      const pages = Math.ceil(before.length / pageBytes) + 1
      new DataView(before.buffer).setUint32(12, pages * pageBytes - 24, true)
      new DataView(before.buffer).setUint32(16, pages * pageBytes, true)
      await file.writeAt(before, 0)
      await expect(open()).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
      expect(await bytes()).toEqual(before)
    }
  })
})
