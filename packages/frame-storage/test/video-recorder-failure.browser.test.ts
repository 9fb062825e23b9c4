import { memoryFiles } from '@plimsoll/files/memory'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Frame } from '../src/frame.js'
import { renderVideo } from '../src/video/index.js'
import { faulty } from './faulty-files.js'
import { rejection } from './video-room.js'
import { spiral as colours, Scene } from './video-scene.js'

let recorder: MediaRecorder | undefined

// A browser that cannot encode, whose recorders are known.
beforeEach(() => {
  vi.stubGlobal('VideoEncoder', undefined)
  const Known = class extends MediaRecorder {
    constructor(stream: MediaStream, options?: MediaRecorderOptions) {
      super(stream, options)
      recorder = this
    }
  }
  vi.stubGlobal('MediaRecorder', Known)
})
afterEach(() => void vi.unstubAllGlobals())

/** As the browser tells it, when its encoder is lost. */
const breakDown = () =>
  recorder?.dispatchEvent(Object.assign(new Event('error'), { error: new DOMException('the encoder is gone') }))

const brokenDown = {
  code: 'VIDEO_FAILED',
  message: expect.stringMatching(/MediaRecorder gave up: the encoder is gone/),
}

/** A scene that does something before it hands out a frame, while nobody waits for anything else. */
class EventfulScene extends Scene {
  readonly before: (index: number) => Promise<void>

  constructor(count: number, before: (index: number) => Promise<void>) {
    super(count, [6, 8])
    this.before = before
  }

  override async *getAllFrames(): AsyncGenerator<Frame<Float32Array<ArrayBuffer>>> {
    for await (const frame of super.getAllFrames()) {
      await this.before(frame.index)
      yield frame
    }
  }
}

/** Lets all that is settled be heard of. */
const turn = () => new Promise<void>(resolve => setTimeout(resolve))

const setting = { colours, scale: 20, frameRate: 50 } as const

describe('a film of MediaRecorder that cannot go on', () => {
  it('ends with what the recorder said between two frames', async () => {
    const { files } = faulty(memoryFiles())
    const scene = new EventfulScene(1000, async index => {
      if (index !== 3) return
      breakDown()
      await turn()
    })
    expect(await rejection(renderVideo(scene, { ...setting, backend: files }))).toMatchObject(brokenDown)
    expect([scene.taken, await files.list(), recorder?.state]).toEqual([4, [], 'inactive'])
    await expect.poll(() => scene.closed).toBe(true)
  })

  it('does not wait until a frame was shown for its time', async () => {
    const { files } = faulty(memoryFiles())
    const onProgress = () => void setTimeout(breakDown)
    // A frame is shown for 1000 seconds.
    const options = { ...setting, frameRate: 0.001, backend: files, onProgress }
    expect(await rejection(renderVideo(new Scene(2, [6, 8]), options))).toMatchObject(brokenDown)
    expect([await files.list(), recorder?.state]).toEqual([[], 'inactive'])
  })

  it('ends with the write that failed between two frames', async () => {
    const { files, faults } = faulty(memoryFiles())
    let fail: (() => void) | undefined
    faults.beforeWrite = () =>
      new Promise((_, reject) => {
        fail = () => reject(new TypeError('the disk is gone'))
      })
    let last = Number.NaN
    const scene = new EventfulScene(1000, async index => {
      if (fail) last = index
      fail?.()
      await turn()
    })
    const error = await rejection(renderVideo(scene, { ...setting, backend: files }))
    expect(error).toMatchObject({ name: 'TypeError', message: 'the disk is gone' })
    expect(scene.taken).toBe(last + 1)
    expect([await files.list(), recorder?.state]).toEqual([[], 'inactive'])
    await expect.poll(() => scene.closed).toBe(true)
  })

  it('ends with the write that fails when all frames were shown', async () => {
    const { files, faults } = faulty(memoryFiles())
    faults.roomBytes = 10
    const error = await rejection(renderVideo(new Scene(3, [6, 8]), { ...setting, backend: files }))
    expect(error).toMatchObject({ name: 'FilesError', code: 'FILES_FULL' })
    expect([await files.list(), recorder?.state]).toEqual([[], 'inactive'])
  })

  it('ends with what to do where the recorder came to no picture, and leaves no empty film', async () => {
    const Idle = class extends MediaRecorder {
      override set ondataavailable(listener: (event: BlobEvent) => void) {
        super.ondataavailable = () => listener(new BlobEvent('dataavailable', { data: new Blob() }))
      }
    }
    vi.stubGlobal('MediaRecorder', Idle)
    const { files } = faulty(memoryFiles())
    const error = await rejection(renderVideo(new Scene(3, [6, 8]), { ...setting, backend: files }))
    expect(error).toMatchObject({ code: 'VIDEO_FAILED', message: expect.stringContaining('recorded nothing') })
    expect(await files.list()).toEqual([])
  })
})
