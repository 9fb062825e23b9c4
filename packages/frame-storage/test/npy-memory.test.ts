import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { importNpy, readNpy, writeNpy } from '../src/npy/index.js'
import { npyFile, npyHeader } from './npy-files.js'

const frameBytes = 2 ** 20
const pieceBytes = 65_536
const frames = 200

/** 200 MB in pieces, and how many bytes were handed out. */
function source() {
  const state = { given: 0 }
  const header = npyFile(npyHeader('<f4', [frames, 512, 512]))
  async function* bytes() {
    yield header
    for (; state.given < frames * frameBytes; state.given += pieceBytes) yield new Uint8Array(pieceBytes)
  }
  return { state, bytes: bytes() }
}

describe('an array of 200 MB', () => {
  it('is read with one frame and one piece of the source on the way', async () => {
    const { state, bytes } = source()
    let taken = 0
    let most = 0
    for await (const { grid } of (await readNpy(bytes)).slabs()) {
      most = Math.max(most, state.given - taken)
      taken += grid.byteLength
    }
    expect(taken).toBe(frames * frameBytes)
    expect(most).toBeLessThanOrEqual(frameBytes + pieceBytes)
  })

  it('becomes frames with four of them on the way', async () => {
    const { state, bytes } = source()
    let most = 0
    const storage = await importNpy(bytes, {
      session: 'long',
      backend: memoryFiles(),
      onProgress: ({ frames: stored }) => {
        most = Math.max(most, state.given - (stored - 1) * frameBytes)
      },
    })
    expect(storage.count).toBe(frames)
    expect(most).toBeLessThanOrEqual(4 * frameBytes + pieceBytes)
    await storage.close()
  })

  it('is written when it is asked for, with one frame read ahead', async () => {
    let read = 0
    const grid = new Float32Array(frameBytes / 4)
    const storage = {
      shape: [512, 512],
      dtype: 'float32' as const,
      count: frames,
      missing: () => [],
      async getFrame(index: number) {
        read++
        return { index, t: index, grid }
      },
    }
    const reader = writeNpy(storage).getReader()
    expect(read).toBe(0)
    let written = -1 // the header
    for (; !(await reader.read()).done; written++) expect(read).toBeLessThanOrEqual(written + 3)
    expect([read, written]).toEqual([frames, frames])
  })

  it('gives its storage what it needs to be the size it says', async () => {
    const storage = await FrameStorage.open({ session: 'small', shape: [2], backend: memoryFiles() })
    await storage.storeFrame(0, new Float32Array(2))
    const { header } = await readNpy(writeNpy(storage))
    expect(header).toMatchObject({ shape: [1, 2], dataBytes: 8 })
    await storage.close()
  })
})
