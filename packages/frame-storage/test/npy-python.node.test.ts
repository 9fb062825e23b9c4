import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { exportNpy, importNpy, readNpy, writeNpy } from '../src/npy/index.js'
import { gather } from './npy-files.js'
import { findPython } from './python.js'

const python = findPython('import numpy')

const room = mkdtempSync(join(tmpdir(), 'plimsoll-npy-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))
const run = (code: string) => python?.(`import numpy as np\n${code}`, room) ?? ''

describe.skipIf(!python)('NumPy (skipped where PLIMSOLL_PYTHON, or python3, has none)', () => {
  const dtypes = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const

  it('writes the same bytes for the same array', async () => {
    const shapes = [[3, 4, 5], [7], [1, 1, 1, 100_000], [2, 3]]
    run(`for shape in ${JSON.stringify(shapes)}:
  for dtype in ${JSON.stringify(dtypes)}:
    np.save(f'{dtype}-{"x".join(map(str, shape))}.npy', (np.arange(np.prod(shape)) % 120).reshape(shape).astype(dtype))`)
    for (const shape of shapes) {
      for (const dtype of dtypes) {
        const name = join(room, `${dtype}-${shape.join('x')}.npy`)
        const npy = await readNpy(createReadStream(name))
        expect(npy.header).toMatchObject({ shape, dtype, version: 1 })
        const written = await gather(writeNpy(npy.slabs(), { shape, dtype }))
        expect(Buffer.from(written).equals(readFileSync(name))).toBe(true)
      }
    }
  })

  it('saves what is imported from a stream, big-endian, half and 64 bits too, and loads what is exported', async () => {
    const types = [
      ['>f4', 'float32'],
      ['>i2', 'int16'],
      ['float16', 'float32'],
      ['>f2', 'float32'],
      ['int64', 'float64'],
      ['>u8', 'float64'],
      ['bool', 'uint8'],
    ] as const
    run(`for at, dtype in enumerate(${JSON.stringify(types.map(([dtype]) => dtype))}):
  np.save(f'in{at}.npy', (np.arange(60) % 40 - (0 if dtype in ('>u8', 'bool') else 20)).reshape(3, 4, 5).astype(dtype))`)
    const backend = nodeFiles({ directory: room })
    for (const [at, [dtype, becomes]] of types.entries()) {
      const source = createReadStream(join(room, `in${at}.npy`))
      const storage = await importNpy(source, { session: `of ${dtype}`, backend })
      expect(storage.dtype).toBe(becomes)
      await exportNpy(storage, { backend, file: `out${at}.npy` })
      await storage.close()
    }
    const same = run(`for at in range(${types.length}):
  a, b = np.load(f'in{at}.npy'), np.load(f'out{at}.npy')
  print(b.dtype, b.shape, np.array_equal(a, b))`)
    expect(same.split('\n')).toEqual(types.map(([, becomes]) => `${becomes} (3, 4, 5) True`))
  })

  it('reads exports lazily too, whose elements begin at a multiple of 64 bytes', async () => {
    const backend = nodeFiles({ directory: room })
    const storage = await FrameStorage.open({ session: 'lazy', shape: [2, 3], dtype: 'uint8clamped', backend })
    for (const index of [0, 1]) await storage.storeFrame(index, Uint8ClampedArray.of(1, 2, 3, 4, 5, index))
    await exportNpy(storage, { backend, file: 'lazy.npy' })
    await storage.close()
    expect(run("a = np.load('lazy.npy', mmap_mode='r'); print(a.dtype, a.offset % 64, a[:, 1, 2].tolist())")).toBe(
      'uint8 0 [0, 1]',
    )
  })

  it('writes versions 2 and 3, and Fortran order, which is refused by name', async () => {
    run(`a = np.arange(6, dtype='<i4').reshape(2, 3)
for v in ((2, 0), (3, 0)):
    with open(f'v{v[0]}.npy', 'wb') as f: np.lib.format.write_array(f, a, version=v)
np.save('fortran.npy', np.asfortranarray(a))`)
    const backend = nodeFiles({ directory: room })
    for (const version of [2, 3]) {
      const file = await backend.open(`v${version}.npy`, { readOnly: true })
      const npy = await readNpy(file)
      expect(npy.header.version).toBe(version)
      expect((await npy.slabs({ steps: 2 }).next()).value?.grid).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5))
      await file.close()
    }
    writeFileSync(join(room, 'short.npy'), readFileSync(join(room, 'v2.npy')).subarray(0, -1))
    const fortran = createReadStream(join(room, 'fortran.npy'))
    await expect(readNpy(fortran)).rejects.toMatchObject({ code: 'NPY_UNSUPPORTED' })
    const short = await backend.open('short.npy', { readOnly: true })
    await expect(readNpy(short)).rejects.toThrow(/its end is missing/)
    await short.close()
  })
})
