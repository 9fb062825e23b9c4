import { memoryFiles } from '@plimsoll/files/memory'
import { afterEach, describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { importZarr, readZarr, type ZarrReadable } from '../src/zarr/index.js'
import { type Bytes, bytes, type Codecs, foreign, metadata } from './zarr-foreign.js'

type Metadata = Record<string, unknown>

/** The store, and what was asked of it that is no metadata. */
function counting(store: Bytes) {
  const fetched: string[] = []
  const get: ZarrReadable['get'] = key => {
    if (!key.includes('/.z') && !key.endsWith('/zarr.json')) fetched.push(key)
    return store.get(key)
  }
  return { fetched, store: { get } }
}

const grid = (...chunk_shape: number[]) => ({ name: 'regular', configuration: { chunk_shape } })

describe('what metadata say, before anything is fetched', () => {
  const backend = memoryFiles()
  afterEach(async () => expect(await FrameStorage.sessions({ backend })).toEqual([]))

  async function refused(change: (value: Metadata) => void, code: string, message: RegExp, options = {}) {
    const array = await foreign()
    metadata(array, '/zarr.json', change)
    const { store, fetched } = counting(array)
    const importing = importZarr(store, { session: 'none', backend, ...options })
    await expect(importing).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(fetched).toEqual([])
  }

  it('refuses chunks beyond maxBytes, and frames that none can be', async () => {
    const wide = (value: Metadata) => Object.assign(value, { chunk_grid: grid(1000, 3, 4) })
    await refused(wide, 'ZARR_UNSUPPORTED', /a chunk of array \/ has 96000 bytes, and 95999 are/, { maxBytes: 95_999 })
    const endless = (value: Metadata) => Object.assign(value, { chunk_grid: grid(2 ** 40, 3, 4) })
    await refused(endless, 'ZARR_UNSUPPORTED', /a chunk of array \/ has \d+ bytes.*give a larger maxBytes/)
    const huge = (value: Metadata) => Object.assign(value, { shape: [5, 2 ** 20, 2 ** 20] })
    await refused(huge, 'ZARR_UNSUPPORTED', /a frame of array \/ has \d+ bytes.*cut it before/)
    const { store, fetched } = counting(await foreign())
    const allowed = await importZarr(store, { session: 'all', backend, maxBytes: 96 })
    await allowed.close()
    expect(fetched).not.toEqual([])
    await FrameStorage.delete('all', { backend })
  })

  it('refuses axes that are none', async () => {
    for (const chunk of [
      [2, 2],
      [0, 2, 3],
      [-1, 2, 3],
      [1.5, 2, 3],
    ]) {
      await refused(value => Object.assign(value, { chunk_grid: grid(...chunk) }), 'ZARR_DAMAGED', /which are no axes/)
    }
    for (const shape of [[5, -3, 4], ['5', 3, 4], 5]) {
      await refused(value => Object.assign(value, { shape }), 'ZARR_DAMAGED', /which are no axes/)
    }
  })

  it('refuses elements, grids and shards that are not understood', async () => {
    const date = { name: 'numpy.datetime64', configuration: { unit: 's', scale_factor: 1 } }
    await refused(value => Object.assign(value, { data_type: date }), 'ZARR_UNSUPPORTED', /type numpy.datetime64; use/)
    const rectilinear = { name: 'rectilinear', configuration: { kind: 'inline', chunk_shapes: [[2, 3], [3], [4]] } }
    const uneven = (value: Metadata) => Object.assign(value, { chunk_grid: rectilinear })
    await refused(uneven, 'ZARR_UNSUPPORTED', /chunks of a rectilinear grid/)
    const shards = (more: object) => ({
      name: 'sharding_indexed',
      configuration: { chunk_shape: [1, 2, 3], codecs: [bytes], index_codecs: [bytes], ...more },
    })
    const inFront = (value: Metadata) => Object.assign(value, { codecs: [shards({ index_location: 'start' })] })
    await refused(inFront, 'ZARR_UNSUPPORTED', /index of its shards in front/)
    const zipped = (value: Metadata) => Object.assign(value, { codecs: [shards({}), { name: 'gzip' }] })
    await refused(zipped, 'ZARR_UNSUPPORTED', /has gzip around its shards/)
  })

  it('leaves a time axis alone whose chunks are absurd, and takes the indices', async () => {
    for (const chunk of [2 ** 25, 2 ** 40]) {
      const array = await foreign({ path: 'data' })
      metadata(array, '/data/zarr.json', value => Object.assign(value, { dimension_names: ['t', 'y', 'x'] }))
      const times = new TextDecoder().decode(array.get('/data/zarr.json'))
      array.set('/t/zarr.json', new TextEncoder().encode(times))
      metadata(array, '/t/zarr.json', value => Object.assign(value, { shape: [5], chunk_grid: grid(chunk) }))
      const { store, fetched } = counting(array)
      const ts: number[] = []
      for await (const { t } of (await readZarr(store, { path: 'data' })).frames()) ts.push(t)
      expect(ts).toEqual([0, 1, 2, 3, 4])
      expect(fetched.filter(key => key.startsWith('/t/'))).toEqual([])
    }
  })
})

describe('metadata as Python wrote them', () => {
  it('are read with NaN and the infinities as they are, but not within texts', async () => {
    const array = await foreign()
    metadata(array, '/zarr.json', value => {
      Object.assign(value, { fill_value: 'HERE', attributes: { why: 'NaN, "Infinity"', least: 'HERE' } })
    })
    for (const word of ['NaN', '-Infinity', 'Infinity']) {
      const text = new TextDecoder().decode(array.get('/zarr.json')).replaceAll('"HERE"', word)
      const python = new Map([...array].filter(([key]) => !key.startsWith('/c/4')))
      python.set('/zarr.json', new TextEncoder().encode(text))
      python.delete('/c/2/0/0')
      const { value } = await lastOf(await readZarr(python))
      expect(value?.grid[0]).toBe(Number(word))
    }
  })
})

async function lastOf(zarr: Awaited<ReturnType<typeof readZarr>>) {
  let value: { grid: ArrayLike<number> } | undefined
  for await (const frame of zarr.frames()) value = frame
  return { value }
}

describe('a chunk whose content is far larger than its axes', () => {
  const mega = 2 ** 20
  const zeros = new Uint8Array(64 * mega)
  const streamed = async (content: Uint8Array, format: CompressionFormat) => {
    const stream = new Blob([content as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream(format))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  }

  /** A frame of Zstandard: blocks of 128 KiB, each told by one byte, and the size in front where it is given. */
  function zstd(blocks: number, told?: number): Uint8Array {
    const header = new DataView(new ArrayBuffer(told === undefined ? 6 : 9))
    header.setUint32(0, 0xfd2fb528, true)
    if (told === undefined) header.setUint16(4, 0x3800, true)
    else {
      header.setUint8(4, 0xa0)
      header.setUint32(5, told, true)
    }
    const block = (isLast: boolean) => {
      const bits = (isLast ? 1 : 0) | 2 | ((2 ** 17) << 3)
      return [bits & 255, (bits >> 8) & 255, bits >> 16, 0]
    }
    return Uint8Array.from([
      ...new Uint8Array(header.buffer),
      ...Array.from({ length: blocks }, (_, at) => block(at === blocks - 1)).flat(),
    ])
  }

  function sized(bytes: number, at: number, content: number): Uint8Array {
    const chunk = new Uint8Array(bytes)
    new DataView(chunk.buffer).setUint32(at, content, true)
    return chunk
  }

  const bombs: readonly (readonly [string, Codecs[number], () => Uint8Array | Promise<Uint8Array>])[] = [
    ['gzip', { name: 'gzip', configuration: { level: 1 } }, () => streamed(zeros, 'gzip')],
    ['zlib', { name: 'numcodecs.zlib', configuration: { level: 1 } }, () => streamed(zeros, 'deflate')],
    ['zstd that tells its size', { name: 'zstd', configuration: { level: 1 } }, () => zstd(8192, 2 ** 30)],
    ['zstd that tells no size', { name: 'zstd', configuration: { level: 1 } }, () => zstd(8192)],
    ['zstd that tells a small size', { name: 'zstd', configuration: { level: 1 } }, () => zstd(8192, 96)],
    ['blosc', { name: 'blosc', configuration: {} }, () => sized(64, 4, 2 ** 31 - 1)],
    ['lz4', { name: 'lz4', configuration: {} }, () => sized(64, 0, 2 ** 31 - 1)],
  ]

  it.each(bombs)('is refused as %s', async (name, codec, chunk) => {
    // That one its decoder finds out by itself.
    const why = /a small size/.test(name)
      ? /steps 0 to 1/
      : /steps 0 to 1 of array .* its content is .* no chunk of its axes/
    const array = await foreign({ chunks: [2, 3, 4] })
    metadata(array, '/zarr.json', value => Object.assign(value, { codecs: [bytes, codec] }))
    array.set('/c/0/0/0', await chunk())
    const frames = (await readZarr(array)).frames()
    await expect(frames.next()).rejects.toMatchObject({
      code: 'ZARR_DAMAGED',
      message: expect.stringMatching(why),
    })
  })

  it('is another thing than one that is larger by a little, as checksums make it', async () => {
    for (const told of [undefined, 2 ** 17]) {
      const array = await foreign({ chunks: [5, 3, 2000] })
      const codecs: Codecs = [bytes, { name: 'zstd', configuration: { level: 1 } }]
      metadata(array, '/zarr.json', value =>
        Object.assign(value, { shape: [1, 1, 16_384], chunk_grid: grid(1, 1, 16_384), codecs }),
      )
      array.set('/c/0/0/0', zstd(1, told))
      const { value } = await lastOf(await readZarr(array))
      expect([value?.grid.length, value?.grid[0]]).toEqual([16_384, 0])
    }
  })
})
