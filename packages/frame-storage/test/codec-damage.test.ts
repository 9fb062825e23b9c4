import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { deflate } from '../src/codec/compression.js'
import { decodeInto } from '../src/codec/decode.js'
import { auto, type FrameCodec, FrameStorage, quantize } from '../src/index.js'
import { encodings } from '../src/record/record.js'

const shape = [20, 20]
const pageBytes = 4096
const frame = (index: number) => Float32Array.from({ length: 400 }, (_, cell) => (cell < 40 ? cell + index : index))

async function stored(codec: FrameCodec) {
  const backend = memoryFiles()
  const open = () => FrameStorage.open({ session: 'run', shape, backend, codec })
  const storage = await open()
  for (const index of [0, 1, 2]) await storage.storeFrame(index, frame(index))
  const told = [0, 1, 2].map(index => storage.describe(index))
  await storage.close()
  const bytes = new Uint8Array((await backend.list())[0]?.size ?? 0)
  const file = await backend.open('run.frames')
  await file.readAt(bytes, 0)
  return { open, file, bytes, told }
}

describe.each([
  ['auto()', auto(), /deflate|zstd/],
  ['quantize(16)', quantize(16), /quantized/],
])('a damaged frame of %s', (_, codec, encoding) => {
  it('is named, whichever byte of its values, and the others are read', async () => {
    const { open, file, bytes, told } = await stored(codec)
    expect(told[1]?.encoding).toMatch(encoding)
    const padded = Math.ceil((told[0]?.storedBytes as number) / 8) * 8
    // 256 values of the sample, and the footer.
    const start = pageBytes + padded + 256 * 4 + 72
    for (let byte = 0; byte < (told[1]?.storedBytes as number); byte++) {
      const wrong = bytes.slice()
      wrong[start + byte] = (wrong[start + byte] as number) ^ 0x10
      await file.truncate(0)
      await file.writeAt(wrong, 0)
      const storage = await open()
      await expect(storage.getSlice(1, [0])).rejects.toMatchObject({
        code: 'FRAMES_DAMAGED',
        message: expect.stringContaining('frame 1 of session "run"'),
      })
      expect([storage.missing(), storage.computeGlobalRange({ robust: [0, 1] }).min]).toEqual([[1], 0])
      for (const index of [0, 2]) expect((await storage.getFrame(index))?.grid[399]).toBe(index)
      await storage.close()
    }
  })

  it('is missing where what says how it is written is wrong, whichever byte', async () => {
    const { open, file, bytes, told } = await stored(codec)
    const end = pageBytes + 2 * (Math.ceil((told[0]?.storedBytes as number) / 8) * 8 + 256 * 4 + 72)
    for (let byte = 1; byte <= 72; byte++) {
      const wrong = bytes.slice()
      wrong[end - byte] = (wrong[end - byte] as number) ^ 0x10
      await file.truncate(0)
      await file.writeAt(wrong, 0)
      const storage = await open()
      expect([storage.missing(), storage.recovered.damagedRecords]).toEqual([[1], 1])
      for (const index of [0, 2]) expect((await storage.getFrame(index))?.grid[399]).toBe(index)
      await storage.close()
    }
  })
})

describe('a payload', () => {
  it('that would become more than a frame makes no room for it', async () => {
    const bomb = await deflate().compress(new Uint8Array(50_000_000))
    expect(bomb.length).toBeLessThan(300_000)
    for (const encoding of [encodings.shuffleDeflate, encodings.quantizedDeflate]) {
      const payload = new Uint8Array(24 + bomb.length)
      payload.set(bomb, encoding === encodings.quantizedDeflate ? 24 : 0)
      const given = payload.subarray(0, encoding === encodings.quantizedDeflate ? payload.length : bomb.length)
      expect(await decodeInto(new Float32Array(100), encoding, given)).toBe('damaged')
    }
  })

  it('of a way to write that is not known is not called damaged', async () => {
    expect(await decodeInto(new Float32Array(1), 99, new Uint8Array(4))).toBe('unsupported')
  })
})
