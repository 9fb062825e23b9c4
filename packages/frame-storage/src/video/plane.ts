import { FrameStorageError } from '../errors.js'
import type { Frame, Grid } from '../frame.js'
import { shown } from '../shown.js'
import { checkNames, refuse } from './paint-options.js'
import { PlaneCutter } from './plane-cutter.js'

/** One plane of a volume. */
export interface VolumeSlice {
  /** The axis of the shape that is cut across: 0, 1 or 2. Rows and columns are the other two, in their order. */
  readonly axis: number
  /** Where it is cut, from 0. */
  readonly index: number
}

/** A volume seen through. */
export interface VolumeProjection {
  /** The axis of the shape that is looked along: 0, 1 or 2. Rows and columns are the other two, in their order. */
  readonly axis: number
  /** What a cell shows of the finite values behind it; it is invalid where there is none. */
  readonly by: 'max' | 'mean'
}

/** A plane of a volume. */
export interface VolumePlane {
  /** Its values, row by row. */
  readonly grid: Grid
  /** Its rows and columns. */
  readonly shape: readonly [rows: number, columns: number]
}

/** What of a grid is painted. */
export interface PlaneOptions {
  /** `[rows, columns]` of a grid, the last axis running fastest; or the three axes of a volume, such as `[z, y, x]`. */
  readonly shape: readonly number[]
  /** The plane of a volume to paint; either this or `project` for a shape of three axes. */
  readonly slice?: VolumeSlice
  /** How to see through a volume; either this or `slice` for a shape of three axes. */
  readonly project?: VolumeProjection
}

/** How a plane comes out of a grid: checked, and plain data. */
export interface PlanePlan {
  /** Rows of what is painted. */
  readonly rows: number
  /** Columns of what is painted. */
  readonly columns: number
  /** Cells of the whole grid. */
  readonly cells: number
  /** What is taken of a volume. */
  readonly cut?: PlaneCut
}

/** A volume's axes, the one that goes, and what is taken along it: an index, or a mean of its cells. */
export interface PlaneCut {
  /** All three axes. */
  readonly shape: readonly [number, number, number]
  /** The one that goes. */
  readonly axis: number
  /** The index of a slice, or how to project. */
  readonly take: number | 'max' | 'mean'
}

/** Checks shape, slice and projection together. */
export function planPlane({ shape, slice, project }: Partial<PlaneOptions>): PlanePlan {
  const axes = Array.isArray(shape) ? [...(shape as readonly number[])] : []
  if ((axes.length !== 2 && axes.length !== 3) || !axes.every(count => Number.isSafeInteger(count) && count > 0))
    refuse(`shape is ${shown(shape)}; give [rows, columns], or three axes with slice or project, whole and above 0`)
  const cells = axes.reduce((product, count) => product * count, 1)
  if (axes.length === 2) {
    if (slice || project)
      refuse(`slice and project are for volumes, and shape is ${shown(shape)}; leave them out, or give three axes`)
    return { rows: axes[0] as number, columns: axes[1] as number, cells }
  }
  if ((slice === undefined) === (project === undefined))
    refuse(`shape ${shown(shape)} has three axes; give one of slice: { axis, index } and project: { axis, by }`)
  const axis = checkAxis(slice ?? project)
  const take = slice ? checkIndex(slice, axes[axis] as number) : checkBy(project)
  const [rows, columns] = axes.filter((_, place) => place !== axis) as [number, number]
  return { rows, columns, cells, cut: { shape: axes as [number, number, number], axis, take } }
}

function checkAxis(given: VolumeSlice | VolumeProjection | undefined): number {
  const axis = given?.axis
  if (axis !== 0 && axis !== 1 && axis !== 2) refuse(`axis is ${shown(axis)}; give 0, 1 or 2, a place in the shape`)
  return axis as number
}

function checkIndex({ index }: VolumeSlice, count: number): number {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < count))
    refuse(`slice.index is ${shown(index)}; that axis has planes 0 to ${count - 1}`)
  return index
}

function checkBy(project: VolumeProjection | undefined): 'max' | 'mean' {
  const by = project?.by
  if (by !== 'max' && by !== 'mean') refuse(`project.by is ${shown(by)}; give "max" or "mean"`)
  return by as 'max' | 'mean'
}

/**
 * Takes the plane out of a volume that would be painted: a slice or a projection.
 *
 * @param grid - all cells of the volume; stays the caller's. A slice across the first axis is a view of it
 * @param options - the shape, and what to take of it
 * @returns its rows × columns values, and their shape
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `VIDEO_INVALID_OPTIONS` for
 * options that do not fit the grid or each other
 *
 * @example
 * ```ts
 * const { grid, shape } = cutPlane(volume, { shape: [64, 128, 128], project: { axis: 0, by: 'max' } })
 * ```
 */
export function cutPlane(grid: Grid, options: PlaneOptions): VolumePlane {
  checkNames('cutPlane', options, ['shape', 'slice', 'project'])
  const plan = planPlane(options)
  checkCells(grid, plan, options.shape)
  return { grid: new PlaneCutter(plan).cut(grid), shape: [plan.rows, plan.columns] }
}

/** Refuses a grid of another length than its shape. */
export function checkCells(grid: Grid, { cells }: PlanePlan, shape: readonly number[]): void {
  if (grid.length !== cells)
    refuse(`the grid has ${grid.length} cells and shape is ${shown(shape)}, which makes ${cells}; give both the same`)
}

/** Refuses a frame that does not fit the shape of all. */
export function checkFrame(
  { index, grid }: Pick<Frame, 'index' | 'grid'>,
  { cells, cut, rows, columns }: PlanePlan,
): void {
  if (!ArrayBuffer.isView(grid)) {
    throw new FrameStorageError('FRAMES_INVALID_GRID', 'a frame has no grid; give frames as { index, t, grid }')
  }
  const found = grid.length
  if (found === cells) return
  const shape = cut?.shape ?? [rows, columns]
  throw new FrameStorageError(
    'FRAMES_INVALID_GRID',
    `frame ${index} has ${found} cells; shape [${shape.join(', ')}] takes ${cells}, in a typed array of numbers`,
  )
}
