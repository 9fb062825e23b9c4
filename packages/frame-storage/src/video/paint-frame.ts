import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import { invalidEntry, paintCells, type ValueRange } from './paint-cells.js'
import { type Colour, checkColours, checkNames, checkRange, defaultInvalidColour } from './paint-options.js'
import { checkCells, type PlaneOptions, planPlane } from './plane.js'
import { PlaneCutter } from './plane-cutter.js'

/** How {@link paintFrame} paints. */
export interface PaintFrameOptions extends PlaneOptions {
  /** The values that get the first and the last colour. */
  readonly range: ValueRange
  /** 256 colours, four bytes each: red, green, blue, alpha. */
  readonly colours: Uint8Array | Uint8ClampedArray
  /**
   * The colour of NaN and the infinities.
   *
   * @defaultValue `[128, 128, 128, 255]`, a grey
   */
  readonly invalidColour?: Colour
  /** Filled and given back: 4 bytes per cell. A new one where left out. */
  readonly into?: Uint8ClampedArray<ArrayBuffer>
  /**
   * Puts the first row at the bottom, as a y axis runs.
   *
   * @defaultValue `false`
   */
  readonly flipY?: boolean
}

/**
 * Paints a grid as RGBA, one pixel per cell: colour `floor(255 (v - min) / (max - min) + 0.5)`, held within 0 to 255.
 *
 * Where min = max, finite cells get the first colour. Of a volume one plane is painted. Runs in Node, workers and pages; O(cells),
 * no pixels allocated with `into`.
 *
 * @param grid - rows × columns values, or those of a volume; stays the caller's
 * @returns the pixels, as `ImageData` and PNG encoders take them
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `VIDEO_INVALID_OPTIONS` for options that do not fit the grid or each other
 *
 * @example
 * ```ts
 * context.putImageData(new ImageData(paintFrame(grid, { shape: [50, 50], range, colours }), 50, 50), 0, 0)
 * ```
 */
export function paintFrame(grid: Grid, options: PaintFrameOptions): Uint8ClampedArray<ArrayBuffer> {
  checkNames('paintFrame', options, names)
  const { range, colours, invalidColour = defaultInvalidColour, flipY = false } = options
  const plane = planPlane(options)
  const { rows, columns } = plane
  checkRange(range)
  checkColours(colours, invalidColour)
  const cells = rows * columns
  checkCells(grid, plane, options.shape)
  const into = options.into ?? new Uint8ClampedArray(cells * 4)
  if (into.length !== cells * 4)
    throw new FrameStorageError(
      'VIDEO_INVALID_OPTIONS',
      `into has ${into.length} bytes; ${rows} × ${columns} pixels take ${cells * 4}`,
    )
  // A view of whole pixels must start at a multiple of four.
  const aligned = into.byteOffset % 4 === 0
  const pixels = aligned ? new Uint32Array(into.buffer, into.byteOffset, cells) : new Uint32Array(cells)
  const shown = new PlaneCutter(plane).cut(grid)
  paintCells(shown, { rows, columns, range, table: rgbaTable(colours, invalidColour), into: pixels, flipY })
  if (!aligned) into.set(new Uint8ClampedArray(pixels.buffer))
  return into
}

/** The colours as packed pixels: written as bytes and read as numbers, so that the order of bytes in a number does not matter. */
export function rgbaTable(colours: Uint8Array | Uint8ClampedArray, invalidColour: Colour): Uint32Array {
  const bytes = new Uint8Array((invalidEntry + 1) * 4)
  bytes.set(colours)
  bytes.set(invalidColour, invalidEntry * 4)
  return new Uint32Array(bytes.buffer)
}

const names = ['shape', 'slice', 'project', 'range', 'colours', 'invalidColour', 'into', 'flipY'] satisfies Array<
  keyof PaintFrameOptions
>
