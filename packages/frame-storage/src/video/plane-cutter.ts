import type { Grid } from '../frame.js'
import type { PlanePlan } from './plane.js'

/** Takes planes out of volumes of one shape, into memory of its own; a grid of two axes is its own plane. */
export class PlaneCutter {
  readonly #plan: PlanePlan
  #plane: Float64Array | undefined
  #counts: Uint32Array | undefined

  constructor(plan: PlanePlan) {
    this.#plan = plan
  }

  /** Answers rows × columns values, good until the next call; O(cells of the plane), or of the volume to project it. */
  cut(grid: Grid): Grid {
    const { rows, columns, cut } = this.#plan
    if (!cut) return grid
    const { shape, axis, take } = cut
    const plane = rows * columns
    if (axis === 0 && typeof take === 'number') return grid.subarray(take * plane, (take + 1) * plane)
    const strides = [shape[1] * shape[2], shape[2], 1] as const
    const [rowStride, columnStride] = strides.filter((_, place) => place !== axis) as [number, number]
    const step = strides[axis] as number
    const walk = { rows, columns, rowStride, columnStride }
    this.#plane ??= new Float64Array(plane)
    if (typeof take === 'number') copyPlane(grid, this.#plane, walk, take * step)
    else this.#project(grid, this.#plane, walk, step, shape[axis] as number, take)
    return this.#plane
  }

  #project(grid: Grid, into: Float64Array, walk: PlaneWalk, step: number, count: number, by: 'max' | 'mean'): void {
    this.#counts ??= new Uint32Array(into.length)
    const counts = this.#counts.fill(0)
    into.fill(by === 'max' ? Number.NEGATIVE_INFINITY : 0)
    for (let k = 0; k < count; k++) addPlane(grid, into, counts, walk, k * step, by)
    for (let cell = 0; cell < into.length; cell++) {
      const found = counts[cell] as number
      if (found === 0) into[cell] = Number.NaN
      // Sums of doubles: only values near the largest number overflow, and then show as invalid.
      else if (by === 'mean') into[cell] = (into[cell] as number) / found
    }
  }
}

interface PlaneWalk {
  readonly rows: number
  readonly columns: number
  readonly rowStride: number
  readonly columnStride: number
}

function copyPlane(grid: Grid, into: Float64Array, walk: PlaneWalk, start: number): void {
  const { rows, columns, rowStride, columnStride } = walk
  for (let row = 0, to = 0; row < rows; row++)
    for (let column = 0, from = start + row * rowStride; column < columns; column++, to++, from += columnStride)
      into[to] = grid[from] as number
}

function addPlane(
  grid: Grid,
  into: Float64Array,
  counts: Uint32Array,
  { rows, columns, rowStride, columnStride }: PlaneWalk,
  start: number,
  by: 'max' | 'mean',
): void {
  for (let row = 0, to = 0; row < rows; row++)
    for (let column = 0, from = start + row * rowStride; column < columns; column++, to++, from += columnStride) {
      const value = grid[from] as number
      if (!Number.isFinite(value)) continue
      counts[to] = (counts[to] as number) + 1
      const before = into[to] as number
      into[to] = by === 'mean' ? before + value : Math.max(before, value)
    }
}
