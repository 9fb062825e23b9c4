// u_t = a lap u by forward time, centred space: u' = u + rx (uW - 2u + uE) + ry (...) + rz (...), r = a dt / dx^2 of each
// direction. Values lie in the middle of their cells; no heat passes a wall, so that the cell beyond a wall is the
// cell before it. Stable while rx + ry + rz <= 1/2: in a cube while r <= 1/6.

/** The largest r at which the scheme is stable in three dimensions. */
export const largestCourant = 1 / 6

/** r = a dt / dx^2 along each axis. */
export interface Courant {
  readonly x: number
  readonly y: number
  readonly z: number
}

/**
 * One step in time, as it is, stable or not.
 *
 * @param u - planes, rows, columns
 * @param next - gets the result; as long as `u`, and not `u`
 */
export function heatStep(
  u: Float32Array,
  next: Float32Array,
  [planes, rows, columns]: readonly [number, number, number],
  { x, y, z }: Courant,
): void {
  const plane = rows * columns
  const last = columns - 1
  const centre = 1 - 2 * (x + y + z)
  for (let k = 0; k < planes; k++)
    for (let j = 0; j < rows; j++) {
      const row = k * plane + j * columns
      const south = j > 0 ? row - columns : row
      const north = j < rows - 1 ? row + columns : row
      const below = k > 0 ? row - plane : row
      const above = k < planes - 1 ? row + plane : row
      let west = u[row] as number
      let here = west
      for (let i = 0; i <= last; i++) {
        const east = i < last ? (u[row + i + 1] as number) : here
        const beside = (u[south + i] as number) + (u[north + i] as number)
        const stacked = (u[below + i] as number) + (u[above + i] as number)
        next[row + i] = centre * here + x * (west + east) + y * beside + z * stacked
        west = here
        here = east
      }
    }
}
