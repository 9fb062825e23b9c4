import { memoryFiles } from '@plimsoll/files/memory'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderVideo, type VideoProgress } from '../src/video/index.js'
import { decode, pixelAt } from './video-decode.js'
import { filmRoom, rejection, Workers } from './video-room.js'
import { cellOf, colourOf, spiral as colours, Scene } from './video-scene.js'

const { backend, stored } = filmRoom('video-recorder-test')

// A browser that cannot encode; it decodes as ever.
beforeEach(() => void vi.stubGlobal('VideoEncoder', undefined))
afterEach(() => void vi.unstubAllGlobals())

/** Which frame of a scene a picture is nearest to, and how far its colour is from it. */
function nearest(pixels: ImageData, count: number): { index: number; distance: number } {
  const seen = pixelAt(pixels, 10, 10)
  const distances = Array.from({ length: count }, (_, index) =>
    Math.max(...colourOf(cellOf(index, 0, 0), 0, 255).map((part, i) => Math.abs(part - (seen[i] as number)))),
  )
  const distance = Math.min(...distances)
  return { index: distances.indexOf(distance), distance }
}

describe('renderVideo where WebCodecs is missing', () => {
  it.each(['mp4', 'webm'] as const)('records a canvas as %s, and warns that frames may be missing', async format => {
    const workers = new Workers()
    const heard: VideoProgress[] = []
    const film = await renderVideo(new Scene(7, [6, 8]), {
      colours,
      backend,
      format,
      frameRate: 5,
      scale: 20,
      worker: workers.start,
      onProgress: progress => heard.push(progress),
    })
    expect(film).toMatchObject({ frames: 7, durationSeconds: 1.4, width: 160, height: 120 })
    expect(film.warning).toMatch(/no WebCodecs.*frames may be missing or late/)
    expect(film.mimeType).toContain(`video/${format}`)
    expect(workers.started).toBe(0)
    expect(heard.map(({ frames }) => frames)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(await stored()).toEqual([`film.${format}`])
    expect(film.file.size).toBe((await backend.list())[0]?.size)

    const decoded = await decode(film.file)
    expect(decoded).toMatchObject({ width: 160, height: 120 })
    // At a fifth of a second for each, nothing gets lost but under load; what is there is in order and in its colours.
    const seen = decoded.frames.map(({ pixels }) => nearest(pixels, 7))
    expect(seen.length).toBeGreaterThan(0)
    expect(Math.max(...seen.map(({ distance }) => distance))).toBeLessThanOrEqual(40)
    const order = seen.map(({ index }) => index)
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  it('does not warn of an exact film', async () => {
    vi.unstubAllGlobals()
    expect(await renderVideo(new Scene(2, [4, 4]), { colours, backend })).not.toHaveProperty('warning')
  })

  it('writes to any backend, and to memory where there is none', async () => {
    const memory = memoryFiles()
    const options = { colours, frameRate: 5, scale: 20, format: 'webm' } as const
    const { file } = await renderVideo(new Scene(3, [6, 8]), { ...options, backend: memory })
    expect((await memory.list()).map(({ name, size }) => [name, size])).toEqual([['film.webm', file.size]])
    Object.defineProperty(navigator.storage, 'getDirectory', { value: undefined, configurable: true })
    try {
      const whole = await renderVideo(new Scene(3, [6, 8]), options)
      expect((await decode(whole.file)).frames.length).toBeGreaterThan(0)
    } finally {
      Reflect.deleteProperty(navigator.storage, 'getDirectory')
    }
  })

  it('leaves no file and no open source when it is aborted midway', async () => {
    const scene = new Scene(1000, [6, 8])
    const control = new AbortController()
    const onProgress = ({ frames }: VideoProgress) => frames === 5 && control.abort(new Error('enough'))
    const options = { colours, backend, frameRate: 100, scale: 20, signal: control.signal, onProgress }
    expect((await rejection(renderVideo(scene, options))).message).toBe('enough')
    expect(await stored()).toEqual([])
    await expect.poll(() => scene.closed).toBe(true)
  })

  it('names the frame that does not fit, and removes the half film', async () => {
    const wrong = [{ index: 3, t: 3, grid: new Float32Array(5) }]
    const range = { min: 0, max: 1 }
    const error = await rejection(renderVideo(wrong, { colours, backend, shape: [2, 2], range }))
    expect(error).toMatchObject({
      code: 'FRAMES_INVALID_GRID',
      message: expect.stringContaining('frame 3 has 5 cells'),
    })
    expect(await stored()).toEqual([])
  })

  it('says so where MediaRecorder writes no such container, and what to do where it is missing too', async () => {
    const supported = vi.spyOn(MediaRecorder, 'isTypeSupported').mockReturnValue(false)
    const error = await rejection(renderVideo(new Scene(1, [4, 4]), { colours, backend }))
    expect(error).toMatchObject({ code: 'VIDEO_UNSUPPORTED', message: expect.stringContaining('the other format') })
    supported.mockRestore()
    vi.stubGlobal('MediaRecorder', undefined)
    const none = await rejection(renderVideo(new Scene(1, [4, 4]), { colours, backend }))
    expect(none).toMatchObject({ code: 'VIDEO_UNSUPPORTED', message: expect.stringContaining('.npy') })
    expect(await stored()).toEqual([])
  })
})
