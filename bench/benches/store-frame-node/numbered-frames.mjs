import { waves } from './frames.mjs'

/**
 * Frames of which each has its own number in its first cell, so that one in the place of another is found out. A few
 * grids are used again and again: what is handed out stands until the next call.
 */
export class NumberedFrames {
  #grids

  constructor(shape) {
    this.#grids = waves(8, shape)
  }

  /** The grid of a frame. */
  at(index) {
    const grid = this.#grids[index % this.#grids.length]
    grid[0] = index
    return grid
  }

  /** Refuses what is not the frame of that number, cell by cell. */
  check(index, found) {
    const grid = this.at(index)
    let cell = found?.length === grid.length ? 0 : -1
    while (cell >= 0 && cell < grid.length && found[cell] === grid[cell]) cell++
    if (cell < grid.length) throw new Error(`frame ${index} came back as something else than what was stored`)
  }
}
