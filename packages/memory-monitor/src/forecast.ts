import type { Point } from './history.js'

/** The line through measurements. */
export interface Trend {
  /** Bytes gained in a second; negative where memory falls. */
  readonly bytesPerSecond: number
  /** What the line says for the moment of the last measurement. */
  readonly bytesNow: number
  /** Whether memory rises, beyond what chance makes of measurements that only vary. */
  readonly rises: boolean
}

const fewest = 4
// Of measurements without a trend one in twenty seems to rise by so much (Mann and Kendall's test, one-sided).
const significant = 1.645

/**
 * Draws the line of Theil and Sen: the median of the slopes of all pairs, which up to 29 % of outliers do not move.
 *
 * `O(n²)` in the number of points.
 *
 * @returns `undefined` for fewer than four points, or for points of one moment
 */
export function trendOf(points: readonly Point[]): Trend | undefined {
  const last = points.at(-1)
  if (!last || points.length < fewest) return undefined
  const slopes: number[] = []
  let balance = 0
  for (let right = 1; right < points.length; right++) {
    const b = points[right] as Point
    for (let left = 0; left < right; left++) {
      const a = points[left] as Point
      if (b.atMs === a.atMs) continue
      const slope = (b.bytes - a.bytes) / (b.atMs - a.atMs)
      slopes.push(slope)
      balance += Math.sign(slope)
    }
  }
  if (slopes.length === 0) return undefined
  const slope = median(slopes)
  const bytesNow = median(points.map(({ atMs, bytes }) => bytes + slope * (last.atMs - atMs)))
  return { bytesPerSecond: slope * 1000, bytesNow, rises: slope > 0 && balance >= bound(points.length) }
}

/** How many more pairs have to rise than fall; of four points all six, for five the formula asks for nine of ten. */
const bound = (count: number) =>
  Math.min((count * (count - 1)) / 2, 1 + significant * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18))

function median(numbers: number[]): number {
  const sorted = numbers.sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}
