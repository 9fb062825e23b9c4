import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { exportZarr, filesStore, importZarr } from '../src/zarr/index.js'

const isThree = "import zarr; assert int(zarr.__version__.split('.')[0]) >= 3"
const python = ['python3', 'python'].find(name => spawnSync(name, ['-c', isThree]).status === 0)

const room = mkdtempSync(join(tmpdir(), 'plimsoll-zarr-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))
const run = (code: string) =>
  execFileSync(python as string, ['-c', `import zarr, numpy as np\n${code}`], { cwd: room, encoding: 'utf8' }).trim()
const backend = nodeFiles({ directory: room })

describe.skipIf(!python)("Python's zarr >= 3 (skipped where Python has none)", () => {
  it('reads what is exported, compressed or not', async () => {
    for (const compression of ['none', 'gzip'] as const) {
      const storage = await FrameStorage.open({ session: compression, shape: [2, 3], dtype: 'int16', backend })
      for (const index of [0, 2]) await storage.storeFrame(index, new Int16Array(6).fill(index + 1), index / 4)
      await exportZarr(storage, filesStore(backend, `${compression}.zarr`), { compression, fill: -1 })
      await storage.close()
      const told = run(`g = zarr.open_group('${compression}.zarr', mode='r')
f, t = g['frames'], g['t']
print(f.shape, f.dtype, f.chunks, f[:, 0, 0].tolist(), f.metadata.dimension_names, t[:].tolist(), sorted(g.array_keys()))`)
      expect(told).toBe("(3, 2, 3) int16 (1, 2, 3) [1, -1, 3] ('t', 'y', 'x') [0.0, nan, 0.5] ['frames', 't']")
    }
  })

  it('writes what is imported: its default compression, blosc, shards, version 2', async () => {
    run(`a = np.arange(5 * 6 * 8, dtype='f4').reshape(5, 6, 8)
zarr.create_array('plain', data=a, chunks=(2, 3, 4))
zarr.create_array('blosc', data=a, chunks=(2, 3, 4), compressors=zarr.codecs.BloscCodec(cname='zstd'))
zarr.create_array('shards', data=a, chunks=(1, 3, 4), shards=(2, 6, 8))
zarr.create_array('two', data=a, chunks=(2, 3, 4), zarr_format=2)`)
    for (const name of ['plain', 'blosc', 'shards', 'two']) {
      const storage = await importZarr(filesStore(backend, name), { session: name, backend })
      expect([storage.shape, storage.dtype, storage.count]).toEqual([[6, 8], 'float32', 5])
      for (let index = 0; index < 5; index++) {
        const grid = Float32Array.from({ length: 48 }, (_, cell) => index * 48 + cell)
        expect((await storage.getFrame(index))?.grid).toEqual(grid)
      }
      await storage.close()
    }
  })
})
