import { memoryFiles } from '@plimsoll/files/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as zarrita from 'zarrita'
import { FrameStorage } from '../src/index.js'
import { exportZarr, filesStore, importZarr } from '../src/zarr/index.js'

type Bytes = Map<string, Uint8Array>

/** A session with frames 0 and 2 of [2, 3], whose time is a quarter of their index; 1 is missing. */
async function gappy(backend = memoryFiles()) {
  const storage = await FrameStorage.open({ session: 'gappy', shape: [2, 3], backend })
  for (const index of [0, 2]) {
    await storage.storeFrame(index, Float32Array.of(index, 1, 2, 3, 4, Number.NaN), index / 4)
  }
  return storage
}

const json = (store: Bytes, key: string) => JSON.parse(new TextDecoder().decode(store.get(key)))

describe('exportZarr', () => {
  it('writes a chunk for each frame, the times, and metadata that others expect', async () => {
    const storage = await gappy()
    const store: Bytes = new Map()
    expect(await exportZarr(storage, store, { attributes: { units: 'K' } })).toEqual({ frames: 3, missing: 1 })
    await storage.close()
    expect([...store.keys()].sort()).toEqual([
      '/frames/c/0/0/0',
      '/frames/c/2/0/0',
      '/frames/zarr.json',
      '/t/c/0',
      '/t/zarr.json',
      '/zarr.json',
    ])
    expect(json(store, '/frames/zarr.json')).toEqual({
      zarr_format: 3,
      node_type: 'array',
      shape: [3, 2, 3],
      data_type: 'float32',
      chunk_grid: { name: 'regular', configuration: { chunk_shape: [1, 2, 3] } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      fill_value: 'NaN',
      codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
      attributes: { _FillValue: 'AAAAAAAA+H8=', plimsoll: { formatVersion: 1 }, units: 'K' },
      dimension_names: ['t', 'y', 'x'],
      storage_transformers: [],
    })
    expect(json(store, '/zarr.json').consolidated_metadata).toEqual({
      kind: 'inline',
      must_understand: false,
      metadata: { frames: json(store, '/frames/zarr.json'), t: json(store, '/t/zarr.json') },
    })
  })

  it('is read by zarrita: frames, NaN for those that are missing, times, names of axes', async () => {
    for (const compression of ['none', 'gzip'] as const) {
      const storage = await gappy()
      const store: Bytes = new Map()
      await exportZarr(storage, store, { compression })
      await storage.close()
      const listed = await zarrita.withConsolidatedMetadata(store as never, { format: 'v3' })
      expect((listed as { contents(): unknown }).contents()).toEqual([
        { path: '/', kind: 'group' },
        { path: '/frames', kind: 'array' },
        { path: '/t', kind: 'array' },
      ])
      const frames = await zarrita.open(zarrita.root(store).resolve('frames'), { kind: 'array' })
      expect(frames.dimensionNames).toEqual(['t', 'y', 'x'])
      const { data } = await zarrita.get(frames, [null, 0, null])
      expect(data).toEqual(Float32Array.of(0, 1, 2, NaN, NaN, NaN, 2, 1, 2))
      const times = await zarrita.open(zarrita.root(store).resolve('t'), { kind: 'array' })
      expect((await zarrita.get(times, [null])).data).toEqual(Float64Array.of(0, Number.NaN, 0.5))
    }
  })

  it('writes over nothing, and what it did not finish is no group', async () => {
    const storage = await gappy()
    const backend = memoryFiles()
    const store = filesStore(backend, 'runs/heat.zarr')
    const abort = new AbortController()
    const half = exportZarr(storage, store, { signal: abort.signal, onProgress: () => abort.abort() })
    await expect(half).rejects.toMatchObject({ name: 'AbortError' })
    await expect(importZarr(store, { session: 'half', backend })).rejects.toMatchObject({ code: 'ZARR_NOT_FOUND' })
    await expect(exportZarr(storage, store)).rejects.toMatchObject({
      code: 'ZARR_EXISTS',
      message: expect.stringContaining('has /frames/zarr.json already'),
    })
    await store.clear()
    expect(await backend.list()).toEqual([])
    await exportZarr(storage, store)
    await expect(exportZarr(storage, store)).rejects.toThrow(/has \/zarr.json already/)
    expect((await backend.list()).map(({ name }) => name)).toContain('runs/heat.zarr/frames/c/2/0/0')
    await storage.close()
  })

  it('asks what missing whole numbers are, and marks that value', async () => {
    const storage = await FrameStorage.open({ session: 'counts', shape: [2], dtype: 'uint8', backend: memoryFiles() })
    await storage.storeFrame(1, Uint8Array.of(1, 2))
    await expect(exportZarr(storage, new Map())).rejects.toMatchObject({ code: 'FRAMES_MISSING' })
    const store: Bytes = new Map()
    await exportZarr(storage, store, { fill: 255, dimensionNames: ['time', 'cell'], array: 'counts' })
    expect(json(store, '/counts/zarr.json')).toMatchObject({ fill_value: 255, attributes: { _FillValue: 255 } })
    expect(store.has('/time/zarr.json')).toBe(true)
    const present: Bytes = new Map()
    await exportZarr(storage, present, { from: 1 })
    expect(json(present, '/frames/zarr.json').attributes).toEqual({ plimsoll: { formatVersion: 1 } })
    await storage.close()
  })

  it('refuses options that say nothing before it writes anything', async () => {
    const storage = await gappy()
    const store: Bytes = new Map()
    for (const [options, message] of [
      [{ compression: 'zip' }, /compression "zip"; use 'none' or 'gzip'/],
      [{ array: 'a/b' }, /the name "a\/b"; use letters/],
      [{ dimensionNames: ['t', 'y'] }, /use 3 different names/],
      [{ dimensionNames: ['t', 'y', 'y'] }, /use 3 different names/],
      [{ array: 't' }, /none of them "t"/],
      [{ fil: 0 }, /there is no option "fil" of exportZarr; use from, to/],
      [{ to: -1 }, /to -1/],
    ] as const) {
      await expect(exportZarr(storage, store, options as object)).rejects.toThrow(message)
    }
    await expect(exportZarr(storage, 'heat.zarr' as never)).rejects.toMatchObject({ code: 'ZARR_INVALID_STORE' })
    expect(store.size).toBe(0)
    await storage.close()
  })
})

describe('exportZarr, then importZarr', () => {
  it('brings all frames and times back, and leaves missing what was missing', async () => {
    const scene = fc.record({
      dtype: fc.constantFrom('int8', 'uint16', 'int32', 'float32', 'float64'),
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
      indices: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 }),
      gzip: fc.boolean(),
      asFiles: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(scene, async ({ dtype, shape, indices, gzip, asFiles }) => {
        const backend = memoryFiles()
        const storage = await FrameStorage.open({ session: 'first', shape, dtype, backend })
        for (const index of indices) {
          const grid = (await storage.getFrame(0))?.grid ?? emptyGrid(dtype, shape)
          await storage.storeFrame(index, grid.fill(index + 1) as never, index / 8)
        }
        const store = asFiles ? filesStore(backend, 'a.zarr') : new Map<string, Uint8Array>()
        await exportZarr(storage, store, { compression: gzip ? 'gzip' : 'none', fill: 0 })
        const copy = await importZarr(store, { session: 'second', backend })
        expect([copy.shape, copy.dtype, copy.missing()]).toEqual([shape, dtype, storage.missing()])
        for (const index of indices) expect(await copy.getFrame(index)).toEqual(await storage.getFrame(index))
        await Promise.all([storage.close(), copy.close()])
      }),
      { numRuns: 25 },
    )
  })
})

function emptyGrid(dtype: 'int8' | 'uint16' | 'int32' | 'float32' | 'float64', shape: readonly number[]) {
  const types = {
    int8: Int8Array,
    uint16: Uint16Array,
    int32: Int32Array,
    float32: Float32Array,
    float64: Float64Array,
  }
  return new types[dtype](shape.reduce((product, steps) => product * steps, 1))
}
