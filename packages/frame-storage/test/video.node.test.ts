import { describe, expect, it } from 'vitest'
import { renderVideo } from '../src/video/index.js'
import { Scene, spiral } from './video-scene.js'

describe('renderVideo where there is no WebCodecs', () => {
  it('says so and what to do, and leaves the source alone', async () => {
    const scene = new Scene(3, [4, 4])
    await expect(renderVideo(scene, { colours: spiral })).rejects.toMatchObject({
      name: 'FrameStorageError',
      code: 'VIDEO_UNSUPPORTED',
      message: expect.stringMatching(/as .npy.*paintFrame works everywhere/),
    })
    expect(scene.taken).toBe(0)
  })

  it('refuses films that browsers take and die of, before anything starts', async () => {
    const scene = new Scene(3, [300, 300])
    await expect(renderVideo(scene, { colours: spiral, scale: 50 })).rejects.toMatchObject({
      code: 'VIDEO_UNSUPPORTED',
      message: expect.stringContaining('15000 × 15000 pixels (scale 50)'),
    })
    expect(scene.taken).toBe(0)
  })
})
