import { memoryFiles } from '@plimsoll/files/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { exportNpy, importNpy, readNpy, writeNpy } from '../src/npy/index.js'
import { bytesOfGrid, gather, npyFile, npyHeader, pieces } from './npy-files.js'

const open = (backend = memoryFiles()) => FrameStorage.open({ session: 'heat', shape: [2, 2], backend })
const bytesOfBlob = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())

describe('exportNpy and importNpy', () => {
  it('bring frames out and back, byte for byte, whatever they hold', async () => {
    const cells = fc.array(fc.float(), { minLength: 4, maxLength: 4 })
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 6 }), cuts, async (frames, places) => {
        const backend = memoryFiles()
        const storage = await open(backend)
        for (const [index, frame] of frames.entries()) await storage.storeFrame(index, Float32Array.from(frame))
        const exported = await exportNpy(storage, { backend })
        const bytes = await bytesOfBlob(exported.file)
        expect(exported).toMatchObject({ bytes: bytes.length, frames: frames.length })
        expect(await gather(writeNpy(storage))).toEqual(bytes)

        const copy = await importNpy(pieces(bytes, places), { session: 'copy', backend })
        expect([copy.shape, copy.dtype, copy.count]).toEqual([[2, 2], 'float32', frames.length])
        expect(await bytesOfBlob((await exportNpy(copy, { backend, file: 'again.npy' })).file)).toEqual(bytes)
        await Promise.all([storage.close(), copy.close()])
      }),
      { numRuns: 25 },
    )
  })

  it('makes frames of volumes, and gives each its time', async () => {
    const values = Int16Array.from({ length: 24 }, (_, at) => at)
    const file = npyFile(npyHeader('<i2', [2, 3, 2, 2]), bytesOfGrid(values))
    const seen: number[] = []
    const storage = await importNpy(new Blob([file]), {
      session: 'volumes',
      backend: memoryFiles(),
      time: index => index / 10,
      onProgress: ({ frames, of }) => seen.push(frames / of),
    })
    expect([storage.shape, storage.dtype]).toEqual([[3, 2, 2], 'int16'])
    expect(await storage.getFrame(1)).toEqual({ index: 1, t: 0.1, grid: values.slice(12) })
    expect(seen).toEqual([0.5, 1])
    await storage.close()
  })

  it('fills missing floats with NaN, and asks what missing whole numbers are', async () => {
    const backend = memoryFiles()
    const storage = await open(backend)
    await storage.storeFrame(1, Float32Array.of(1, 2, 3, 4))
    const slabs = (await readNpy(writeNpy(storage))).slabs({ steps: 2 })
    expect((await slabs.next()).value?.grid).toEqual(Float32Array.of(NaN, NaN, NaN, NaN, 1, 2, 3, 4))
    expect((await exportNpy(storage, { backend, from: 1 })).frames).toBe(1)
    await storage.close()

    const whole = await FrameStorage.open({ session: 'whole', shape: [2], dtype: 'uint8', backend })
    await whole.storeFrame(1, Uint8Array.of(1, 2))
    expect(() => writeNpy(whole)).toThrow(expect.objectContaining({ code: 'FRAMES_MISSING' }))
    await expect(exportNpy(whole, { backend })).rejects.toThrow(
      /frame 0 is missing, and uint8 has no NaN; give fill: 0/,
    )
    expect([...(await gather(writeNpy(whole, { fill: 9 }))).slice(-4)]).toEqual([9, 9, 1, 2])
    for (const fill of [-1, 256, 0.5, Number.NaN]) {
      expect(() => writeNpy(whole, { fill })).toThrow(/is no value of a Uint8Array/)
    }
    expect(() => writeNpy(whole, { from: 2, to: 1 })).toThrow(expect.objectContaining({ code: 'FRAMES_INVALID_RANGE' }))
    await whole.close()
  })

  it('leaves no half session and no half file behind', async () => {
    const backend = memoryFiles()
    const file = npyFile(npyHeader('<f4', [2, 1, 1]), new Uint8Array(7))
    await expect(importNpy([file], { session: 'half', backend })).rejects.toMatchObject({ code: 'NPY_DAMAGED' })
    expect(await FrameStorage.sessions({ backend })).toEqual([])

    const storage = await open(backend)
    for (const index of [0, 1]) await storage.storeFrame(index, new Float32Array(4))
    const abort = new AbortController()
    const exporting = exportNpy(storage, { backend, signal: abort.signal, onProgress: () => abort.abort() })
    await expect(exporting).rejects.toMatchObject({ name: 'AbortError' })
    expect(await backend.list('frames.npy')).toEqual([])
    await storage.close()
  })

  it('leaves a former export as it is where not even the first frame can be read', async () => {
    const backend = memoryFiles()
    const storage = await open(backend)
    await storage.storeFrame(0, Float32Array.of(1, 2, 3, 4))
    const former = await bytesOfBlob((await exportNpy(storage, { backend })).file)
    await storage.close()
    await expect(
      exportNpy(
        { shape: [2, 2], dtype: 'float32', count: 1, missing: () => [], getFrame: i => storage.getFrame(i) },
        { backend },
      ),
    ).rejects.toMatchObject({ code: 'FRAMES_CLOSED' })
    expect(await bytesOfBlob(await backend.blob('frames.npy'))).toEqual(former)
  })

  it('keeps the frames of a session that had some', async () => {
    const backend = memoryFiles()
    const storage = await open(backend)
    await storage.storeFrame(7, new Float32Array(4))
    await storage.close()
    const short = npyFile(npyHeader('<f4', [2, 2, 2]), new Uint8Array(20))
    await expect(importNpy([short], { session: 'heat', backend })).rejects.toThrow(/step 1 of 2/)
    const again = await open(backend)
    expect(again.has(7)).toBe(true)
    await again.close()
  })

  it('refuses arrays without frames, and options that the file decides', async () => {
    const backend = memoryFiles()
    for (const shape of [[], [4], [0, 2], [2, 0]]) {
      const bytes = new Uint8Array(shape.reduce((product, steps) => product * steps, 4))
      const source = [npyFile(npyHeader('<f4', shape), bytes)]
      await expect(importNpy(source, { session: 'none', backend })).rejects.toThrow(/has no frames; use \(t, y, x\)/)
    }
    const options = { session: 'none', backend, shape: [2, 2] }
    await expect(importNpy([], options)).rejects.toThrow(/importNpy takes no shape/)
    const source = [npyFile(npyHeader('<f4', [1, 1]), new Uint8Array(4))]
    const misspelt = { session: 'none', backend, sesion: 'none' }
    await expect(importNpy(source, misspelt)).rejects.toThrow(/sesion/)
    expect(await backend.list()).toEqual([])
    const storage = await open(backend)
    await expect(exportNpy(storage, { fiel: 'a.npy' } as object)).rejects.toThrow(
      /there is no option "fiel" of exportNpy/,
    )
    expect(() => writeNpy(storage, { fil: 0 } as object)).toThrow(
      /there is no option "fil" of writeNpy; use from, to, fill/,
    )
    const npy = await readNpy(source)
    expect(() => npy.slabs({ step: 2 } as object)).toThrow(/there is no option "step" of slabs; use steps, signal/)
    await storage.close()
  })

  it('refuses grids that do not fit the shape they were announced with', async () => {
    const stream = (grids: Float32Array[]) => gather(writeNpy(grids, { shape: [2, 1], dtype: 'float32' }))
    await expect(stream([new Float32Array(1)])).rejects.toThrow(/there are 1 grids; the shape says 2/)
    await expect(stream(Array(3).fill(new Float32Array(1)))).rejects.toThrow(/there are more than 2 grids/)
    await expect(stream([new Float32Array(2)])).rejects.toThrow(/grid 0 has 2 cells/)
    expect(() => writeNpy([], { shape: [], dtype: 'float32' })).toThrow(/use that of the whole array/)
    expect(() => writeNpy([], { shape: [1], dtype: 'float' as never })).toThrow(/dtype "float"; use int8/)
    expect(() => writeNpy(3 as never, { shape: [1], dtype: 'int8' })).toThrow(/give a FrameStorage, or grids/)
  })
})
