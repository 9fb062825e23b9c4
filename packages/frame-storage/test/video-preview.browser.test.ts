import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { previews, renderPreview } from '../src/video/index.js'
import { TallyingBudget } from './tallying-budget.js'
import { pixelAt } from './video-decode.js'
import { expectColour, rejection } from './video-room.js'
import { colourOf, spiral as colours, frames } from './video-scene.js'

const range = { min: 0, max: 255 }

async function pixelsOf(picture: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(picture)
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
  context.drawImage(bitmap, 0, 0)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

describe('renderPreview', () => {
  it('paints a grid as a WebP of a pixel per cell', async () => {
    const [frame] = frames(1, 30, 40)
    const grid = frame?.grid as Float32Array
    const picture = await renderPreview(grid.fill(77), { shape: [30, 40], range, colours })
    expect(picture.type).toBe('image/webp')
    const pixels = await pixelsOf(picture)
    expect([pixels.width, pixels.height]).toEqual([40, 30])
    expectColour(pixelAt(pixels, 20, 15), colourOf(77, 0, 255), 'the middle')
  })

  it('makes a large grid as small as it was asked for, and keeps its sides in proportion', async () => {
    const grid = new Float32Array(480 * 640).map((_, cell) => (cell % 640 < 320 ? 0 : 255))
    const pixels = await pixelsOf(await renderPreview(grid, { shape: [480, 640], range, colours, maxSide: 64 }))
    expect([pixels.width, pixels.height]).toEqual([64, 48])
    expectColour(pixelAt(pixels, 10, 24), colourOf(0, 0, 255), 'the left half')
    expectColour(pixelAt(pixels, 54, 24), colourOf(255, 0, 255), 'the right half')
  })

  it('is smaller the less quality is asked for', async () => {
    const grid = new Float32Array(100 * 100).map((_, cell) => (cell * 7919) % 256)
    const size = async (quality: number) =>
      (await renderPreview(grid, { shape: [100, 100], range, colours, quality })).size
    expect(await size(0.1)).toBeLessThan((await size(0.95)) / 2)
  })

  it('shows a plane of a volume', async () => {
    const volume = new Float32Array(3 * 16 * 16).map((_, cell) => Math.floor(cell / 256) * 100)
    const options = { shape: [3, 16, 16], range, colours, slice: { axis: 0, index: 2 } }
    expectColour(pixelAt(await pixelsOf(await renderPreview(volume, options)), 8, 8), colourOf(200, 0, 255), 'plane 2')
  })

  it.each([
    ['no pixel', { maxSide: 0 }],
    ['half a pixel', { maxSide: 2.5 }],
    ['more pixels than a WebP has', { maxSide: 5000 }],
    ['a quality above 1', { quality: 2 }],
    ['another shape', { shape: [2, 3] }],
    ['an option that there is not', { width: 100 }],
  ])('refuses %s', async (_, wrong) => {
    const options = { shape: [2, 2], range, colours, ...wrong }
    expect(await rejection(renderPreview(new Float32Array(4), options))).toMatchObject({
      code: 'VIDEO_INVALID_OPTIONS',
    })
  })
})

describe('previews of a storage', () => {
  const backend = opfsFiles({ directory: 'video-preview-test' })
  let storage: FrameStorage
  beforeAll(async () => {
    storage = await FrameStorage.open({ session: 'previews', shape: [20, 20], backend })
    for (const { index, grid } of frames(10, 20, 20)) await storage.storeFrame(index, grid)
  })
  afterAll(async () => {
    await storage.close()
    await FrameStorage.delete('previews', { backend })
  })

  /** The storage, which counts what is read of it. */
  const counted = () => {
    const read: number[] = []
    const source = {
      shape: storage.shape,
      computeGlobalRange: () => storage.computeGlobalRange(),
      getFrame: (index: number) => {
        read.push(index)
        return storage.getFrame(index)
      },
    }
    return { source, read }
  }

  it('are made once, and kept', async () => {
    const { source, read } = counted()
    const pictures = previews(source, { colours })
    const first = await pictures.get(3)
    expect(first?.type).toBe('image/webp')
    expect(await pictures.get(3)).toBe(first)
    expect(read).toEqual([3])
    expect(pictures.memoryUsage()).toMatchObject({ externalBytes: first?.size, entries: 1 })
    expect(await pictures.get(99)).toBe(undefined)
  })

  it('are made the last one first, and one for all that ask for the same', async () => {
    const { source, read } = counted()
    const pictures = previews(source, { colours })
    const made = await Promise.all([0, 1, 2, 2, 9].map(index => pictures.get(index)))
    expect(read).toEqual([0, 9, 2, 1])
    expect(made[2]).toBe(made[3])
  })

  it('are not made where the question is taken back', async () => {
    const { source, read } = counted()
    const pictures = previews(source, { colours })
    const control = new AbortController()
    const kept = pictures.get(0)
    const dropped = rejection(pictures.get(1, { signal: control.signal }))
    control.abort(new Error('the hand moved on'))
    expect((await dropped).message).toBe('the hand moved on')
    await kept
    expect(read).toEqual([0])
  })

  it('stay within their bound: those used longest ago go first', async () => {
    const { source, read } = counted()
    const all = previews(source, { colours })
    for (const index of [0, 1, 2]) await all.get(index)
    const { heapBytes, externalBytes } = all.memoryUsage()
    const pictures = previews(source, { colours, maxBytes: heapBytes + externalBytes })
    for (const index of [0, 1, 2, 0]) await pictures.get(index)
    read.length = 0
    await pictures.get(5)
    const usage = pictures.memoryUsage()
    expect(usage.heapBytes + usage.externalBytes).toBeLessThanOrEqual(heapBytes + externalBytes)
    await pictures.get(0)
    expect(read).toEqual([5])
    await pictures.get(1)
    expect(read).toEqual([5, 1])
  })

  it('give back what they are asked for, and tell how much', async () => {
    const { source } = counted()
    const pictures = previews(source, { colours, name: 'scrubbing' })
    for (const index of [0, 1, 2]) await pictures.get(index)
    const held = () => pictures.memoryUsage().heapBytes + pictures.memoryUsage().externalBytes
    const before = held()
    const freed = await pictures.reclaim(1)
    expect([pictures.name, pictures.memoryUsage().entries, before - held()]).toEqual(['scrubbing', 2, freed])
    await pictures.reclaim(Number.POSITIVE_INFINITY)
    expect(pictures.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 0 })
  })

  it('are made anew where the range has changed, or a frame was stored again', async () => {
    const { source, read } = counted()
    let robust = { min: 0, max: 100 }
    const growing = {
      ...source,
      computeGlobalRange: (options?: { robust?: boolean }) => (options?.robust ? robust : { min: 0, max: 255 }),
    }
    const pictures = previews(growing, { colours, range: 'robust' })
    await pictures.get(4)
    robust = { min: 0, max: 200 }
    await pictures.get(4)
    pictures.delete(4)
    await pictures.get(4)
    expect(read).toEqual([4, 4, 4])
  })

  it('pass on what the storage throws, and go on', async () => {
    const { source } = counted()
    const broken = (index: number) => (index === 1 ? Promise.reject(new TypeError('gone')) : source.getFrame(index))
    const pictures = previews({ ...source, getFrame: broken }, { colours })
    const [failed, made] = await Promise.allSettled([pictures.get(1), pictures.get(2)])
    expect([failed?.status, made?.status]).toEqual(['rejected', 'fulfilled'])
  })

  it('are reserved before they are kept; those that a budget refuses are handed out all the same', async () => {
    const { source, read } = counted()
    const budget = new TallyingBudget()
    const pictures = previews(source, { colours, budget })
    expect([...budget.holders]).toEqual([pictures])
    await pictures.get(0)
    const { heapBytes, externalBytes } = pictures.memoryUsage()
    expect(budget.bytes).toBe(heapBytes + externalBytes)
    pictures.clear()
    expect([budget.bytes, pictures.memoryUsage().entries]).toEqual([0, 0])
    budget.limit = 100
    for (const index of [1, 1]) expect((await pictures.get(index))?.type).toBe('image/webp')
    expect([read, budget.bytes, pictures.memoryUsage().entries]).toEqual([[0, 1, 1], 0, 0])
  })

  it('are gone when closed, who still waits is told so, and the budget has all back', async () => {
    const { source } = counted()
    const budget = new TallyingBudget()
    let goOn = () => {}
    const held = new Promise<void>(resolve => {
      goOn = resolve
    })
    let begin = () => {}
    const hasBegun = new Promise<void>(resolve => {
      begin = resolve
    })
    const getFrame = async (index: number) => {
      if (index === 1) begin()
      if (index === 1) await held
      return source.getFrame(index)
    }
    const pictures = previews({ ...source, getFrame }, { colours, budget })
    await pictures.get(0)
    const begun = pictures.get(1)
    await hasBegun
    const waiting = rejection(pictures.get(2))
    pictures[Symbol.dispose]()
    pictures.close()
    expect([pictures.memoryUsage().entries, budget.bytes, budget.holders.size]).toEqual([0, 0, 0])
    expect(await waiting).toMatchObject({ name: 'FrameStorageError', code: 'FRAMES_CLOSED' })
    expect(await rejection(pictures.get(0))).toMatchObject({ code: 'FRAMES_CLOSED' })
    goOn()
    expect((await begun)?.type).toBe('image/webp')
    expect([pictures.memoryUsage().entries, budget.bytes]).toEqual([0, 0])
  })

  it('refuse an option that there is not, a range that is none, and what is no budget', async () => {
    const { source } = counted()
    const wrong = { colours, maxSize: 3 } as { colours: Uint8Array }
    expect(() => previews(source, wrong)).toThrow(/no option "maxSize" of previews/)
    const middle = 'middle' as 'global'
    const error = await rejection(previews(source, { colours, range: middle }).get(0))
    expect(error).toMatchObject({ code: 'VIDEO_INVALID_OPTIONS', message: expect.stringContaining('"middle"') })
    const budget = { limit: 5 } as unknown as TallyingBudget
    expect(() => previews(source, { colours, budget })).toThrow(/budget is .*give a MemoryBudget/)
  })
})
