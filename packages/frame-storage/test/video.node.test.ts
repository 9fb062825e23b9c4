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
})
