export const frames = 100
export const frameRate = 25
export const [rows, columns] = [480, 640]
export const range = { min: -1, max: 1 }

/** The grids of the film: waves that wander. Eight, used in turn. */
export const grids = Array.from({ length: 8 }, (_, index) => {
  const grid = new Float32Array(rows * columns)
  for (let cell = 0; cell < grid.length; cell++) {
    const [row, column] = [Math.floor(cell / columns), cell % columns]
    grid[cell] = Math.sin(row / 40 + index / 3) * Math.cos(column / 55 - index / 5)
  }
  return grid
})

export const colours = Uint8Array.from({ length: 1024 }, (_, i) => {
  const [at, channel] = [i >> 2, i & 3]
  return channel === 3 ? 255 : channel === 0 ? at : channel === 1 ? (at * at) >> 8 : 255 - at
})

const words = new Uint32Array(colours.buffer)

/** A grid as RGBA, into the memory of an ImageData. */
export function paint(grid, pixels) {
  const into = new Uint32Array(pixels.buffer, pixels.byteOffset, grid.length)
  const scale = 255 / (range.max - range.min)
  for (let cell = 0; cell < grid.length; cell++) into[cell] = words[Math.floor((grid[cell] - range.min) * scale + 0.5)]
}
