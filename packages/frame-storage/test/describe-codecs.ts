import type { FileBackend } from '@plimsoll/files'
import { afterEach, describe, expect, it } from 'vitest'
import { makeGrid } from '../src/dtype.js'
import {
  auto,
  type Dtype,
  type FrameCodec,
  FrameStorage,
  type OpenFrameStorageOptions,
  quantize,
  raw,
} from '../src/index.js'

const shape = [60, 70]
const cells = 60 * 70

/** A spot of heat in a cold room. */
export function heat(dtype: Dtype = 'float32') {
  const grid = makeGrid(dtype, cells)
  for (let cell = 0; cell < cells; cell++) {
    const squared = (Math.floor(cell / 70) - 30) ** 2 + ((cell % 70) - 35) ** 2
    grid[cell] = squared < 100 ? 100 * Math.exp(-squared / 30) : 0
  }
  return grid
}

/** What nothing makes smaller. */
export function noise() {
  const bytes = crypto.getRandomValues(new Uint8Array(cells * 4))
  return new Int32Array(bytes.buffer)
}

/** The promises of the codecs, wherever the engine runs. `create` answers an empty backend. */
export function describeCodecs(name: string, create: () => Promise<FileBackend>): void {
  describe(`FrameStorage ${name}, with a codec`, () => {
    const opened: { close(): Promise<void> }[] = []
    afterEach(async () => {
      for (const storage of opened.splice(0)) await storage.close()
    })
    const open = async <D extends Dtype = 'float32'>(options: Partial<OpenFrameStorageOptions<D>> = {}) => {
      const storage = await FrameStorage.open<D>({
        session: 'run',
        shape,
        backend: options.backend ?? (await create()),
        ...options,
      })
      opened.push(storage)
      return storage
    }

    it('auto() makes a field smaller and gives it back bit by bit, of any type', async () => {
      for (const dtype of ['int8', 'uint16', 'int32', 'float32', 'float64'] as const) {
        const storage = await open({ dtype, codec: auto() })
        const grid = heat(dtype)
        await storage.storeFrame(0, grid as never)
        expect(storage.describe(0)?.encoding).toMatch(/deflate|zstd/)
        expect(storage.describe(0)?.storedBytes).toBeLessThan(storage.frameBytes / 2)
        expect((await storage.getFrame(0))?.grid).toEqual(grid)
        const into = makeGrid(dtype, cells)
        expect((await storage.getFrame(0, { into: into as never }))?.grid).toBe(into)
        expect(into).toEqual(grid)
      }
    })

    it('auto() leaves noise as it is, and finds again what is worth it', async () => {
      const storage = await open({ dtype: 'int32', codec: auto() })
      for (let index = 0; index < 5; index++) await storage.storeFrame(index, noise())
      expect([storage.describe(4)?.encoding, storage.describe(4)?.storedBytes]).toEqual(['raw', storage.frameBytes])
      // It looks beside the storing, so it needs turns of the event loop.
      let index = 5
      do {
        await storage.storeFrame(++index, heat('int32') as Int32Array)
        await new Promise(resolve => setTimeout(resolve))
      } while (storage.describe(index)?.encoding === 'raw' && index < 200)
      expect(storage.describe(index)?.encoding).toMatch(/deflate|zstd/)
      expect((await storage.getFrame(index))?.grid).toEqual(heat('int32'))
    })

    it('quantize(16) keeps to the error it tells, both ends, NaN and the infinities', async () => {
      for (const dtype of ['float32', 'float64'] as const) {
        const storage = await open({ dtype, codec: quantize(16) })
        const grid = makeGrid(dtype, cells)
        for (let cell = 0; cell < cells; cell++) grid[cell] = Math.sin(cell / 9) * 7 - 3
        const [min, max] = [Math.min(...grid), Math.max(...grid)]
        await storage.storeFrame(0, grid as never)
        grid.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN], cells - 4)
        await storage.storeFrame(1, grid as never)
        for (const index of [0, 1]) {
          const told = storage.describe(index)
          expect(told).toMatchObject({ encoding: 'quantized', min, max, maxError: (max - min) / 131_070 })
          expect(told?.storedBytes).toBeLessThan(storage.frameBytes / 1.9)
          const found = (await storage.getFrame(index))?.grid as Float64Array
          const rounding = dtype === 'float32' ? 2 ** -24 * 10 : 2 ** -53 * 40
          for (let cell = 0; cell < cells - 4; cell++) {
            const error = Math.abs((found[cell] as number) - (grid[cell] as number))
            expect(error).toBeLessThanOrEqual((told?.maxError as number) + rounding)
          }
          expect([Math.min(...found.subarray(0, -4)), Math.max(...found.subarray(0, -4))]).toEqual([min, max])
          if (index === 1) expect(found.subarray(-4)).toEqual(grid.subarray(-4))
        }
      }
    })

    it('opens a session of mixed frames with any codec', async () => {
      const backend = await create()
      const codecs: FrameCodec[] = [raw(), auto(), quantize(16)]
      for (const [index, codec] of codecs.entries()) {
        const storage = await open({ backend, codec })
        await storage.storeFrame(index, heat() as Float32Array)
        await storage.close()
      }
      for (const codec of codecs) {
        const storage = await open({ backend, codec })
        const kinds = [0, 1, 2].map(index => storage.describe(index)?.encoding)
        expect(kinds).toEqual(['raw', expect.stringMatching(/deflate|zstd/), 'quantized'])
        expect((await storage.getFrame(0))?.grid).toEqual(heat())
        expect((await storage.getFrame(1))?.grid).toEqual(heat())
        expect((await storage.getFrame(2))?.grid[30 * 70 + 35]).toBe(100)
        expect((await FrameStorage.sessions({ backend }))[0]?.records).toBe(3)
        await storage.close()
      }
    })

    it('reads parts of frames, however they are written', async () => {
      for (const codec of [raw(), auto()]) {
        const storage = await open({ codec })
        const grid = heat() as Float32Array
        for (const index of [0, 1, 4])
          await storage.storeFrame(index, grid.map(value => value + index) as never, index / 2)
        const row = await storage.getSlice(1, [30])
        expect(row).toEqual({ index: 1, t: 0.5, shape: [70], grid: grid.slice(30 * 70, 31 * 70).map(v => v + 1) })
        const column = await storage.getSlice(0, [null, 35])
        expect(column?.shape).toEqual([60])
        expect(column?.grid).toEqual(Float32Array.from({ length: 60 }, (_, y) => grid[y * 70 + 35] as number))
        expect(await storage.getSlice(2, [0])).toBeUndefined()
        expect(await storage.getSeries([30, 35])).toEqual({
          indices: [0, 1, 4],
          t: [0, 0.5, 2],
          values: Float32Array.of(100, 101, 104),
        })
        expect((await storage.getSeries([30, 35], { from: 1, to: 4 })).indices).toEqual([1])
      }
    })

    it('refuses parts that are none', async () => {
      const storage = await open()
      await storage.storeFrame(0, heat() as Float32Array)
      const bad = [[60], [-1], [0.5], [[3, 3]], [[0, 61]], [null, [5, 71]], [0, 0, 0], 'row', ['1']]
      for (const selection of bad) {
        await expect(storage.getSlice(0, selection as never)).rejects.toMatchObject({
          code: 'FRAMES_INVALID_SELECTION',
          message: expect.stringContaining('of frames of shape [60, 70]'),
        })
      }
      await expect(storage.getSeries([1])).rejects.toMatchObject({ code: 'FRAMES_INVALID_SELECTION' })
      await expect(storage.getSeries([1, 1], { from: -1 })).rejects.toMatchObject({ code: 'FRAMES_INVALID_RANGE' })
    })

    it('refuses a codec that is none', async () => {
      for (const codec of ['auto', { name: 'zip' }, { name: 'quantize', bits: 8 }, null]) {
        await expect(open({ codec: codec as never })).rejects.toMatchObject({ code: 'FRAMES_INVALID_OPTIONS' })
      }
      expect(() => quantize(12 as never)).toThrow('codec quantize(12); use raw(), auto() or quantize(16)')
    })
  })
}
