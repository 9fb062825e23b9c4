import { opfsFiles } from '@plimsoll/files/opfs'
import { expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { renderVideo } from '../src/video/index.js'
import { decode, pixelAt } from './video-decode.js'
import { cellOf, colourOf, frames, spiral } from './video-scene.js'

it('a film of a storage shows its frames over their global range, and the storage goes on', async () => {
  const backend = opfsFiles({ directory: 'video-storage-test' })
  const storage = await FrameStorage.open({ session: 'film', shape: [6, 8], backend })
  try {
    for (const { index, grid, t } of frames(12, 6, 8)) if (index !== 5) await storage.storeFrame(index, grid, t)
    const film = await renderVideo(storage, { colours: spiral, backend, file: 'film.mp4', frameRate: 10 })
    expect(film).toMatchObject({ frames: 11, durationSeconds: 1.1 })
    const { min, max } = storage.computeGlobalRange()
    const decoded = await decode(film.file)
    const pixels = decoded.frames[5]?.pixels as ImageData
    const distance = colourOf(cellOf(6, 2, 3), min, max).map((part, i) =>
      Math.abs(part - (pixelAt(pixels, 280, 200)[i] as number)),
    )
    expect(Math.max(...distance), 'the sixth picture shows frame 6, for frame 5 is missing').toBeLessThanOrEqual(8)
    await storage.storeFrame(5, new Float32Array(48))
    expect((await storage.getFrame(5))?.grid.length).toBe(48)
  } finally {
    await storage.close()
    await FrameStorage.delete('film', { backend })
    await backend.remove('film.mp4')
  }
})

it('a film of a storage holds three frames at most: two on their way, and one that is read ahead', async () => {
  const backend = opfsFiles({ directory: 'video-storage-test' })
  const storage = await FrameStorage.open({ session: 'ahead', shape: [6, 8], backend })
  try {
    for (const { index, grid } of frames(20, 6, 8)) await storage.storeFrame(index, grid)
    const before = storage.memoryUsage().entries
    let taken = 0
    let most = 0
    const source = {
      shape: storage.shape,
      computeGlobalRange: () => storage.computeGlobalRange(),
      async *getAllFrames() {
        for await (const frame of storage.getAllFrames()) {
          taken++
          yield frame
        }
      },
    }
    const onProgress = ({ frames: encoded }: { frames: number }) => {
      // The one that is being told of is done.
      most = Math.max(most, taken - (encoded - 1) + storage.memoryUsage().entries - before)
    }
    await renderVideo(source, { colours: spiral, backend, file: 'ahead.mp4', onProgress })
    expect([taken, most]).toEqual([20, 3])
  } finally {
    await storage.close()
    await FrameStorage.delete('ahead', { backend })
    await backend.remove('ahead.mp4')
  }
})

it('a film of stored volumes shows a projection, in a range without the outlier', async () => {
  const backend = opfsFiles({ directory: 'video-storage-test' })
  const storage = await FrameStorage.open({ session: 'volumes', shape: [2, 4, 4], backend })
  try {
    const grid = Float32Array.from({ length: 32 }, (_, cell) => (cell < 16 ? 10 : 20))
    for (let index = 0; index < 4; index++) await storage.storeFrame(index, grid)
    grid[0] = 1e9
    await storage.storeFrame(4, grid)
    const project = { axis: 0, by: 'mean' } as const
    const options = { colours: spiral, backend, file: 'volumes.mp4', project, range: 'robust' } as const
    const film = await renderVideo(storage, options)
    const picture = (await decode(film.file)).frames[0]?.pixels as ImageData
    const { min, max } = storage.computeGlobalRange({ robust: true })
    expect([min, max]).toEqual([10, 20])
    const distance = colourOf(15, min, max).map((part, i) => Math.abs(part - (pixelAt(picture, 240, 240)[i] as number)))
    expect(Math.max(...distance)).toBeLessThanOrEqual(8)
  } finally {
    await storage.close()
    await FrameStorage.delete('volumes', { backend })
    await backend.remove('volumes.mp4')
  }
})
