import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grid } from '../src/index.js'
import { summarize } from '../src/record/statistics.js'

/** The definitions, one after the other. */
function plainSummary(grid: Grid) {
  const finite = [...grid].filter(Number.isFinite).sort((a, b) => a - b)
  const none = finite.length === 0
  return {
    min: none ? Number.NaN : (finite[0] as number) + 0,
    max: none ? Number.NaN : (finite.at(-1) as number) + 0,
    mean: none ? Number.NaN : finite.reduce((mean, value) => mean + value / finite.length, 0),
    nan: [...grid].filter(Number.isNaN).length,
    infinite: [...grid].filter(value => Math.abs(value) === Number.POSITIVE_INFINITY).length,
  }
}

function expectSame(grid: Grid) {
  const found = summarize(grid)
  const { mean, ...exact } = plainSummary(grid)
  expect(found).toMatchObject(exact)
  const largest = Math.max(Math.abs(exact.min), Math.abs(exact.max))
  if (Number.isNaN(mean)) expect(found.mean).toBeNaN()
  // Beside 0, where numbers lie no closer than the least one, each share of the mean is rounded by up to that.
  else expect(Math.abs(found.mean / 2 - mean / 2)).toBeLessThanOrEqual(largest * 1e-12 + grid.length * Number.MIN_VALUE)
}

describe('summarize', () => {
  it('leaves what is not finite out of the range', () => {
    expect(summarize(Float32Array.of(Number.NaN, 3, Number.NEGATIVE_INFINITY, -1, Number.NaN))).toEqual({
      min: -1,
      max: 3,
      mean: 1,
      nan: 2,
      infinite: 1,
    })
  })

  it('has no range where nothing is finite', () => {
    expect(summarize(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY))).toEqual({
      min: Number.NaN,
      max: Number.NaN,
      mean: Number.NaN,
      nan: 1,
      infinite: 1,
    })
  })

  it('says 0 where the least or greatest is -0', () => {
    expect(summarize(Float64Array.of(-0, -0))).toEqual({ min: 0, max: 0, mean: 0, nan: 0, infinite: 0 })
  })

  it('finds the mean of the least numbers', () => {
    expect(summarize(Float64Array.of(2.5e-323, -1e-323)).mean).toBe(1e-323)
    expectSame(Float64Array.of(2.5e-323, -1e-323))
  })

  it('finds a mean whose sum passes the greatest number', () => {
    const most = Number.MAX_VALUE
    expect(summarize(Float64Array.of(most, most)).mean).toBe(most)
    expect(summarize(Float64Array.of(most, most, -most, -most, Number.NaN)).mean).toBe(0)
  })

  it('finds what is not finite in any block, and extremes at any place', () => {
    for (const at of [0, 1, 4094, 4095, 4096, 4097, 8190, 8192, 8999, 9000]) {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e6, -1e6]) {
        const grid = Float64Array.from({ length: 9001 }, (_, i) => i % 7)
        grid[at] = value
        expectSame(grid)
      }
    }
  })

  it('finds the same in large grids of float32, which other instructions look at', () => {
    for (const cells of [4096, 4097, 8192, 12_000]) {
      for (const at of [0, 1, 2, 3, 4094, 4095, 4096, cells - 1]) {
        for (const value of [Number.NaN, Number.NEGATIVE_INFINITY, 1e30, -1e30, -0]) {
          const grid = Float32Array.from({ length: cells }, (_, i) => Math.fround(1 + (i % 7) / 3))
          grid[at] = value
          expectSame(grid)
        }
      }
    }
  })

  it('is what the definitions say, for any values of any type', () => {
    fc.assert(fc.property(fc.float64Array({ minLength: 1 }), expectSame))
    fc.assert(fc.property(fc.float32Array({ minLength: 1 }), expectSame))
    fc.assert(fc.property(fc.int8Array({ minLength: 1 }), expectSame))
    fc.assert(fc.property(fc.uint32Array({ minLength: 1 }), expectSame))
  })
})
