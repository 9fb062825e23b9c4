import { describe, expect, it } from 'vitest'
import { renderVideo } from '../src/video/index.js'
import { decode, pixelAt } from './video-decode.js'
import { expectColour, filmRoom } from './video-room.js'
import { cellOf, colourOf, spiral as colours, Scene } from './video-scene.js'

const { backend } = filmRoom('video-picture-test')

describe.each(['mp4', 'webm'] as const)('a film as %s', format => {
  it('has each frame once, at its time, in its colours', async () => {
    const film = await renderVideo(new Scene(30, [6, 8]), { colours, backend, format })
    expect(film).toMatchObject({ frames: 30, durationSeconds: 1.2, width: 640, height: 480 })
    const decoded = await decode(film.file)
    expect(decoded).toMatchObject({ width: 640, height: 480 })
    // A reader may add the colour space to the name of VP9.
    expect(decoded.codec?.slice(0, film.codec.length)).toBe(film.codec)
    expect(film.mimeType).toBe(`video/${format}; codecs="${film.codec}"`)
    expect(decoded.frames.length).toBe(30)
    expect(decoded.durationSeconds).toBeCloseTo(1.2, 9)
    for (const [index, { timestamp, pixels }] of decoded.frames.entries()) {
      expect(timestamp).toBeCloseTo(index / 25, 9)
      for (const [row, column] of [
        [0, 0],
        [5, 7],
        [2, 3],
      ] as const) {
        const colour = colourOf(cellOf(index, row, column), 0, 255)
        expectColour(
          pixelAt(pixels, column * 80 + 40, row * 80 + 40),
          colour,
          `frame ${index}, cell ${row}, ${column}`,
          format,
        )
      }
    }
    const [first, last] = [decoded.frames.at(0), decoded.frames.at(-1)]
    expectColour(
      pixelAt(first?.pixels as ImageData, 0, 0),
      colourOf(cellOf(0, 0, 0), 0, 255),
      'the first pixel',
      format,
    )
    expectColour(
      pixelAt(last?.pixels as ImageData, 639, 479),
      colourOf(cellOf(29, 5, 7), 0, 255),
      'the last pixel',
      format,
    )
  })

  it('has a key frame each second, for scrubbing', async () => {
    const film = await renderVideo(new Scene(25, [4, 4]), { colours, backend, format, frameRate: 10, scale: 16 })
    const keys = (await decode(film.file)).frames.flatMap(({ isKey }, index) => (isKey ? [index] : []))
    expect(keys).toEqual([0, 10, 20])
  })

  it('may be one frame long', async () => {
    const film = await renderVideo(new Scene(1, [4, 4]), { colours, backend, format, frameRate: 2 })
    expect(film).toMatchObject({ frames: 1, durationSeconds: 0.5 })
    const decoded = await decode(film.file)
    expect(decoded.frames.map(({ timestamp, duration }) => [timestamp, duration])).toEqual([[0, 0.5]])
    expect(decoded.durationSeconds).toBe(0.5)
  })

  it('repeats the last row and column where the size is odd', async () => {
    const film = await renderVideo(new Scene(2, [5, 7]), { colours, backend, format, scale: 25 })
    expect(film).toMatchObject({ width: 176, height: 126 })
    const { pixels } = (await decode(film.file)).frames[0] ?? {}
    expectColour(pixelAt(pixels as ImageData, 175, 125), colourOf(cellOf(0, 4, 6), 0, 255), 'the last pixel')
  })
})

describe('the picture of a film', () => {
  it('paints what is no finite number in the invalid colour, in any codec', async () => {
    const grid = Float32Array.of(Number.NaN, Infinity, -Infinity, 0)
    const options = {
      colours,
      backend,
      shape: [2, 2],
      range: { min: 0, max: 1 },
      invalidColour: [200, 100, 50, 255],
    } as const
    const { file } = await renderVideo([{ index: 0, t: 0, grid }], options)
    const { pixels } = (await decode(file)).frames[0] ?? {}
    for (const [x, y] of [
      [100, 100],
      [380, 100],
      [100, 380],
    ] as const)
      expectColour(pixelAt(pixels as ImageData, x, y), [200, 100, 50], `pixel ${x}, ${y}`)
    expectColour(pixelAt(pixels as ImageData, 380, 380), colourOf(0, 0, 1), 'the finite cell')
  })

  it('draws frames that are the same everywhere', async () => {
    const same = [0, 1].map(index => ({ index, t: index, grid: new Float32Array(4).fill(7) }))
    const film = await renderVideo(same, { colours, backend, shape: [2, 2], range: { min: 7, max: 7 } })
    const decoded = await decode(film.file)
    for (const { pixels } of decoded.frames) expectColour(pixelAt(pixels, 240, 240), colourOf(0, 0, 1), 'any pixel')
  })

  it('puts the first row at the bottom with flipY', async () => {
    const film = await renderVideo(new Scene(1, [2, 2]), { colours, backend, flipY: true })
    const { pixels } = (await decode(film.file)).frames[0] ?? {}
    expectColour(
      pixelAt(pixels as ImageData, 100, 400),
      colourOf(cellOf(0, 0, 0), 0, 255),
      'the pixel at the bottom left',
    )
  })

  it('makes the short side at least 480 pixels where no scale is given', async () => {
    const size = async (shape: [number, number]) => {
      const { width, height } = await renderVideo(new Scene(1, shape), { colours, backend })
      return [width, height]
    }
    expect(await size([50, 50])).toEqual([500, 500])
    expect(await size([33, 47])).toEqual([706, 496])
    expect(await size([481, 500])).toEqual([500, 482])
  })
})
