// What the crash tests store: grids each cell of which tells which one it is.

export const crashShape = [50, 50]

export function crashGrid(version) {
  const grid = new Float32Array(2500)
  grid[0] = version
  for (let cell = 1; cell < 2500; cell++) grid[cell] = (version * 31 + cell) % 4096
  return grid
}

/** Answers which grid it is, and whether all of it is there. */
export function readCrashGrid(grid) {
  const version = grid[0]
  const expected = crashGrid(version)
  return { version, isWhole: grid.every((value, cell) => value === expected[cell]) }
}
