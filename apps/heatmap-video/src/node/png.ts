import { rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { encode } from 'fast-png'

/** The short side of a picture that is not scaled by wish. */
const leastSide = 480

/** Pixels per cell: as asked for, or the least whole number that makes the short side 480 or more. */
export function pixelsPerCell(rows: number, columns: number, scale?: number): number {
  return scale ?? Math.max(1, Math.ceil(leastSide / Math.min(rows, columns)))
}

/**
 * Repeats each pixel, so that cells stay sharp.
 *
 * @param pixels - RGBA, row by row
 * @param into - filled and answered: `scale * scale` as many
 */
export function enlarge(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  columns: number,
  scale: number,
  into: Uint8ClampedArray<ArrayBuffer>,
): Uint8ClampedArray<ArrayBuffer> {
  const from = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4)
  const to = new Uint32Array(into.buffer, into.byteOffset, into.length / 4)
  const width = columns * scale
  for (let row = 0, cell = 0; cell < from.length; row += scale) {
    const start = row * width
    for (let column = 0; column < columns; column++, cell++)
      to.fill(from[cell] as number, start + column * scale, start + (column + 1) * scale)
    for (let copy = 1; copy < scale; copy++) to.copyWithin(start + copy * width, start, start + width)
  }
  return into
}

/** Writes a PNG file whole or not at all: under another name first. */
export async function writePng(
  path: string,
  pixels: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): Promise<number> {
  const data = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length)
  const png = encode({ width, height, data, channels: 4, depth: 8 })
  const fresh = join(dirname(path), `.${basename(path)}.part`)
  await writeFile(fresh, png)
  await rename(fresh, path)
  return png.length
}
