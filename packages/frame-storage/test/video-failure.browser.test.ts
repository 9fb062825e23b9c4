import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorageError } from '../src/errors.js'
import type { Frame } from '../src/frame.js'
import { type RenderVideoOptions, renderVideo, type VideoProgress } from '../src/video/index.js'
import { faulty } from './faulty-files.js'
import { filmRoom, rejection, Workers } from './video-room.js'
import { spiral as colours, frames, Scene } from './video-scene.js'

const { backend, stored } = filmRoom('video-failure-test')

describe('renderVideo that cannot go on', () => {
  it('is told of an empty source, before anything starts', async () => {
    const workers = new Workers()
    const error = await rejection(renderVideo(new Scene(0, [4, 4]), { colours, backend, worker: workers.start }))
    expect(error).toBeInstanceOf(FrameStorageError)
    expect(error).toMatchObject({ code: 'VIDEO_EMPTY' })
    expect(workers.started).toBe(0)
  })

  it.each([
    ['a side', [1, 20], 1000],
    ['an area', [1, 1], 6000],
  ])('is told of %s that no codec has a level for, before anything starts', async (_, shape, scale) => {
    const workers = new Workers()
    const error = await rejection(
      renderVideo(new Scene(1, shape as [number, number]), { colours, backend, scale, worker: workers.start }),
    )
    expect(error).toBeInstanceOf(FrameStorageError)
    expect(error).toMatchObject({ code: 'VIDEO_UNSUPPORTED', message: expect.stringContaining(`scale ${scale}`) })
    expect(workers.started).toBe(0)
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

  it('writes no piece of the film once it was discarded, when a frame fails while another one is on its way', async () => {
    const { files, faults } = faulty(memoryFiles())
    const log: string[] = []
    const writes: Promise<unknown>[] = []
    faults.beforeWrite = () => {
      // A disk that takes longer than all that would have to wait for it.
      const written = (async () => {
        for (let turn = 0; turn < 20; turn++) await backend.list()
        log.push('written')
      })()
      writes.push(written)
      return written
    }
    const watched = {
      ...files,
      remove: (name: string) => {
        log.push('removed')
        return files.remove(name)
      },
    }
    const list = [...frames(1, 4, 4), { index: 1, t: 1, grid: new Float32Array(15) }]
    const options = { colours, backend: watched, shape: [4, 4], range: { min: 0, max: 255 } }
    expect(await rejection(renderVideo(list, options))).toMatchObject({ code: 'FRAMES_INVALID_GRID' })
    await Promise.all(writes)
    expect(log.lastIndexOf('written')).toBeGreaterThanOrEqual(0)
    expect(log.indexOf('removed')).toBe(log.length - 1)
    expect(await files.list()).toEqual([])
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
    ['fewer frames than one in 1000 seconds', { frameRate: 0.0009 }],
    ['more than 1000 frames a second', { frameRate: 1001 }],
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
