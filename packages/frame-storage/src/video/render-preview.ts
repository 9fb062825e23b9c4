import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import { shown } from '../shown.js'
import { type PaintFrameOptions, paintFrame } from './paint-frame.js'
import { checkNames, refuse } from './paint-options.js'
import { planPlane } from './plane.js'

/** What a preview looks like, besides its colours. */
export interface PreviewSize {
  /**
   * Pixels of the longer side at most; a smaller grid gets a pixel per cell.
   *
   * @defaultValue `160`
   */
  readonly maxSide?: number
  /**
   * How well WebP keeps it, from 0 to 1.
   *
   * @defaultValue `0.8`
   */
  readonly quality?: number
}

/** How {@link renderPreview} paints. */
export interface RenderPreviewOptions extends Omit<PaintFrameOptions, 'into'>, PreviewSize {}

/**
 * Paints a grid as a small WebP, for a list or for scrubbing. In pages and workers.
 *
 * Where cells share a pixel, their colours are mixed. O(cells), and the encoder works beside the page's thread.
 *
 * @param grid - rows × columns values, or those of a volume; stays the caller's
 * @returns the picture; a PNG where the browser writes no WebP, as its `type` tells
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `VIDEO_INVALID_OPTIONS` for
 * options that do not fit; `VIDEO_UNSUPPORTED` where there is no `OffscreenCanvas`
 *
 * @example
 * ```ts
 * image.src = URL.createObjectURL(await renderPreview(grid, { shape: [480, 640], range, colours }))
 * ```
 */
export async function renderPreview(grid: Grid, options: RenderPreviewOptions): Promise<Blob> {
  checkNames('renderPreview', options, names)
  return await encodePreview(drawPreview(grid, options), options)
}

/** Draws what {@link encodePreview} encodes; the grid is done with when it returns. */
export function drawPreview(grid: Grid, options: RenderPreviewOptions): OffscreenCanvas {
  const { maxSide: _, quality: __, ...painting } = options
  const { maxSide } = checkPreviewSize(options)
  const { rows, columns } = planPlane(options)
  checkCanvas()
  const pixels = paintFrame(grid, painting)
  const canvas = new OffscreenCanvas(columns, rows)
  contextOf(canvas).putImageData(new ImageData(pixels, columns, rows), 0, 0)
  return shrunk(canvas, maxSide)
}

/** Encodes a drawn picture beside the page's thread; its pixels are gone then. */
export async function encodePreview(canvas: OffscreenCanvas, size: PreviewSize): Promise<Blob> {
  try {
    return await canvas.convertToBlob({ type: 'image/webp', quality: checkPreviewSize(size).quality })
  } finally {
    freePixels(canvas)
  }
}

/** Gives a canvas' pixels back now: left to the collector, those of many frames pile up. */
export function freePixels(canvas: OffscreenCanvas): void {
  canvas.width = 0
  canvas.height = 0
}

/** Refuses a picture of no size. */
export function checkPreviewSize({ maxSide = 160, quality = 0.8 }: PreviewSize): Required<PreviewSize> {
  if (!(Number.isSafeInteger(maxSide) && maxSide >= 1 && maxSide <= 4096))
    refuse(`maxSide is ${shown(maxSide)}; give whole pixels, 1 to 4096`)
  if (!(quality >= 0 && quality <= 1)) refuse(`quality is ${shown(quality)}; give a number from 0 to 1`)
  return { maxSide, quality }
}

/** Refuses a platform that draws no pictures. */
export function checkCanvas(): void {
  if (typeof OffscreenCanvas === 'function') return
  throw new FrameStorageError(
    'VIDEO_UNSUPPORTED',
    'there is no OffscreenCanvas here: make previews in a page or worker; paintFrame works everywhere',
  )
}

function shrunk(canvas: OffscreenCanvas, maxSide: number): OffscreenCanvas {
  const factor = maxSide / Math.max(canvas.width, canvas.height)
  if (factor >= 1) return canvas
  const side = (pixels: number) => Math.max(1, Math.round(pixels * factor))
  const small = new OffscreenCanvas(side(canvas.width), side(canvas.height))
  const context = contextOf(small)
  context.imageSmoothingQuality = 'high'
  context.drawImage(canvas, 0, 0, small.width, small.height)
  freePixels(canvas)
  return small
}

// What is read back soon is not worth a trip to the graphics card.
function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  return canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D
}

const names = [
  'shape',
  'slice',
  'project',
  'range',
  'colours',
  'invalidColour',
  'flipY',
  'maxSide',
  'quality',
] satisfies Array<keyof RenderPreviewOptions>
