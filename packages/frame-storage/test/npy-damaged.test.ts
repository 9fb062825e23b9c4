import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameStorageError } from '../src/index.js'
import { type ByteSource, readNpy } from '../src/npy/index.js'
import { bytesOfGrid, npyFile, npyHeader } from './npy-files.js'

const whole = npyFile(npyHeader('<f4', [2, 2]), bytesOfGrid(Float32Array.of(1, 2, 3, 4)))

async function drain(source: ByteSource): Promise<number> {
  let steps = 0
  for await (const slab of (await readNpy(source)).slabs()) steps += slab.steps
  return steps
}

const refused = (file: Uint8Array, code: string, message: RegExp) =>
  expect(drain([file])).rejects.toMatchObject({
    name: 'FrameStorageError',
    code,
    message: expect.stringMatching(message),
  })

describe('a .npy file that is none', () => {
  it('is named by its first bytes', async () => {
    await refused(
      Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0),
      'NPY_DAMAGED',
      /begins with 50 4b 03 04 14 00, which no/,
    )
    await refused(new Uint8Array(0), 'NPY_DAMAGED', /ends in its magic, after 0 of 8 bytes/)
  })

  it('says which header it cannot read', async () => {
    const header = (text: string) => npyFile(text, new Uint8Array(16))
    await refused(header('not a dict'), 'NPY_DAMAGED', /no Python dict: letter 3 should be a value/)
    await refused(header("{'descr': __import__('os').system('true')}"), 'NPY_DAMAGED', /no Python dict/)
    await refused(header("('descr', '<f4')"), 'NPY_DAMAGED', /no Python dict/)
    await refused(header('['.repeat(10_000)), 'NPY_DAMAGED', /fewer brackets/)
    await refused(header("{'descr': '<f4', 'shape': (2, 2)}"), 'NPY_DAMAGED', /keys are descr, shape; they should be/)
    await refused(header(npyHeader('<f4', [2, 2]).replace('False', '0')), 'NPY_DAMAGED', /fortran_order/)
    await refused(header(npyHeader('<f4', [2, -2])), 'NPY_DAMAGED', /shape of the header is no tuple/)
    await refused(header(npyHeader('<f4', [2 ** 52, 2 ** 52])), 'NPY_DAMAGED', /larger than any file/)
    await refused(header(npyHeader('<f4', [2, 2]).replace('2, 2', '2 2')), 'NPY_DAMAGED', /should be "," or "\)"/)
    const long = new Uint8Array(16)
    long.set(npyFile('', new Uint8Array(0), 2))
    new DataView(long.buffer).setUint32(8, 2 ** 31, true)
    await refused(long, 'NPY_DAMAGED', /a header of 2147483648 bytes/)
  })

  it('names elements, versions and orders that cannot be read', async () => {
    const of = (descr: string) => npyFile(npyHeader(descr, [1, 1]), new Uint8Array(16))
    for (const descr of ['<c8', '<c16', '|O', '<U5', '|S5', '<M8[ns]', '<f16', '|V4']) {
      await refused(of(descr), 'NPY_UNSUPPORTED', new RegExp(`type "${descr.replace(/[|[\]]/g, '\\$&')}".*astype`))
    }
    const fields = npyFile("{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }")
    await refused(fields, 'NPY_UNSUPPORTED', /several fields/)
    await refused(npyFile(npyHeader('<f4', [2, 2], true)), 'NPY_UNSUPPORTED', /Fortran order.*ascontiguousarray/)
    await refused(npyFile(npyHeader('<f4', [1]), new Uint8Array(4), 4), 'NPY_UNSUPPORTED', /version 4\.0/)
  })

  it('that was cut anywhere fails, after the frames that are whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async end => {
        await expect(drain([whole.slice(0, end)])).rejects.toMatchObject({ code: 'NPY_DAMAGED' })
      }),
      { numRuns: 50 },
    )
    const seen: number[] = []
    const reading = (async () => {
      const npy = await readNpy([whole.slice(0, -1)])
      for await (const { index } of npy.slabs()) seen.push(index)
    })()
    await expect(reading).rejects.toThrow(/ends in step 1 of 2 along the first axis/)
    expect(seen).toEqual([0])
  })

  it('goes on after its end: a stream fails there, and what tells its size before anything is read', async () => {
    const longer = Uint8Array.from([...whole, 0])
    await refused(longer, 'NPY_DAMAGED', /something follows/)
    await expect(readNpy(new Blob([longer]))).rejects.toThrow(
      /makes \d+ bytes with the header; the file has \d+: something/,
    )
    await expect(readNpy(new Blob([whole.slice(0, -1)]))).rejects.toThrow(/its end is missing/)
  })

  it('never does anything but fail by name, whatever bytes it has', async () => {
    const noise = fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { minLength: 1, maxLength: 6 }), async changes => {
        const bytes = whole.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        try {
          await drain([bytes])
        } catch (error) {
          expect(error).toBeInstanceOf(FrameStorageError)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is no source at all', async () => {
    for (const source of ['a.npy', 3, null, undefined, {}, whole]) {
      await expect(readNpy(source as never)).rejects.toMatchObject({ code: 'NPY_INVALID_SOURCE' })
    }
    await expect(readNpy(['text'] as never)).rejects.toThrow(/handed out "text"; it must be Uint8Arrays/)
    const npy = await readNpy([whole])
    expect(() => npy.slabs({ steps: 0 })).toThrow(/steps 0/)
  })

  it('whose steps no memory holds is refused before any is taken', async () => {
    const npy = await readNpy([npyFile(npyHeader('<f4', [1, 2 ** 40]))])
    expect(() => npy.slabs()).toThrow(/1 steps of shape \(1, 1099511627776\) make 4398046511104 bytes at once/)
  })
})
