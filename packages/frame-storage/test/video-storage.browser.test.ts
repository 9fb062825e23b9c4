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
