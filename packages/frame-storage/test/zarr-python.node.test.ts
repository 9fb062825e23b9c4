import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, describe, expect, it } from 'vitest'
import { makeGrid } from '../src/dtype.js'
import { type Dtype, FrameStorage } from '../src/index.js'
import { type ExportZarrOptions, exportZarr, filesStore, importZarr } from '../src/zarr/index.js'
import { findPython } from './python.js'

const python = findPython("import zarr; assert int(zarr.__version__.split('.')[0]) >= 3")
// From zarr 3.1 on.
const dated = python && findPython("import zarr; zarr.create_array({}, shape=(1,), dtype='M8[s]')")
const withXarray = python && findPython('import xarray, zarr')

const room = mkdtempSync(join(tmpdir(), 'plimsoll-zarr-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))
const run = (code: string) => python?.(`import json, zarr, numpy as np\n${code}`, room) ?? ''
const backend = nodeFiles({ directory: room })

/** Exports frames 0 and 2 of three, all cells of which are one more than the index, at a quarter of it. */
async function exported(name: string, shape: number[], dtype: Dtype, options: ExportZarrOptions) {
  const storage = await FrameStorage.open({ session: name, shape, dtype, backend })
  const cells = shape.reduce((product, steps) => product * steps, 1)
  for (const index of [0, 2]) await storage.storeFrame(index, makeGrid(dtype, cells).fill(index + 1), index / 4)
  await exportZarr(storage, filesStore(backend, name), options)
  await storage.close()
}

async function imported(name: string, path = '') {
  const storage = await importZarr(filesStore(backend, name), { session: name, path, backend })
  const frames = []
  for await (const { t, grid } of storage.getAllFrames()) frames.push({ t, cells: [...grid] })
  await storage.close()
  return { storage, frames }
}

/** What `array` below has. */
const counted = Array.from({ length: 5 }, (_, index) => Array.from({ length: 48 }, (_, cell) => index * 48 + cell))
const array = "a = np.arange(5 * 6 * 8, dtype='f4').reshape(5, 6, 8)\n"

describe.skipIf(!python)("Python's zarr (skipped where PLIMSOLL_PYTHON, or python3, has none >= 3)", () => {
  it.each([
    ['int8', [3], 'none'],
    ['uint8', [2, 3], 'gzip'],
    ['int16', [2, 2, 3], 'none'],
    ['uint16', [2, 3], 'gzip'],
    ['int32', [2, 3], 'none'],
    ['uint32', [2, 3], 'gzip'],
    ['float32', [2, 2, 3], 'gzip'],
    ['float64', [2, 3], 'none'],
  ] as const)('reads what is exported: %s of shape %j, compression %s', async (dtype, shape, compression) => {
    await exported(`${dtype}.zarr`, [...shape], dtype, { compression, fill: 7, attributes: { units: 'K', of: [1] } })
    const told = run(`g = zarr.open_consolidated('${dtype}.zarr', mode='r')
f, t = g['frames'], g['t']
print(json.dumps([f.shape, str(f.dtype), f.chunks, f[:].reshape(3, -1).tolist(), t[:].tolist()[0::2], bool(np.isnan(t[1])),
  f.metadata.dimension_names, sorted(g.array_keys()), f.attrs['units'], f.attrs['of'], len(f.compressors)]))`)
    const cells = shape.reduce((product: number, steps) => product * steps, 1)
    expect(JSON.parse(told)).toEqual([
      [3, ...shape],
      dtype,
      [1, ...shape],
      [1, 7, 3].map(value => Array(cells).fill(value)),
      [0, 0.5],
      true,
      ['t', 'z', 'y', 'x'].filter((name, at) => at === 0 || at > 3 - shape.length || name === 't'),
      ['frames', 't'],
      'K',
      [1],
      compression === 'gzip' ? 1 : 0,
    ])
  })

  const writings: Readonly<Record<string, string>> = {
    'its defaults': 'data=a',
    'small chunks': 'data=a, chunks=(2, 3, 4)',
    gzip: 'data=a, chunks=(2, 3, 4), compressors=zarr.codecs.GzipCodec(level=5)',
    blosc: "data=a, chunks=(2, 3, 4), compressors=zarr.codecs.BloscCodec(cname='zstd')",
    checksums:
      'data=a, chunks=(2, 3, 4), compressors=[zarr.codecs.ZstdCodec(checksum=True), zarr.codecs.Crc32cCodec()]',
    'no compression': 'data=a, chunks=(2, 3, 4), compressors=None',
    'the other byte order': "data=a, chunks=(2, 3, 4), serializer=zarr.codecs.BytesCodec(endian='big')",
    'transposed chunks': 'data=a, chunks=(2, 3, 4), filters=[zarr.codecs.TransposeCodec(order=(2, 0, 1))]',
    shards: 'data=a, chunks=(1, 3, 4), shards=(2, 6, 8)',
    'keys with dots': "data=a, chunks=(2, 3, 4), chunk_key_encoding={'name': 'v2', 'separator': '.'}",
    'version 2': 'data=a, chunks=(2, 3, 4), zarr_format=2',
    'version 2 in Fortran order': "data=a, chunks=(2, 3, 4), zarr_format=2, order='F'",
    'version 2 of the other byte order': "data=a.astype('>f4'), chunks=(2, 3, 4), zarr_format=2",
    'version 2 with zlib and a shuffle':
      'data=a, chunks=(2, 3, 4), zarr_format=2, compressors=numcodecs.Zlib(), filters=[numcodecs.Shuffle(4)]',
    'version 2 with lz4': 'data=a, chunks=(2, 3, 4), zarr_format=2, compressors=numcodecs.LZ4()',
    '64 bits': "data=a.astype('i8'), chunks=(2, 3, 4)",
  }

  it('writes what is imported, however it writes', async () => {
    run(
      `import numcodecs\n${array}${Object.entries(writings)
        .map(([name, how]) => `zarr.create_array('${name}', ${how})`)
        .join('\n')}`,
    )
    for (const name of Object.keys(writings)) {
      const { storage, frames } = await imported(name)
      const found = { name, shape: storage.shape, dtype: storage.dtype, cells: frames.map(({ cells }) => cells) }
      const dtype = name === '64 bits' ? 'float64' : 'float32'
      expect(found).toEqual({ name, shape: [6, 8], dtype, cells: counted })
    }
  })

  it('writes chunks that are missing, which are the fill value', async () => {
    run(`for name, fill in (('seven', 7), ('nan', np.nan), ('infinite', -np.inf)):
  z = zarr.create_array(name, shape=(3, 2, 2), chunks=(1, 2, 2), dtype='f4', fill_value=fill)
  z[1] = 1`)
    for (const [name, fill] of [
      ['seven', 7],
      ['nan', Number.NaN],
      ['infinite', Number.NEGATIVE_INFINITY],
    ] as const) {
      const { frames } = await imported(name)
      expect(frames.map(({ cells }) => cells[0])).toEqual([fill, 1, fill])
    }
  })

  it('writes what zarrita would take for something else, or not understand: refused by name', async () => {
    run(`${array}index = zarr.codecs.ShardingCodec(chunk_shape=(1, 3, 4), index_location='start')
zarr.create_array('index in front', shape=(4, 6, 8), dtype='f4', chunks=(2, 6, 8), serializer=index, compressors=None)[:] = a[:4]
shards = zarr.codecs.ShardingCodec(chunk_shape=(1, 3, 4))
zarr.create_array('zipped shards', shape=(4, 6, 8), dtype='f4', chunks=(2, 6, 8), serializer=shards)[:] = a[:4]`)
    const refusals = {
      'index in front': /in front/,
      'zipped shards': /has zstd around/,
    }
    for (const [name, message] of Object.entries(refusals)) {
      const refusal = { code: 'ZARR_UNSUPPORTED', message: expect.stringMatching(message) }
      await expect(imported(name)).rejects.toMatchObject(refusal)
    }
  })

  it.skipIf(!dated)('writes groups with names and dates beside the frames', async () => {
    run(`${array}g = zarr.create_group('beside')
g.create_array('heat', data=a, dimension_names=('when', 'y', 'x'))
g.create_array('when', data=np.arange(5).astype('M8[s]'), dimension_names=('when',))
g.create_array('names', shape=(2, 2), dtype=str)
zarr.consolidate_metadata('beside')`)
    const { frames } = await imported('beside')
    expect(frames.map(({ t }) => t)).toEqual([0, 1, 2, 3, 4])
    expect(frames.map(({ cells }) => cells)).toEqual(counted)
    await expect(imported('beside', 'when')).rejects.toMatchObject({ code: 'ZARR_UNSUPPORTED' })
  })
})

describe.skipIf(!withXarray)('xarray (skipped where PLIMSOLL_PYTHON, or python3, has none)', () => {
  it('opens what is exported: axes, times, and NaN where a frame is missing', async () => {
    for (const dtype of ['float32', 'int16'] as const) {
      await exported(`${dtype}-x.zarr`, [2, 3], dtype, {
        attributes: { units: 'K' },
        ...(dtype === 'int16' && { fill: 0 }),
      })
      const told = run(`import xarray
d = xarray.open_zarr('${dtype}-x.zarr')
f = d.frames
print(json.dumps([f.dims, list(d.coords), np.nan_to_num(f.values[:, 0, 0], nan=-9).tolist(), f.attrs['units'], f.t.values.tolist()[2]]))`)
      expect(JSON.parse(told)).toEqual([['t', 'y', 'x'], ['t'], [1, -9, 3], 'K', 0.5])
    }
  })

  it('writes what is imported: variables by name, times of numbers and of dates', async () => {
    run(`import xarray as xr
${array}days = np.array(['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04', '2020-01-07'], dtype='M8[ns]')
for version in (2, 3):
  for name, times in (('numbers', np.arange(5) / 2), ('dates', days)):
    d = xr.Dataset({'heat': (('time', 'y', 'x'), a)}, coords={'time': times})
    d.to_zarr(f'{name} {version}', zarr_format=version, consolidated=True)`)
    for (const version of [2, 3]) {
      const numbers = await imported(`numbers ${version}`)
      expect(numbers.frames).toEqual(counted.map((cells, index) => ({ t: index / 2, cells })))
      const dates = await imported(`dates ${version}`, 'heat')
      expect(dates.frames).toEqual(counted.map((cells, index) => ({ t: index === 4 ? 6 : index, cells })))
    }
  })
})
