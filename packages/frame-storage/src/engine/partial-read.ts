import type { RandomAccessFile } from '@plimsoll/files'
import { bytesIn, bytesOf, makeGrid } from '../dtype.js'
import type { Grid } from '../frame.js'
import type { SessionHeader } from '../session/session-header.js'
import { type Region, type Run, runsOf } from './selection.js'

// What lies between two runs is read along where that costs less than another call.
const gapBytes = 16_384
/** The most that is read at a time beside the part itself. */
export const mostBytesAtOnce = 262_144

/** Reads a region of a raw frame whose values begin at `offset`; answers whether all of it is in the file. */
export async function readRegion(
  file: RandomAccessFile,
  offset: number,
  { dtype, shape }: Pick<SessionHeader, 'dtype' | 'shape'>,
  region: Region,
  into: Grid,
): Promise<boolean> {
  const width = bytesOf(dtype)
  const bytes = bytesIn(into)
  let filled = 0
  for (const { cell, cells, runs } of together(runsOf(region, shape), width)) {
    if (runs.length === 1) {
      const part = bytes.subarray(filled, filled + cells * width)
      if ((await file.readAt(part, offset + cell * width)) !== part.length) return false
      filled += part.length
      continue
    }
    const read = new Uint8Array(cells * width)
    if ((await file.readAt(read, offset + cell * width)) !== read.length) return false
    for (const run of runs) {
      const at = (run.cell - cell) * width
      bytes.set(read.subarray(at, at + run.cells * width), filled)
      filled += run.cells * width
    }
  }
  return true
}

interface Stretch extends Run {
  readonly runs: readonly Run[]
}

function* together(runs: Iterable<Run>, width: number): Generator<Stretch> {
  let found: Run[] = []
  let first = 0
  let end = 0
  for (const run of runs) {
    const isNear = (run.cell - end) * width <= gapBytes && (run.cell + run.cells - first) * width <= mostBytesAtOnce
    if (found.length > 0 && !isNear) {
      yield { cell: first, cells: end - first, runs: found }
      found = []
    }
    if (found.length === 0) first = run.cell
    found.push(run)
    end = run.cell + run.cells
  }
  if (found.length > 0) yield { cell: first, cells: end - first, runs: found }
}

/** Copies a region of a whole grid. */
export function copyRegion(grid: Grid, { dtype, shape }: Pick<SessionHeader, 'dtype' | 'shape'>, region: Region): Grid {
  const part = makeGrid(dtype, region.cells)
  let filled = 0
  for (const { cell, cells } of runsOf(region, shape)) {
    part.set(grid.subarray(cell, cell + cells), filled)
    filled += cells
  }
  return part
}
