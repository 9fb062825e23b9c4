import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'

const open = (shape: number[], backend = memoryFiles()) =>
  FrameStorage.open({ session: 'run', shape, dtype: 'float64', backend })

describe('a robust range', () => {
  it('is exact where frames are small, by the definition that NumPy has', async () => {
    const storage = await open([5])
    await storage.storeFrame(0, Float64Array.of(9, 1, Number.NaN, 3, 7))
    await storage.storeFrame(1, Float64Array.of(2, 8, 4, Number.POSITIVE_INFINITY, 6))
    // Of 1, 2, 3, 4, 6, 7, 8, 9.
    expect(storage.computeGlobalRange({ robust: [0.25, 0.5] })).toEqual({
      ...storage.computeGlobalRange(),
      min: 2.75,
      max: 5,
    })
    expect(storage.computeGlobalRange({ robust: [0, 1] })).toMatchObject({ min: 1, max: 9 })
    expect(storage.computeGlobalRange({ robust: false })).toMatchObject({ min: 1, max: 9, cells: 10 })
    await storage.close()
  })

  it('leaves outliers out', async () => {
    const storage = await open([100])
    const grid = Float64Array.from({ length: 100 }, (_, cell) => cell)
    grid[50] = 1e300
    await storage.storeFrame(0, grid)
    const { min, max, nan } = storage.computeGlobalRange({ robust: true })
    expect([min, max, nan]).toEqual([expect.closeTo(1.98, 9), expect.closeTo(98.02, 9), 0])
    await storage.close()
  })

  it('counts a frame once that was stored twice, as it stands, also after a reopening', async () => {
    const backend = memoryFiles()
    const storage = await open([4], backend)
    await storage.storeFrame(0, Float64Array.of(-100, -100, -100, -100))
    await storage.storeFrame(1, Float64Array.of(5, 6, 7, 8))
    await storage.storeFrame(0, Float64Array.of(1, 2, 3, 4))
    const range = storage.computeGlobalRange({ robust: [0, 1] })
    expect(range).toMatchObject({ min: 1, max: 8, cells: 8 })
    await storage.close()
    const again = await open([4], backend)
    expect(again.computeGlobalRange({ robust: [0, 1] })).toEqual(range)
    await again.close()
  })

  it('keeps to the error it tells, for many frames of many cells, and to its room', async () => {
    const backend = memoryFiles()
    const storage = await open([40, 50], backend)
    const all: number[] = []
    for (let index = 0; index < 400; index++) {
      // A pattern in step with any even spacing, and a drift over time.
      const grid = Float64Array.from({ length: 2000 }, (_, cell) => (cell % 4) * 100 + index / 4 + (cell % 50) / 50)
      all.push(...grid)
      await storage.storeFrame(index, grid)
    }
    all.sort((a, b) => a - b)
    const shareBelow = (value: number) => all.findIndex(one => one >= value) / all.length
    const expectClose = (it: typeof storage) => {
      for (const p of [0.01, 0.02, 0.3, 0.6, 0.98]) {
        const { min } = it.computeGlobalRange({ robust: [p, 1] })
        expect(Math.abs(shareBelow(min) - p)).toBeLessThan(1.63 / Math.sqrt(32_768))
      }
      expect(it.memoryUsage().externalBytes).toBeLessThan(2 * 2 ** 20)
    }
    expectClose(storage)
    await storage.close()
    const again = await open([40, 50], backend)
    expectClose(again)
    await again.close()
  })

  it('refuses shares that are none, and has none to answer when it is closed', async () => {
    const storage = await open([2])
    for (const robust of [[0.5], [0.9, 0.1], [-1, 1], [0, 2], [Number.NaN, 1], 0.02, 'yes']) {
      expect(() => storage.computeGlobalRange({ robust: robust as never })).toThrow(
        expect.objectContaining({ code: 'FRAMES_INVALID_RANGE' }),
      )
    }
    expect(storage.computeGlobalRange({ robust: true }).min).toBeNaN()
    await storage.close()
    expect(() => storage.computeGlobalRange({ robust: true })).toThrow(
      expect.objectContaining({ code: 'FRAMES_CLOSED' }),
    )
    expect(storage.computeGlobalRange().cells).toBe(0)
  })
})
