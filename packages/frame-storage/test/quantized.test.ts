import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantizationError, quantizeGrid, restoreGrid } from '../src/codec/quantized.js'
import { dtypeOf, makeGrid } from '../src/dtype.js'
import type { Dtype, Grid } from '../src/index.js'
import { summarize } from '../src/record/statistics.js'

// Half of what lies between two neighbours of a type, beside a number; of float64, what the sums lose.
const rounding: Partial<Record<Dtype, number>> = { float32: 2 ** -24, float64: 2 ** -51 }

function expectClose(grid: Grid) {
  const statistics = summarize(grid)
  const dtype = dtypeOf(grid) as Dtype
  const restored = makeGrid(dtype, grid.length)
  expect(restoreGrid(quantizeGrid(grid, statistics), restored)).toBe(true)
  const { min, max } = statistics
  const largest = Math.max(Math.abs(min), Math.abs(max))
  // Halves: a difference of two large numbers may pass the greatest.
  const allowed = quantizationError(statistics) / 2 + (rounding[dtype] ?? 0) * largest + Number.MIN_VALUE * 4
  for (const [cell, value] of grid.entries()) {
    const found = restored[cell] as number
    if (!Number.isFinite(value) || value === min || value === max) expect(found + 0).toEqual(value + 0)
    else if (dtype === 'float32' || dtype === 'float64') {
      const least = dtype === 'float32' ? 2 ** -149 : 0
      expect(Math.abs(found / 2 - value / 2)).toBeLessThanOrEqual(allowed + least)
    } else expect(Math.abs(found - value)).toBeLessThanOrEqual(quantizationError(statistics) + 0.5)
  }
}

describe('values in 16 bits', () => {
  it('are no further from what they were than it is told, for any values', () => {
    fc.assert(fc.property(fc.float64Array({ minLength: 1 }), expectClose))
    fc.assert(fc.property(fc.float32Array({ minLength: 1 }), expectClose))
    fc.assert(fc.property(fc.int32Array({ minLength: 1 }), expectClose))
    fc.assert(fc.property(fc.uint32Array({ minLength: 1 }), expectClose))
    fc.assert(fc.property(fc.float64Array({ minLength: 1, min: 20, max: 20.5, noNaN: true }), expectClose))
  })

  it('are whole numbers as they were where these lie within 65,536 of one another', () => {
    const grid = Int32Array.from({ length: 65_536 }, (_, cell) => cell - 1000)
    const restored = new Int32Array(65_536)
    restoreGrid(quantizeGrid(grid, summarize(grid)), restored)
    expect(restored).toEqual(grid)
  })

  it('are none where their number is another', () => {
    const bytes = quantizeGrid(new Float32Array(9), summarize(new Float32Array(9)))
    for (const length of [0, 23, 24, bytes.length - 1]) {
      expect(restoreGrid(bytes.slice(0, length), new Float32Array(9))).toBe(false)
    }
  })
})
