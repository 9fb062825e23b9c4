import { describe, expect, it } from 'vitest'
import { renderVideo } from '../src/video/index.js'
import { decode, pixelAt } from './video-decode.js'
import { expectColour, filmRoom, rejection } from './video-room.js'
import { colourOf, spiral as colours } from './video-scene.js'

const { backend } = filmRoom('video-ranges-test')

/** Volumes of three planes, each all of one value: 10, 20 and 60 more from frame to frame. */
const volumes = {
  shape: [3, 4, 5],
  computeGlobalRange: (options?: { robust?: boolean }) => ({ min: 0, max: options?.robust ? 100 : 255 }),
  async *getAllFrames() {
    for (let index = 0; index < 5; index++) {
      const grid = Float32Array.from({ length: 60 }, (_, cell) => [10, 20, 60][Math.floor(cell / 20)] as number)
      yield { index, t: index, grid: grid.map(value => value + index) }
    }
  },
}

async function secondFrame(options: object): Promise<number[]> {
  const { file, width, height } = await renderVideo(volumes, { colours, backend, scale: 20, ...options })
  const picture = (await decode(file)).frames[1]?.pixels as ImageData
  expect([picture.width, picture.height]).toEqual([width, height])
  return [width, height, ...pixelAt(picture, 30, 30)]
}

describe('a film of volumes', () => {
  it('shows a slice across any axis', async () => {
    const [width, height, ...colour] = await secondFrame({ slice: { axis: 0, index: 1 } })
    expect([width, height]).toEqual([100, 80])
    expectColour(colour, colourOf(21, 0, 255), 'the plane in the middle')
    const [across, down, ...upper] = await secondFrame({ slice: { axis: 2, index: 4 } })
    expect([across, down]).toEqual([80, 60])
    expectColour(upper, colourOf(21, 0, 255), 'row 1 is plane 1')
  })

  it('shows a projection, the largest or the mean', async () => {
    const [, , ...most] = await secondFrame({ project: { axis: 0, by: 'max' } })
    expectColour(most, colourOf(61, 0, 255), 'the largest')
    const [, , ...mean] = await secondFrame({ project: { axis: 0, by: 'mean' } })
    expectColour(mean, colourOf(31, 0, 255), 'the mean')
  })

  it('needs to know which', async () => {
    const error = await rejection(renderVideo(volumes, { colours, backend }))
    expect(error).toMatchObject({ code: 'VIDEO_INVALID_OPTIONS', message: expect.stringMatching(/slice.*project/) })
  })
})

describe('the colours of a film', () => {
  const slice = { axis: 0, index: 2 }
  it.each([
    ['the global range', { range: 'global' }, 255],
    ['the range without outliers', { range: 'robust' }, 100],
    ['two numbers', { range: { min: 0, max: 70 } }, 70],
    ['the global range where nothing is said', {}, 255],
  ])('span %s', async (_, options, max) => {
    const [, , ...colour] = await secondFrame({ slice, ...options })
    expectColour(colour, colourOf(61, 0, max), 'a cell of 61')
  })

  it('are refused a range of another name, and one that an iterable cannot know', async () => {
    const named = await rejection(renderVideo(volumes, { colours, backend, slice, range: 'local' as 'global' }))
    expect(named).toMatchObject({ code: 'VIDEO_INVALID_OPTIONS', message: expect.stringContaining('"local"') })
    const options = { colours, backend, shape: [2, 2], range: 'robust' as unknown as { min: number; max: number } }
    expect(await rejection(renderVideo([], options))).toMatchObject({ code: 'VIDEO_INVALID_OPTIONS' })
  })

  it('are made by options that there are', async () => {
    const wrong = { colours, backend, slice, framerate: 30 } as { colours: Uint8Array }
    const error = await rejection(renderVideo(volumes, wrong))
    expect(error).toMatchObject({ code: 'VIDEO_INVALID_OPTIONS', message: expect.stringContaining('"framerate"') })
  })
})
