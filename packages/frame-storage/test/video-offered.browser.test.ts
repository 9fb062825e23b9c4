import { describe, expect, it } from 'vitest'
import type { Frame } from '../src/frame.js'
import { type PreviewsOptions, previews, renderPreview, renderVideo } from '../src/video/index.js'
import { filmRoom, rejection } from './video-room.js'
import { spiral as colours, frames, Scene } from './video-scene.js'

const { backend } = filmRoom('video-offered-test')

const shape = [20, 30] as const
const stored = [...frames(12, ...shape)]
const gridOf = (index: number) => (stored[index] as Frame<Float32Array<ArrayBuffer>>).grid.slice()

/** Pictures of a source that counts what is read of it, and whose range can be changed. */
function room(options: Partial<PreviewsOptions> = {}) {
  const read: number[] = []
  const source = {
    shape,
    range: { min: 0, max: 255 },
    computeGlobalRange: () => source.range,
    async getFrame(index: number) {
      read.push(index)
      return stored[index]
    },
  }
  return { source, read, pictures: previews(source, { colours, ...options }) }
}

const bytesOf = async (picture: Blob | undefined) => new Uint8Array((await picture?.arrayBuffer()) ?? [])

describe('a frame that is offered to previews', () => {
  it('is not read for its picture, which is as one that was read', async () => {
    const { pictures, read, source } = room()
    pictures.offer(3, gridOf(3))
    const picture = await pictures.get(3)
    expect([picture?.type, read]).toEqual(['image/webp', []])
    const asRead = await renderPreview(gridOf(3), { shape, range: source.range, colours })
    expect(await bytesOf(picture)).toEqual(await bytesOf(asRead))
  })

  it('is not read when a hand scrubs over all that were offered in time', async () => {
    const { pictures, read } = room()
    for (const { index, grid } of stored) {
      pictures.offer(index, grid)
      // A sweep computes its next frame meanwhile.
      await pictures.get(index)
    }
    for (const { index } of [...stored, ...[...stored].reverse()]) await pictures.get(index)
    expect([read, pictures.memoryUsage().entries]).toEqual([[], stored.length])
  })

  it('is dropped for a later one while another is being made, so that frames do not pile up', async () => {
    const { pictures, read } = room()
    for (const { index, grid } of stored) pictures.offer(index, grid)
    for (const index of [0, 11]) await pictures.get(index)
    expect([read, pictures.memoryUsage().entries]).toEqual([[], 2])
    await pictures.get(5)
    expect(read).toEqual([5])
  })

  it('may be changed or moved at once: nothing of it is held', async () => {
    const { pictures, read, source } = room()
    const first = gridOf(1)
    const second = gridOf(2)
    pictures.offer(1, first)
    pictures.offer(2, second)
    first.fill(0)
    structuredClone(second, { transfer: [second.buffer] })
    for (const index of [1, 2]) {
      const expected = await renderPreview(gridOf(index), { shape, range: source.range, colours })
      expect(await bytesOf(await pictures.get(index))).toEqual(await bytesOf(expected))
    }
    expect(read).toEqual([])
  })

  it('is made after those that somebody waits for', async () => {
    const { pictures } = room()
    const order: number[] = []
    const note = (index: number) => pictures.get(index).then(() => order.push(index))
    const first = note(0)
    pictures.offer(7, gridOf(7))
    await Promise.all([first, note(1), note(2)])
    expect(order).toEqual([0, 2, 1])
    expect(pictures.memoryUsage().entries).toBe(3)
    await pictures.get(7)
    expect(pictures.memoryUsage().entries).toBe(4)
  })

  it('is passed over where its picture is kept, and made anew once that was deleted', async () => {
    const { pictures, read } = room()
    const before = await pictures.get(4)
    pictures.offer(4, gridOf(8))
    expect(await pictures.get(4)).toBe(before)
    pictures.delete(4)
    pictures.offer(4, gridOf(8))
    expect(await bytesOf(await pictures.get(4))).not.toEqual(await bytesOf(before))
    expect(read).toEqual([4])
  })

  it.each<[string, (world: ReturnType<typeof room>) => void]>([
    ['it is deleted', ({ pictures }) => void pictures.delete(2)],
    ['all are cleared', ({ pictures }) => pictures.clear()],
    [
      'the range has changed',
      ({ source }) => {
        source.range = { min: 0, max: 100 }
      },
    ],
  ])('is forgotten where %s before it is made', async (_, change) => {
    const world = room()
    world.pictures.offer(1, gridOf(1))
    world.pictures.offer(2, gridOf(2))
    change(world)
    await world.pictures.get(2)
    expect(world.read).toEqual([2])
  })

  it('stays within the bound of all: the one used longest ago goes', async () => {
    const { pictures: all } = room()
    for (const index of [0, 1, 2]) await all.get(index)
    const { heapBytes, externalBytes } = all.memoryUsage()
    const { pictures } = room({ maxBytes: heapBytes + externalBytes })
    for (const { index, grid } of stored) {
      pictures.offer(index, grid)
      await pictures.get(index)
      const usage = pictures.memoryUsage()
      expect(usage.heapBytes + usage.externalBytes).toBeLessThanOrEqual(heapBytes + externalBytes)
    }
  })

  it('is refused where it does not fit, and passed over after close()', async () => {
    const { pictures } = room()
    expect(() => pictures.offer(-1, gridOf(0))).toThrow(expect.objectContaining({ code: 'FRAMES_INVALID_INDEX' }))
    expect(() => pictures.offer(0, new Float32Array(5))).toThrow(
      expect.objectContaining({ code: 'FRAMES_INVALID_GRID', message: expect.stringContaining('frame 0 has 5 cells') }),
    )
    pictures.close()
    pictures.offer(0, gridOf(0))
    expect(pictures.memoryUsage().entries).toBe(0)
    expect(await rejection(pictures.get(0))).toMatchObject({ code: 'FRAMES_CLOSED' })
  })

  it('may be on its way into a film, which takes its buffer over', async () => {
    const { pictures, read } = room()
    const scene = new Scene(12, shape)
    const watched = {
      shape,
      computeGlobalRange: () => scene.computeGlobalRange(),
      async *getAllFrames() {
        for await (const frame of scene.getAllFrames()) {
          pictures.offer(frame.index, frame.grid)
          yield frame
        }
      },
    }
    const film = await renderVideo(watched, { colours, backend })
    expect(film.frames).toBe(12)
    for (const index of [0, 11]) await pictures.get(index)
    expect(read).toEqual([])
  })
})
