import type { FilmSize } from './film-size.js'
import { invalidEntry } from './paint-cells.js'
import type { Colour } from './paint-options.js'

/** The colour space of {@link yuvTable}, as a decoder must be told it. */
export const filmColourSpace = {
  primaries: 'bt709',
  transfer: 'iec61966-2-1',
  matrix: 'bt709',
  fullRange: true,
} as const

/**
 * Turns 256 RGBA colours and the one for invalid cells into packed luma and chroma, `y | cb << 10 | cr << 20`: four of
 * them can be summed without one part running into the next.
 *
 * sRGB in the matrix of ITU-R BT.709, all 256 steps of each part (limited range would merge every seventh colour with its
 * neighbour). Films have no alpha: what is transparent is seen on black.
 */
export function yuvTable(colours: Uint8Array | Uint8ClampedArray, invalidColour: Colour): Uint32Array {
  const table = new Uint32Array(invalidEntry + 1)
  for (let entry = 0; entry <= invalidEntry; entry++) {
    const colour = entry === invalidEntry ? invalidColour : colours.subarray(entry * 4, entry * 4 + 4)
    const [red, green, blue, alpha] = colour as Colour
    const opaque = alpha / 255
    const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    const y = byte(luma * opaque)
    const cb = byte(128 + ((blue - luma) * opaque) / 1.8556)
    const cr = byte(128 + ((red - luma) * opaque) / 1.5748)
    table[entry] = y | (cb << 10) | (cr << 20)
  }
  return table
}

// The bluest blue and the reddest red lie half a step outside.
function byte(value: number): number {
  return Math.min(255, Math.round(value))
}

/**
 * Draws packed cells as the three planes of an I420 picture, each cell `scale` × `scale` pixels without smoothing.
 *
 * One encoder's own format, from a table of 257 colours: nothing is left to convert. A chroma sample covers 2 × 2 pixels:
 * with an even scale it lies within one cell, else it is the mean of the cells that it covers.
 */
export class PlanePainter {
  /** The picture: luma, then both chroma planes. Drawn over by each {@link paint}. */
  readonly picture: Uint8Array<ArrayBuffer>
  readonly #rows: number
  readonly #columns: number
  readonly #size: FilmSize
  // The cell below each column of luma pixels, and below the left and right half of each chroma sample.
  readonly #cellOf: Uint32Array
  readonly #leftOf: Uint32Array
  readonly #rightOf: Uint32Array

  constructor(rows: number, columns: number, size: FilmSize) {
    this.#rows = rows
    this.#columns = columns
    this.#size = size
    const cellAt = (pixel: number) => Math.min(columns - 1, Math.floor(pixel / size.scale))
    this.#cellOf = Uint32Array.from({ length: size.width }, (_, pixel) => cellAt(pixel))
    this.#leftOf = Uint32Array.from({ length: size.width / 2 }, (_, sample) => cellAt(2 * sample))
    this.#rightOf = Uint32Array.from({ length: size.width / 2 }, (_, sample) => cellAt(2 * sample + 1))
    this.picture = new Uint8Array((size.width * size.height * 3) / 2)
  }

  /** Draws packed cells, one per cell of the grid. */
  paint(cells: Uint32Array): void {
    this.#paintLuma(cells)
    this.#paintChroma(cells)
  }

  #paintLuma(cells: Uint32Array): void {
    const { picture } = this
    const { width, height, scale } = this.#size
    const cellOf = this.#cellOf
    let painted = -1
    for (let y = 0, start = 0; y < height; y++, start += width) {
      const first = this.#rowAt(y)
      if (first === painted) picture.copyWithin(start, start - width, start)
      else if (scale === 1 && width === this.#columns) picture.set(cells.subarray(first, first + width), start)
      else for (let x = 0; x < width; x++) picture[start + x] = cells[first + (cellOf[x] as number)] as number
      painted = first
    }
  }

  #paintChroma(cells: Uint32Array): void {
    const { picture } = this
    const width = this.#size.width / 2
    const height = this.#size.height / 2
    const plane = width * height
    const leftOf = this.#leftOf
    const rightOf = this.#rightOf
    let paintedUpper = -1
    let paintedLower = -1
    for (let y = 0, start = 4 * plane; y < height; y++, start += width) {
      const upper = this.#rowAt(2 * y)
      const lower = this.#rowAt(2 * y + 1)
      if (upper === paintedUpper && lower === paintedLower) {
        picture.copyWithin(start, start - width, start)
        picture.copyWithin(start + plane, start + plane - width, start + plane)
        continue
      }
      for (let x = 0; x < width; x++) {
        const left = leftOf[x] as number
        const right = rightOf[x] as number
        const above = (cells[upper + left] as number) + (cells[upper + right] as number)
        const below = (cells[lower + left] as number) + (cells[lower + right] as number)
        const sum = above + below + halfOfFour
        picture[start + x] = sum >> 12
        picture[start + plane + x] = sum >> 22
      }
      paintedUpper = upper
      paintedLower = lower
    }
  }

  /** The first cell of the row below a row of pixels. */
  #rowAt(y: number): number {
    return Math.min(this.#rows - 1, Math.floor(y / this.#size.scale)) * this.#columns
  }
}

// Rounds both parts of a sum of four, when that is divided by four.
const halfOfFour = (2 << 10) | (2 << 20)
