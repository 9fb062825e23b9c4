import { memoryFiles } from '@plimsoll/files/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ByteSource, type NpySlab, readNpy, writeNpy } from '../src/npy/index.js'
import { bytesOfGrid, gather, npyFile, npyHeader, pieces } from './npy-files.js'

const grids = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const

async function slabsOf(source: ByteSource, steps = 1): Promise<NpySlab[]> {
  const slabs: NpySlab[] = []
  for await (const slab of (await readNpy(source)).slabs({ steps })) slabs.push(slab)
  return slabs
}

const cellsOf = async (source: ByteSource) => (await slabsOf(source)).map(({ grid }) => [...grid])

/** Two frames of two cells, whose bytes are 1, 2, 3 … */
const counted = (descr: string, bytes: number) =>
  npyFile(
    npyHeader(descr, [2, 2]),
    Uint8Array.from({ length: bytes * 4 }, (_, at) => at + 1),
  )

describe('readNpy', () => {
  it('tells what the file says, and hands out one step of the first axis after the other', async () => {
    const file = npyFile(npyHeader('<f4', [3, 1, 2]), bytesOfGrid(Float32Array.of(1, 2, 3, 4, 5, Number.NaN)))
    const npy = await readNpy([file])
    expect(npy.header).toEqual({
      shape: [3, 1, 2],
      dtype: 'float32',
      elementType: 'float32',
      descr: '<f4',
      fortranOrder: false,
      version: 1,
      headerBytes: file.length - 24,
      dataBytes: 24,
    })
    const slabs: NpySlab[] = []
    for await (const slab of npy.slabs({ steps: 2 })) slabs.push(slab)
    expect(slabs).toEqual([
      { index: 0, steps: 2, grid: Float32Array.of(1, 2, 3, 4) },
      { index: 2, steps: 1, grid: Float32Array.of(5, Number.NaN) },
    ])
    expect(() => npy.slabs()).toThrow(/handed out before; read the source again/)
  })

  it('reads what was written, whatever the shape and type, wherever its bytes are cut, from each kind of source', async () => {
    const scene = fc.record({
      dtype: fc.constantFrom(...(Object.keys(grids) as (keyof typeof grids)[])),
      shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      seed: fc.uint8Array({ minLength: 1, maxLength: 64 }),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
      steps: fc.integer({ min: 1, max: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(scene, async ({ dtype, shape, seed, cuts, steps }) => {
        const [length = 0, ...frame] = shape
        const cells = frame.reduce((product, count) => product * count, 1)
        const bytes = Uint8Array.from(
          { length: length * cells * grids[dtype].BYTES_PER_ELEMENT },
          (_, at) => (seed[at % seed.length] as number) + at,
        )
        const all = new grids[dtype](bytes.buffer)
        const frames = Array.from({ length }, (_, index) => all.slice(index * cells, (index + 1) * cells))
        const file = new Uint8Array(await gather(writeNpy(frames, { shape, dtype })))
        expect((file.length - bytes.length) % 64).toBe(0)

        const backend = memoryFiles()
        const stored = await backend.open('a.npy', { create: true })
        await stored.writeAt(file, 0)
        const stream = new ReadableStream<Uint8Array>({
          async start(controller) {
            for await (const piece of pieces(file, cuts)) controller.enqueue(piece)
            controller.close()
          },
        })
        for (const source of [pieces(file, cuts), [file], new Blob([file]), stored, stream]) {
          const slabs = await slabsOf(source, steps)
          expect(slabs.map(({ index }) => index)).toEqual(slabs.map((_, at) => at * steps))
          const read = slabs.flatMap(({ grid }) => [...bytesOfGrid(grid)])
          expect(Uint8Array.from(read)).toEqual(bytes)
          expect(slabs.every(({ grid }) => grid instanceof grids[dtype])).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('swaps what has its high byte first', async () => {
    expect(await cellsOf([counted('>i2', 2)])).toEqual([
      [0x0102, 0x0304],
      [0x0506, 0x0708],
    ])
    expect(await cellsOf([counted('>u4', 4)])).toEqual([
      [0x01020304, 0x05060708],
      [0x090a0b0c, 0x0d0e0f10],
    ])
    const double = npyFile(npyHeader('>f8', [1, 1]), bytesOfGrid(Float64Array.of(Math.PI)).reverse())
    expect(await cellsOf([double])).toEqual([[Math.PI]])
  })

  it('turns bool, float16 and whole numbers of 64 bits into cells that hold them exactly', async () => {
    const truth = npyFile(npyHeader('|b1', [2, 2]), Uint8Array.of(0, 1, 1, 0))
    expect(await slabsOf([truth], 2)).toEqual([{ index: 0, steps: 2, grid: Uint8Array.of(0, 1, 1, 0) }])
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0xfc00, 0x7e00, 0x8000)
    const [half] = await slabsOf([npyFile(npyHeader('<f2', [1, 8]), bytesOfGrid(halves))])
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: none } = Number
    expect(half?.grid).toEqual(Float32Array.of(1, -2, 65504, 2 ** -24, POSITIVE_INFINITY, NEGATIVE_INFINITY, none, -0))
    const longs = BigInt64Array.of(-1n, 2n ** 53n - 1n, -(2n ** 53n) + 1n, 4294967296n)
    expect(await cellsOf([npyFile(npyHeader('<i8', [2, 2]), bytesOfGrid(longs))])).toEqual([
      [-1, 2 ** 53 - 1],
      [-(2 ** 53) + 1, 2 ** 32],
    ])
    const high = npyFile(npyHeader('>u8', [1, 1]), Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2))
    expect(await cellsOf([high])).toEqual([[2 ** 32 + 2]])
  })

  it('names the cell of a whole number that no float64 holds', async () => {
    for (const [descr, values] of [
      ['<i8', BigInt64Array.of(0n, 0n, 0n, -(2n ** 53n) - 1n)],
      ['<u8', BigUint64Array.of(0n, 0n, 0n, 2n ** 64n - 1n)],
    ] as const) {
      await expect(slabsOf([npyFile(npyHeader(descr, [2, 2]), bytesOfGrid(values))])).rejects.toMatchObject({
        code: 'NPY_UNSUPPORTED',
        message: expect.stringMatching(/cell 1 of step 1 is an u?int64 beyond 2\^53.*astype/),
      })
    }
  })

  it('reads versions 2 and 3, a single number, arrays without elements, and Fortran order where it is the same', async () => {
    const data = bytesOfGrid(Float32Array.of(7, 8))
    expect(await cellsOf([npyFile(npyHeader('<f4', [2]), data, 2)])).toEqual([[7], [8]])
    expect(await cellsOf([npyFile(npyHeader('<f4', [2]), data, 3)])).toEqual([[7], [8]])
    expect(await cellsOf([npyFile(npyHeader('<f4', []), data.subarray(4))])).toEqual([[8]])
    expect(await cellsOf([npyFile(npyHeader('<f4', [0, 5]))])).toEqual([])
    expect(await cellsOf([npyFile(npyHeader('<f4', [1, 2], true), data)])).toEqual([[7, 8]])
  })

  it('gives the source back where the loop is left', async () => {
    let cancelled = false
    const stream = new ReadableStream<Uint8Array>({
      start: controller => controller.enqueue(counted('<i2', 2)),
      cancel: () => {
        cancelled = true
      },
    })
    for await (const { index } of (await readNpy(stream)).slabs()) if (index === 0) break
    expect(cancelled).toBe(true)
  })

  it('ends with the reason of its signal', async () => {
    const abort = new AbortController()
    const slabs = (await readNpy([counted('<i2', 2)])).slabs({ signal: abort.signal })
    await slabs.next()
    abort.abort(new Error('enough'))
    await expect(slabs.next()).rejects.toThrow('enough')
  })
})
