/** Frames of 1 MB as simulations make them: smooth waves in float32, different from frame to frame. */
export const shape = [500, 500]
export const frameBytes = shape[0] * shape[1] * 4

export function waves(count, [rows, columns] = shape) {
  return Array.from({ length: count }, (_, index) => {
    const grid = new Float32Array(rows * columns)
    for (let cell = 0; cell < grid.length; cell++) {
      const [row, column] = [Math.floor(cell / columns), cell % columns]
      grid[cell] = Math.sin(row / 40 + index / 3) * Math.cos(column / 55 - index / 5)
    }
    return grid
  })
}
