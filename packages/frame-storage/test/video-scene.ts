import type { Frame } from '../src/frame.js'

/** 256 colours that differ in all three parts: a spiral from blue over green to red. */
export const spiral = Uint8Array.from({ length: 1024 }, (_, byte) => {
  const place = (byte >> 2) / 255
  return [255 * place, 255 * Math.sin(Math.PI * place), 255 * (1 - place), 255].map(Math.round)[byte & 3] as number
})

/** The red, green and blue of a value between `min` and `max`. */
export function colourOf(value: number, min: number, max: number): number[] {
  const index = Math.floor((255 * (value - min)) / (max - min) + 0.5)
  return [...spiral.subarray(index * 4, index * 4 + 3)]
}

/** A cell of frame `index`: a plane that wanders, so that each frame and each corner has its own colour. */
export function cellOf(index: number, row: number, column: number): number {
  return (index * 37 + row * 20 + column * 50) % 256
}

/** Frames of {@link cellOf}, as a storage would hand them out. */
export function* frames(count: number, rows: number, columns: number): Generator<Frame<Float32Array<ArrayBuffer>>> {
  for (let index = 0; index < count; index++) {
    const grid = new Float32Array(rows * columns)
    for (let cell = 0; cell < grid.length; cell++)
      grid[cell] = cellOf(index, Math.floor(cell / columns), cell % columns)
    yield { index, t: index, grid }
  }
}

/** A source of {@link frames} that counts what is out and was never taken. */
export class Scene {
  readonly shape: readonly number[]
  readonly count: number
  /** Frames handed out so far. */
  taken = 0
  /** Whether the iteration was closed, by its end or before it. */
  closed = false

  constructor(count: number, shape: readonly [number, number]) {
    this.count = count
    this.shape = shape
  }

  async *getAllFrames(): AsyncGenerator<Frame<Float32Array<ArrayBuffer>>> {
    try {
      for (const frame of frames(this.count, this.shape[0] as number, this.shape[1] as number)) {
        this.taken += 1
        yield frame
      }
    } finally {
      this.closed = true
    }
  }

  computeGlobalRange(): { min: number; max: number } {
    return { min: 0, max: 255 }
  }
}
