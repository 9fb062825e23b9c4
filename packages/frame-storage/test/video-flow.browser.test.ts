import { describe, expect, it } from 'vitest'
import type { Frame } from '../src/frame.js'
import { renderVideo, type VideoProgress } from '../src/video/index.js'
import { decode, pixelAt } from './video-decode.js'
import { expectColour, filmRoom, Workers } from './video-room.js'
import { colourOf, spiral as colours, frames, Scene } from './video-scene.js'

const { backend } = filmRoom('video-flow-test')

describe('renderVideo', () => {
  it('tells of each frame, in order, and of the bytes', async () => {
    const heard: VideoProgress[] = []
    const { file } = await renderVideo(new Scene(40, [8, 8]), {
      colours,
      backend,
      onProgress: step => heard.push(step),
    })
    expect(heard.map(({ frames }) => frames)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    expect(heard.at(-1)?.bytes).toBeGreaterThan(0)
    expect(heard.at(-1)?.bytes).toBeLessThanOrEqual(file.size)
  })

  it('has two frames on their way at most', async () => {
    const scene = new Scene(40, [8, 8])
    let most = 0
    const onProgress = ({ frames }: VideoProgress) => {
      // The one that is being told of is done.
      most = Math.max(most, scene.taken - (frames - 1))
    }
    await renderVideo(scene, { colours, backend, onProgress })
    expect(scene.taken).toBe(40)
    expect(most).toBe(2)
  })

  it('moves the buffers of a source, and leaves those of an iterable alone', async () => {
    const list = [...frames(3, 4, 4)]
    const iterable = { colours, backend, shape: [4, 4], range: { min: 0, max: 255 } }
    await renderVideo(list, iterable)
    expect(list.map(({ grid }) => grid.length)).toEqual([16, 16, 16])
    const source = {
      shape: [4, 4],
      computeGlobalRange: () => ({ min: 0, max: 255 }),
      getAllFrames: async function* () {
        yield* list
      },
    }
    await renderVideo(source, { colours, backend })
    expect(list.map(({ grid }) => grid.length)).toEqual([0, 0, 0])
  })

  it('copies grids that are part of a larger buffer', async () => {
    const whole = new Float32Array(32)
    const part: Frame = { index: 0, t: 0, grid: whole.subarray(16) }
    const source = {
      shape: [4, 4],
      computeGlobalRange: () => ({ min: 0, max: 1 }),
      getAllFrames: async function* () {
        yield part
      },
    }
    await renderVideo(source, { colours, backend })
    expect(whole.length).toBe(32)
  })

  it('takes frames in shared memory as they are when they are handed out', async () => {
    const shared = new Float32Array(new SharedArrayBuffer(16))
    async function* reused(): AsyncGenerator<Frame> {
      for (const index of [0, 1, 2]) yield { index, t: index, grid: shared.fill(index) }
    }
    const { file } = await renderVideo(reused(), { colours, backend, shape: [2, 2], range: { min: 0, max: 2 } })
    const decoded = await decode(file)
    for (const [index, { pixels }] of decoded.frames.entries())
      expectColour(pixelAt(pixels, 100, 100), colourOf(index, 0, 2), `frame ${index}`)
  })

  it('leaves no worker behind', async () => {
    const workers = new Workers()
    await renderVideo(new Scene(3, [4, 4]), { colours, backend, worker: workers.start })
    expect(workers).toMatchObject({ started: 1, running: 0 })
  })
})
