import type { FileBackend } from '@plimsoll/files'
import fc from 'fast-check'
import { expect } from 'vitest'
import { makeGrid } from '../src/dtype.js'
import { auto, type Dtype, FrameStorage, type Grid, raw } from '../src/index.js'

// Each value fills a row, so that some frames are worth compressing.
const shape = [6, 30]
const cells = 180
const dtypes = ['int8', 'uint8', 'uint8clamped', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const

const value = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -300, max: 300 }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0) },
)
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('store' as const),
      index: fc.nat(9),
      t: fc.integer(),
      values: fc.array(value, { minLength: 6, maxLength: 6 }),
      transfer: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reopen' as const),
      torn: fc.nat(cells * 8),
      codec: fc.constantFrom(raw(), auto()),
    }),
  },
)

/** A session as a list of all that was ever stored: slow, and plainly right. */
class PlainSession {
  readonly frames = new Map<number, { t: number; grid: Grid }>()

  get missing(): number[] {
    const end = Math.max(-1, ...this.frames.keys()) + 1
    return Array.from({ length: end }, (_, index) => index).filter(index => !this.frames.has(index))
  }

  get range() {
    const all = [...this.frames.values()].flatMap(({ grid }) => [...grid])
    const finite = all.filter(Number.isFinite)
    return {
      min: finite.length ? Math.min(...finite) + 0 : Number.NaN,
      max: finite.length ? Math.max(...finite) + 0 : Number.NaN,
      cells: all.length,
      nan: all.filter(Number.isNaN).length,
      infinite: all.length - finite.length - all.filter(Number.isNaN).length,
    }
  }

  get mean(): number {
    const finite = [...this.frames.values()].flatMap(({ grid }) => [...grid]).filter(Number.isFinite)
    return finite.length ? finite.reduce((mean, one) => mean + one / finite.length, 0) : Number.NaN
  }
}

async function expectSame(storage: FrameStorage<Dtype>, model: PlainSession): Promise<void> {
  const sorted = [...model.frames].sort(([a], [b]) => a - b).map(([index, frame]) => ({ index, ...frame }))
  const found: unknown[] = []
  for await (const frame of storage.getAllFrames()) found.push(frame)
  expect(found).toEqual(sorted)
  for (let index = 0; index < 11; index++) {
    expect(storage.has(index)).toBe(model.frames.has(index))
    expect(await storage.getFrame(index)).toEqual(sorted.find(frame => frame.index === index))
  }
  expect([storage.count, storage.missing()]).toEqual([sorted.length, model.missing])
  const { mean, ...exact } = storage.computeGlobalRange()
  expect(exact).toEqual(model.range)
  const largest = Math.max(Math.abs(exact.min), Math.abs(exact.max))
  if (Number.isNaN(model.mean)) expect(mean).toBeNaN()
  // Beside 0, where numbers lie no closer than the least one, each share of the mean is rounded by up to that.
  else expect(Math.abs(mean / 2 - model.mean / 2)).toBeLessThanOrEqual(largest * 1e-12 + exact.cells * Number.MIN_VALUE)
}

/** Holds a storage against the model: after each reopening, and at the end. `tear` adds bytes to the session's file. */
export async function expectModel(
  create: () => Promise<FileBackend>,
  options: { numRuns: number; tear: (backend: FileBackend, bytes: Uint8Array) => Promise<void> },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...dtypes), fc.array(step, { maxLength: 15 }), async (dtype, steps) => {
      const backend = await create()
      const open = (codec = auto()) => FrameStorage.open<Dtype>({ session: 'model', shape, dtype, backend, codec })
      const model = new PlainSession()
      let storage = await open()
      for (const call of steps) {
        if (call.do === 'store') {
          const grid = makeGrid(dtype, cells)
          for (const [row, filling] of call.values.entries()) grid.fill(filling, row * 30, row * 30 + 30)
          model.frames.set(call.index, { t: call.t, grid: grid.slice() })
          await storage.storeFrame(call.index, grid, call.t, { transfer: call.transfer })
          expect(grid.length).toBe(call.transfer ? 0 : cells)
        } else {
          await expectSame(storage, model)
          await storage.close()
          const torn = call.torn % storage.frameBytes
          await options.tear(backend, new Uint8Array(torn).fill(0x50))
          storage = await open(call.codec)
          expect(storage.recovered).toEqual({ droppedBytes: torn, damagedRecords: 0 })
        }
      }
      await expectSame(storage, model)
      await storage.close()
    }),
    { numRuns: options.numRuns },
  )
}

/** Appends to the session's file what a crash in the middle of a write could leave. */
export async function tearFile(backend: FileBackend, bytes: Uint8Array): Promise<void> {
  const file = await backend.open('model.frames')
  await file.writeAt(bytes, await file.size())
  await file.close()
}
