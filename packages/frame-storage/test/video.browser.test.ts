import { memoryFiles } from '@plimsoll/files/memory'
import { opfsFiles } from '@plimsoll/files/opfs'
import { beforeEach, describe, expect, it } from 'vitest'
import { FrameStorageError } from '../src/errors.js'
import type { Frame } from '../src/frame.js'
import { startVideoWorker } from '../src/start-video-worker.js'
import { type RenderVideoOptions, renderVideo, type VideoFormat, type VideoProgress } from '../src/video/index.js'
import { decode, pixelAt } from './video-decode.js'
import { cellOf, colourOf, frames, Scene, spiral } from './video-scene.js'

/** How far a decoded part of a colour may be from the one asked for, of 255: what the codecs leave at our quality. */
const tolerance = { mp4: 8, webm: 4 }

const colours = spiral
const backend = opfsFiles({ directory: 'video-test' })
const stored = async () => (await backend.list()).map(entry => entry.name)

function expectColour(
  actual: readonly number[],
  expected: readonly number[],
  what: string,
  format: VideoFormat = 'mp4',
) {
  const distance = Math.max(...expected.map((part, index) => Math.abs(part - (actual[index] as number))))
  expect(distance, `${what}: ${actual} is not near ${expected}`).toBeLessThanOrEqual(tolerance[format])
}

/** Counts the workers that run. */
class Workers {
  started = 0
  running = 0
  last: Worker | undefined
  readonly start = (): Worker => {
    const worker = startVideoWorker() as Worker
    const terminate = worker.terminate.bind(worker)
    let over = false
    worker.terminate = () => {
      if (!over) this.running -= 1
      over = true
      terminate()
    }
    this.started += 1
    this.running += 1
    this.last = worker
    return worker
  }
}

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error as Error & { code?: string },
  )

beforeEach(async () => {
  for (const name of await stored()) await backend.remove(name)
})

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

describe('renderVideo', () => {
  it.each([24, 60, 30_000 / 1001, 7.5])('shows frame i at i / %d, exactly', async frameRate => {
    const film = await renderVideo(new Scene(20, [4, 4]), { colours, backend, frameRate, scale: 16 })
    const decoded = await decode(film.file)
    for (const [index, frame] of decoded.frames.entries()) expect(frame.timestamp).toBeCloseTo(index / frameRate, 9)
    expect(decoded.durationSeconds).toBeCloseTo(20 / frameRate, 9)
  })

  it('shows frame i of a WebM at i / 30, to the millisecond', async () => {
    const options = { colours, backend, frameRate: 30, scale: 16, format: 'webm' } as const
    const decoded = await decode((await renderVideo(new Scene(20, [4, 4]), options)).file)
    const late = decoded.frames.map(({ timestamp }, index) => Math.abs(timestamp - index / 30))
    expect(Math.max(...late)).toBeLessThanOrEqual(0.000_5)
  })

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

  it('writes into the file that it was given, and answers that file', async () => {
    const { file } = await renderVideo(new Scene(3, [4, 4]), { colours, backend, file: 'films/a.mp4' })
    expect(await stored()).toEqual(['films/a.mp4'])
    expect(file.type).toBe('video/mp4')
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(
      new Uint8Array(await (await backend.blob('films/a.mp4')).arrayBuffer()),
    )
  })

  it('writes into a folder of its own where no backend is given', async () => {
    const films = opfsFiles({ directory: 'plimsoll-films' })
    const { file } = await renderVideo(new Scene(3, [4, 4]), { colours })
    expect((await films.list()).map(({ name, size }) => [name, size])).toEqual([['film.mp4', file.size]])
    expect(await films.remove('film.mp4')).toBe(true)
  })

  it('makes the film in memory where there is no file system', async () => {
    // Hides the method of the prototype.
    Object.defineProperty(navigator.storage, 'getDirectory', { value: undefined, configurable: true })
    try {
      const { file } = await renderVideo(new Scene(3, [4, 4]), { colours })
      expect((await decode(file)).frames.length).toBe(3)
    } finally {
      Reflect.deleteProperty(navigator.storage, 'getDirectory')
    }
    expect(await opfsFiles({ directory: 'plimsoll-films' }).list()).toEqual([])
  })

  it('replaces a longer film of the same name', async () => {
    await renderVideo(new Scene(50, [8, 8]), { colours, backend })
    const { file } = await renderVideo(new Scene(2, [8, 8]), { colours, backend })
    expect((await decode(file)).frames.length).toBe(2)
  })

  it('stores the film in a backend that its worker cannot reach', async () => {
    const memory = memoryFiles()
    const { file } = await renderVideo(new Scene(3, [4, 4]), { colours, backend: memory, format: 'webm' })
    expect((await memory.list()).map(({ name, size }) => [name, size])).toEqual([['film.webm', file.size]])
    expect((await decode(file)).frames.length).toBe(3)
  })

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

describe('renderVideo that cannot go on', () => {
  it('is told of an empty source, before anything starts', async () => {
    const workers = new Workers()
    const error = await rejection(renderVideo(new Scene(0, [4, 4]), { colours, backend, worker: workers.start }))
    expect(error).toBeInstanceOf(FrameStorageError)
    expect(error).toMatchObject({ code: 'VIDEO_EMPTY' })
    expect(workers.started).toBe(0)
  })

  it('is told of a size that no codec writes, and which were tried', async () => {
    const workers = new Workers()
    const error = await rejection(
      renderVideo(new Scene(1, [1, 1]), { colours, backend, scale: 40_000, worker: workers.start }),
    )
    expect(error).toBeInstanceOf(FrameStorageError)
    expect(error).toMatchObject({ code: 'VIDEO_UNSUPPORTED', message: expect.stringMatching(/avc, vp9, av1/) })
    expect(workers.running).toBe(0)
    expect(await stored()).toEqual([])
  })

  it('leaves no file, no worker and no open source when it is aborted midway', async () => {
    const workers = new Workers()
    const scene = new Scene(1000, [50, 50])
    const control = new AbortController()
    const onProgress = ({ frames }: VideoProgress) => frames === 20 && control.abort(new Error('enough'))
    const options = { colours, backend, signal: control.signal, onProgress, worker: workers.start }
    expect(await rejection(renderVideo(scene, options))).toMatchObject({ message: 'enough' })
    expect(await stored()).toEqual([])
    expect(workers.running).toBe(0)
    await expect.poll(() => scene.closed).toBe(true)
  })

  it('does not wait for a source that hangs', async () => {
    const control = new AbortController()
    const source = {
      shape: [4, 4],
      computeGlobalRange: () => ({ min: 0, max: 1 }),
      async *getAllFrames(): AsyncGenerator<Frame> {
        yield { index: 0, t: 0, grid: new Float32Array(16) }
        await new Promise(() => {})
      },
    }
    const onProgress = () => control.abort(new Error('enough'))
    const error = await rejection(renderVideo(source, { colours, backend, signal: control.signal, onProgress }))
    expect(error.message).toBe('enough')
    expect(await stored()).toEqual([])
  })

  it('does not start when it was aborted before', async () => {
    const scene = new Scene(3, [4, 4])
    const error = await rejection(renderVideo(scene, { colours, backend, signal: AbortSignal.abort(new Error('no')) }))
    expect([error.message, scene.taken]).toEqual(['no', 0])
  })

  it('passes on what the source throws, and removes the half film', async () => {
    const workers = new Workers()
    const source = {
      shape: [4, 4],
      computeGlobalRange: () => ({ min: 0, max: 1 }),
      async *getAllFrames(): AsyncGenerator<Frame> {
        yield* frames(5, 4, 4)
        throw new TypeError('the disk is gone')
      },
    }
    const error = await rejection(renderVideo(source, { colours, backend, worker: workers.start }))
    expect(error).toMatchObject({ name: 'TypeError', message: 'the disk is gone' })
    expect(await stored()).toEqual([])
    expect(workers.running).toBe(0)
  })

  it('passes on what onProgress throws, and removes the half film', async () => {
    const onProgress = () => {
      throw new TypeError('the page is gone')
    }
    const error = await rejection(renderVideo(new Scene(9, [4, 4]), { colours, backend, onProgress }))
    expect(error).toMatchObject({ name: 'TypeError', message: 'the page is gone' })
    expect(await stored()).toEqual([])
  })

  it('names the frame that does not fit the shape', async () => {
    const list = [...frames(2, 4, 4), { index: 2, t: 2, grid: new Float32Array(15) }]
    const error = await rejection(renderVideo(list, { colours, backend, shape: [4, 4], range: { min: 0, max: 255 } }))
    expect(error).toMatchObject({
      code: 'FRAMES_INVALID_GRID',
      message: expect.stringContaining('frame 2 has 15 cells'),
    })
    expect(await stored()).toEqual([])
  })

  it.each([
    ['encoder', { name: 'FrameStorageError', code: 'VIDEO_FAILED', cause: { message: 'the encoder is gone' } }],
    ['disk', { name: 'FilesError', code: 'FILES_FULL' }],
  ])('says so when the %s gives up, and removes the half film', async (name, expected) => {
    const url = new URL('./video-failing.worker.ts', import.meta.url)
    const worker = () => new Worker(url, { type: 'module', name })
    const error = await rejection(renderVideo(new Scene(200, [64, 64]), { colours, backend, worker }))
    expect(error).toMatchObject(expected)
    expect(await stored()).toEqual([])
  })

  it('removes what a worker that died has left', async () => {
    const workers = new Workers()
    const onProgress = ({ frames }: VideoProgress) =>
      // As a browser short of memory would do it: an error event, and silence.
      frames === 5 && workers.last?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))
    const error = await rejection(
      renderVideo(new Scene(50, [50, 50]), { colours, backend, onProgress, worker: workers.start }),
    )
    expect(error).toMatchObject({ name: 'WorkersError', code: 'WORKER_DIED' })
    expect(await stored()).toEqual([])
    expect(workers.running).toBe(0)
  })

  it('leaves the film of another rendering alone, which has the file', async () => {
    const control = new AbortController()
    let written = () => {}
    const started = new Promise<void>(resolve => {
      written = resolve
    })
    const held = rejection(
      renderVideo(new Scene(1_000_000, [4, 4]), {
        colours,
        backend,
        signal: control.signal,
        onProgress: () => written(),
      }),
    )
    await started
    const second = await rejection(renderVideo(new Scene(3, [4, 4]), { colours, backend }))
    expect(second).toMatchObject({ name: 'FilesError', code: 'FILES_LOCKED' })
    expect(await stored()).toEqual(['film.mp4'])
    control.abort(new Error('enough'))
    expect((await held).message).toBe('enough')
    expect(await stored()).toEqual([])
  })

  it.each<[string, Partial<Record<keyof RenderVideoOptions, unknown>>]>([
    ['no colours', { colours: undefined }],
    ['too few colours', { colours: new Uint8Array(12) }],
    ['a shape of three axes', { shape: [2, 2, 2] }],
    ['a range that falls', { range: { min: 1, max: 0 } }],
    ['a frame rate of 0', { frameRate: 0 }],
    ['a frame rate without end', { frameRate: Infinity }],
    ['half a pixel per cell', { scale: 0.5 }],
    ['a format of its own', { format: 'gif' }],
    ['no name for the file', { file: '' }],
    ['an invalid colour of three parts', { invalidColour: [1, 2, 3] }],
  ])('refuses %s, before anything starts', async (_, wrong) => {
    const scene = new Scene(3, [4, 4])
    const options = { colours, backend, ...wrong } as RenderVideoOptions
    const error = await rejection(renderVideo(scene, options))
    expect(error).toMatchObject({ name: 'FrameStorageError', code: 'VIDEO_INVALID_OPTIONS' })
    expect(scene.taken).toBe(0)
  })
})
