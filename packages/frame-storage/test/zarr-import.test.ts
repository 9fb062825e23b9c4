import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import * as zarrita from 'zarrita'
import { FrameStorage } from '../src/index.js'
import { blobStore, exportZarr, importZarr, readZarr, type ZarrReadable } from '../src/zarr/index.js'
import { type Bytes, bytes, type Codecs, foreign, metadata } from './zarr-foreign.js'

async function framesOf(store: ZarrReadable, options: { path?: string; maxBytes?: number } = {}) {
  const storage = await importZarr(store, { session: 'in', backend: memoryFiles(), ...options })
  const grids: number[][] = []
  for await (const { grid } of storage.getAllFrames()) grids.push([...grid])
  await storage.close()
  return { grids, storage }
}

const counted = Array.from({ length: 5 }, (_, index) => Array.from({ length: 12 }, (_, cell) => index * 12 + cell))
describe('importZarr', () => {
  it('makes frames of chunks that hold several, or parts of them, in little memory too', async () => {
    for (const maxBytes of [1, 200, 1_000_000])
      expect((await framesOf(await foreign(), { maxBytes })).grids).toEqual(counted)
    for (const chunks of [
      [1, 3, 4],
      [5, 1, 1],
      [5, 3, 4],
      [3, 4, 8],
    ]) {
      expect((await framesOf(await foreign({ chunks }))).grids).toEqual(counted)
    }
  })

  it('reads what zarrita reads: zstd, blosc, lz4, the other byte order, transposed chunks', async () => {
    const blosc = {
      name: 'blosc',
      configuration: { cname: 'lz4', clevel: 5, shuffle: 'shuffle', typesize: 8, blocksize: 0 },
    }
    const pipelines: Codecs[] = [
      [bytes, { name: 'zstd', configuration: { level: 1, checksum: false } }],
      [bytes, blosc],
      [bytes, { name: 'lz4', configuration: { acceleration: 1 } }],
      [{ name: 'bytes', configuration: { endian: 'big' } }],
      [{ name: 'transpose', configuration: { order: [2, 0, 1] } }, bytes],
    ]
    for (const codecs of pipelines) expect((await framesOf(await foreign({ codecs }))).grids).toEqual(counted)
  })

  it('reads shards', async () => {
    // Two frames of two cells in one shard, a chunk each; at its end, where each chunk lies.
    const shard = new Uint8Array(16 + 32)
    shard.set(new Uint8Array(Float32Array.of(3, 4, 1, 2).buffer))
    shard.set(new Uint8Array(BigUint64Array.of(8n, 8n, 0n, 8n).buffer), 16)
    const configuration = { chunk_shape: [1, 2], codecs: [bytes], index_codecs: [bytes], index_location: 'end' }
    const array = {
      zarr_format: 3,
      node_type: 'array',
      shape: [2, 2],
      data_type: 'float32',
      chunk_grid: { name: 'regular', configuration: { chunk_shape: [2, 2] } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      fill_value: 0,
      codecs: [{ name: 'sharding_indexed', configuration }],
      attributes: {},
    }
    const files = new Map([
      ['run.zarr/zarr.json', new Blob([JSON.stringify(array)])],
      ['run.zarr/c/0/0', new Blob([shard])],
    ])
    expect((await framesOf(blobStore(files))).grids).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('converts bool and 64 bits as far as they are exact', async () => {
    const store: Bytes = new Map()
    const root = zarrita.root(store)
    const shape = [2, 2]
    const options = { shape, chunkShape: [1, 2], codecs: [bytes] }
    const truth = await zarrita.create(root.resolve('truth'), { ...options, dtype: 'bool', fillValue: false })
    await zarrita.set(truth, [1, 1], true)
    expect((await framesOf(store, { path: 'truth' })).grids).toEqual([
      [0, 0],
      [0, 1],
    ])
    const longs = await zarrita.create(root.resolve('longs'), { ...options, dtype: 'int64' })
    const fill = (...data: bigint[]) =>
      zarrita.set(longs, null, { data: BigInt64Array.from(data), shape: [2, 2], stride: [2, 1] })
    await fill(0n, -(2n ** 53n) + 1n, 2n, 3n)
    const { grids, storage } = await framesOf(store, { path: 'longs' })
    expect([storage.dtype, grids[0]]).toEqual(['float64', [0, -(2 ** 53) + 1]])
    await fill(0n, 1n, 2n, 2n ** 60n)
    await expect(framesOf(store, { path: 'longs' })).rejects.toMatchObject({ code: 'ZARR_UNSUPPORTED' })
  })

  it('takes times from the array that is named like the first axis, and frames that others wrote as they are', async () => {
    const store = await foreign({ path: 'data' })
    metadata(store, '/data/zarr.json', value => {
      value.dimension_names = ['when', 'y', 'x']
    })
    const when = await zarrita.create(zarrita.root(store).resolve('when'), {
      shape: [5],
      chunkShape: [5],
      dtype: 'int32',
      codecs: [bytes],
    })
    await zarrita.set(when, null, { data: Int32Array.of(10, 20, 30, 40, 50), shape: [5], stride: [1] })
    const storage = await importZarr(store, { session: 'in', backend: memoryFiles(), path: 'data' })
    expect((await storage.getFrame(3))?.t).toBe(40)
    await storage.close()
    const told = await importZarr(store, { session: 'in', backend: memoryFiles(), path: 'data', time: index => -index })
    expect((await told.getFrame(3))?.t).toBe(-3)
    await told.close()
  })

  it('finds the one array of frames in a group that lists them, and names them where there are several', async () => {
    const storage = await FrameStorage.open({ session: 's', shape: [2], backend: memoryFiles() })
    await storage.storeFrame(0, Float32Array.of(1, 2))
    const store: Bytes = new Map()
    await exportZarr(storage, store)
    await storage.close()
    metadata(store, '/zarr.json', value => {
      value.attributes = {}
    })
    expect((await framesOf(store)).grids).toEqual([[1, 2]])
    for (const [key, value] of [...store])
      if (key.startsWith('/frames')) store.set(key.replace('frames', 'more'), value)
    metadata(store, '/zarr.json', value => {
      const { metadata } = value.consolidated_metadata as { metadata: Record<string, unknown> }
      metadata.more = metadata.frames
    })
    await expect(framesOf(store)).rejects.toThrow(/several|not one array of frames; it has \/frames \(1, 2\).*\/more/)
    expect((await framesOf(store, { path: 'more' })).grids).toEqual([[1, 2]])
  })

  it('names what it cannot read, and leaves no session', async () => {
    const backend = memoryFiles()
    const refused = async (store: unknown, code: string, message: RegExp, path = '') => {
      const importing = importZarr(store as ZarrReadable, { session: 'none', backend, path })
      await expect(importing).rejects.toMatchObject({
        name: 'FrameStorageError',
        code,
        message: expect.stringMatching(message),
      })
      expect(await FrameStorage.sessions({ backend })).toEqual([])
    }
    await refused(new Map(), 'ZARR_NOT_FOUND', /the root of the store/)
    await refused(await foreign(), 'ZARR_NOT_FOUND', /path heat/, 'heat')
    await refused('heat.zarr', 'ZARR_INVALID_STORE', /the store is "heat.zarr"; give one with get and set/)
    const changed = async (change: (value: Record<string, unknown>) => void) => {
      const store = await foreign()
      metadata(store, '/zarr.json', change)
      return store
    }
    const codec = await changed(value => (value.codecs as unknown[]).push({ name: 'pcodec', configuration: {} }))
    await refused(codec, 'ZARR_UNSUPPORTED', /pcodec/)
    const text = await changed(value => Object.assign(value, { data_type: 'string', fill_value: '' }))
    await refused(text, 'ZARR_UNSUPPORTED', /elements of type string; use bool, int8/)
    const flat = await changed(value => {
      Object.assign(value, { shape: [60], chunk_grid: { name: 'regular', configuration: { chunk_shape: [60] } } })
    })
    await refused(flat, 'ZARR_UNSUPPORTED', /shape \(60\) has no frames/)
    const broken = await foreign()
    broken.set('/zarr.json', new TextEncoder().encode('{'))
    await refused(broken, 'ZARR_DAMAGED', /cannot be read/)
    for (const length of [0, 7, 8, 90]) {
      const short = await foreign()
      short.set('/c/1/0/0', (short.get('/c/1/0/0') as Uint8Array).slice(0, length))
      await refused(short, 'ZARR_DAMAGED', /steps 2 to 3 of array \/|chunk 1, 0, 0 of array \/ has \d+ of 12 cells/)
    }
    const storage = await FrameStorage.open({ session: 'zipped', shape: [2, 2], backend: memoryFiles() })
    await storage.storeFrame(0, new Float32Array(4))
    const zipped: Bytes = new Map()
    await exportZarr(storage, zipped, { compression: 'gzip' })
    await storage.close()
    zipped.set('/frames/c/0/0/0', (zipped.get('/frames/c/0/0/0') as Uint8Array).slice(0, 20))
    await refused(zipped, 'ZARR_DAMAGED', /steps 0 to 0/)
  })

  it('hands on what the store throws, and ends with its signal', async () => {
    const store = await foreign()
    const failing: ZarrReadable = {
      get(key) {
        if (key.startsWith('/c/')) throw new Error('the line is dead')
        return store.get(key)
      },
    }
    await expect(framesOf(failing)).rejects.toThrow('the line is dead')
    const abort = new AbortController()
    const options = { session: 'in', backend: memoryFiles(), signal: abort.signal, onProgress: () => abort.abort() }
    await expect(importZarr(store, options)).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('readZarr', () => {
  it('says what an array is, and reads its frames as often as asked for, stored by nobody', async () => {
    const zarr = await readZarr(await foreign({ path: 'a/b' }), { path: 'a/b' })
    expect(zarr.header).toEqual({ shape: [5, 3, 4], dtype: 'float64', path: '/a/b' })
    for (let time = 0; time < 2; time++) {
      const grids: number[][] = []
      for await (const { grid } of zarr.frames()) grids.push([...grid])
      expect(grids).toEqual(counted)
    }
  })

  it('refuses an option that there is not', async () => {
    const options = { pth: 'a' } as object
    await expect(readZarr(await foreign(), options)).rejects.toMatchObject({ code: 'FRAMES_INVALID_OPTIONS' })
  })

  it('stops when it is told to', async () => {
    const zarr = await readZarr(await foreign())
    const frames = zarr.frames({ signal: AbortSignal.abort(new Error('enough')) })
    await expect(frames.next()).rejects.toThrow('enough')
  })
})
