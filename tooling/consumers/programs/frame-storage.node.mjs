// Stores frames, is interrupted, goes on where it was, and reads all of them back.
import assert from 'node:assert/strict'
import { auto, FrameStorage, quantize } from '@plimsoll/frame-storage'
import { exportNpy, importNpy } from '@plimsoll/frame-storage/npy'
import { paintFrame } from '@plimsoll/frame-storage/video'
import { exportZarr, importZarr } from '@plimsoll/frame-storage/zarr'

const frame = index => Float32Array.from({ length: 2500 }, (_, cell) => index + cell / 2500)

const first = await FrameStorage.open({ session: 'heat', shape: [50, 50] })
for (const index of [0, 1, 3]) await first.storeFrame(index, frame(index), index / 4)
await first.close()

const storage = await FrameStorage.open({ session: 'heat', shape: [50, 50] })
assert.deepEqual(storage.missing({ to: 5 }), [2, 4])
for (const index of storage.missing({ to: 5 })) await storage.storeFrame(index, frame(index), index / 4)
const seen = []
for await (const { index, t, grid } of storage.getAllFrames()) {
  assert.deepEqual(grid, frame(index))
  seen.push(t)
}
assert.deepEqual(seen, [0, 0.25, 0.5, 0.75, 1])

const range = storage.computeGlobalRange()
assert.equal(range.cells, 12_500)
const colours = Uint8Array.from({ length: 1024 }, (_, byte) => (byte % 4 === 3 ? 255 : byte >> 2))
const pixels = paintFrame(frame(0), { shape: [50, 50], range, colours })
assert.equal(pixels.length, 50 * 50 * 4)
assert.deepEqual([...pixels.slice(0, 4)], [0, 0, 0, 255], 'the least value has the first colour')

// Deflate everywhere, zstd where the runtime has it: each reads what it wrote.
for (const codec of [auto(), quantize(16)]) {
  const small = await FrameStorage.open({ session: codec.name, shape: [50, 50], codec })
  const steps = Float32Array.from({ length: 2500 }, (_, cell) => Math.floor(cell / 250))
  await small.storeFrame(0, steps)
  const { encoding, storedBytes, maxError } = small.describe(0)
  assert.ok(storedBytes < 2500, `${encoding}: ${storedBytes} bytes`)
  const { grid } = await small.getFrame(0)
  assert.ok(grid.every((cell, at) => Math.abs(cell - steps[at]) <= maxError + 1e-6))
  await small.close()
}

const { file } = await exportNpy(storage, { file: 'heat.npy' })
const copy = await importNpy(file, { session: 'copy' })
assert.deepEqual(copy.computeGlobalRange(), range)
await copy.close()

const chunks = new Map()
assert.deepEqual(await exportZarr(storage, chunks, { compression: 'gzip' }), { frames: 5, missing: 0 })
// zarrita is not installed here, and who does without it is told how to get it.
await assert.rejects(importZarr(chunks, { session: 'of chunks' }), { code: 'ZARR_NOT_INSTALLED' })

await storage.close()
assert.equal(await FrameStorage.delete('heat'), true)
