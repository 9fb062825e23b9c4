import type { Grid } from '../frame.js'
import { type RangePass, simdRangePass } from './simd-range.js'

/** What is kept of the values of one frame. */
export interface GridStatistics {
  /** The least finite value; `NaN` where there is none. */
  readonly min: number
  /** The greatest finite value; `NaN` where there is none. */
  readonly max: number
  /** The mean of the finite values; `NaN` where there are none. */
  readonly mean: number
  /** How many are NaN. */
  readonly nan: number
  /** How many are plus or minus infinity. */
  readonly infinite: number
}

/** What is known of all values of all frames. */
export interface GlobalRange extends GridStatistics {
  /** How many values the frames hold, those that are not finite included. */
  readonly cells: number
}

// Small enough for the cache of a core, large enough that the work between blocks does not show.
const blockCells = 4096

interface Sums {
  min: number
  max: number
  sum: number
  nan: number
  infinite: number
}

/**
 * Answers least, greatest and mean value of a grid, in one pass.
 *
 * A block's sum tells whether it holds anything that is not finite, for NaN and infinity survive any addition. So the
 * plain loop need not look, and the careful one runs only over blocks that need it.
 */
export function summarize(grid: Grid): GridStatistics {
  const sums: Sums = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sum: 0, nan: 0, infinite: 0 }
  const simd = grid instanceof Float32Array && grid.length >= blockCells ? rangePass() : undefined
  for (let from = 0; from < grid.length; from += blockCells) {
    const to = Math.min(from + blockCells, grid.length)
    const hasOnlyFinite =
      simd && (to - from) % 4 === 0
        ? addBlock(simd, grid as Float32Array, from, to, sums)
        : addFinite(grid, from, to, sums)
    if (!hasOnlyFinite) addAny(grid, from, to, sums)
  }
  const { min, max, sum, nan, infinite } = sums
  const finite = grid.length - nan - infinite
  if (finite === 0) return { min: Number.NaN, max: Number.NaN, mean: Number.NaN, nan, infinite }
  const mean = Number.isFinite(sum) ? sum / finite : scaledMean(grid, finite)
  // Adding 0 makes -0 a 0: which of the two is the least is nobody's question.
  return { min: min + 0, max: max + 0, mean: mean + 0, nan, infinite }
}

let pass: RangePass | undefined
let wasAsked = false

function rangePass(): RangePass | undefined {
  if (!wasAsked) pass = simdRangePass()
  wasAsked = true
  return pass
}

function addBlock(simd: RangePass, grid: Float32Array, from: number, to: number, sums: Sums): boolean {
  const { min, max, sum } = simd(grid.subarray(from, to))
  return added(min, max, sum, sums)
}

// Two at a time: three comparisons for two values instead of four, and two sums that do not wait for each other.
function addFinite(grid: Grid, from: number, to: number, sums: Sums): boolean {
  const last = grid[to - 1] as number
  let min = last
  let max = last
  let even = 0
  let odd = (to - from) & 1 ? last : 0
  for (let i = from; i + 1 < to; i += 2) {
    const a = grid[i] as number
    const b = grid[i + 1] as number
    even += a
    odd += b
    if (a < b) {
      if (a < min) min = a
      if (b > max) max = b
    } else {
      if (b < min) min = b
      if (a > max) max = a
    }
  }
  return added(min, max, even + odd, sums)
}

function added(min: number, max: number, sum: number, sums: Sums): boolean {
  if (!Number.isFinite(sum)) return false
  if (min < sums.min) sums.min = min
  if (max > sums.max) sums.max = max
  sums.sum += sum
  return true
}

function addAny(grid: Grid, from: number, to: number, sums: Sums): void {
  for (let i = from; i < to; i++) {
    const value = grid[i] as number
    if (Number.isFinite(value)) {
      if (value < sums.min) sums.min = value
      if (value > sums.max) sums.max = value
      sums.sum += value
    } else if (Number.isNaN(value)) sums.nan++
    else sums.infinite++
  }
}

// For sums past the greatest double.
function scaledMean(grid: Grid, finite: number): number {
  let mean = 0
  for (const value of grid) if (Number.isFinite(value)) mean += value / finite
  return mean
}
