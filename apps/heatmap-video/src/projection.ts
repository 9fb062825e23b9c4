import type { Grid } from '@plimsoll/frame-storage'
import type { View } from './view.js'

/**
 * Draws a volume onto a plane: its greatest or mean value along an axis, or one plane of it. NaN and infinities are left
 * out of the greatest and the mean; where nothing else lies along a line, the result is NaN.
 *
 * @param volume - planes (z), rows (y), columns (x)
 * @param into - gets the picture: along z rows y and columns x, along y rows z and columns x, along x rows z and columns y
 * @returns `into`
 */
export function project(
  volume: Grid,
  [planes, rows, columns]: readonly [number, number, number],
  view: View,
  into: Float32Array,
): Float32Array {
  const plane = rows * columns
  // How far apart in the volume: cells of a row of the picture, its rows, cells along the line of sight.
  const { width, height, depth, across, up, along } =
    view.axis === 'z'
      ? { width: columns, height: rows, depth: planes, across: 1, up: columns, along: plane }
      : view.axis === 'y'
        ? { width: columns, height: planes, depth: rows, across: 1, up: plane, along: columns }
        : { width: rows, height: planes, depth: columns, across: columns, up: plane, along: 1 }
  const look = view.kind === 'max' ? greatest : mean
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++) {
      const from = row * up + column * across
      into[at] = view.kind === 'slice' ? Number(volume[from + view.index * along]) : look(volume, from, along, depth)
    }
  return into
}

function greatest(volume: Grid, from: number, along: number, depth: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (let step = 0, at = from; step < depth; step++, at += along) {
    const value = Number(volume[at])
    if (value > most && value < Number.POSITIVE_INFINITY) most = value
  }
  return most === Number.NEGATIVE_INFINITY ? Number.NaN : most
}

function mean(volume: Grid, from: number, along: number, depth: number): number {
  let sum = 0
  let count = 0
  for (let step = 0, at = from; step < depth; step++, at += along) {
    const value = Number(volume[at])
    if (!Number.isFinite(value)) continue
    sum += value
    count++
  }
  return count === 0 ? Number.NaN : sum / count
}
