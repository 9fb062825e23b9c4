import { fields, shape } from './fields.mjs'

const cells = shape[0] * shape[1]

/** Frames of a field, with what each codec has to hand out again. */
export function framesOf(field, codec) {
  const grids = Array.from({ length: 8 }, (_, index) => fields[field](index))
  const bounds = grids.map(grid => {
    const min = grid.reduce((least, value) => Math.min(least, value))
    const max = grid.reduce((most, value) => Math.max(most, value))
    // Half a step of 65,536, and the rounding of the answer to float32.
    const rounding = Math.max(Math.abs(min), Math.abs(max)) * 2 ** -23
    return codec === 'quantize' ? (max - min) / 131_070 + rounding : 0
  })
  return {
    at: index => grids[index % grids.length],
    /** Refuses what is further away from what was stored than the codec promises. */
    check(index, found) {
      const grid = grids[index % grids.length]
      const bound = bounds[index % grids.length]
      for (let cell = 0; cell < cells; cell++)
        if (!(Math.abs(found[cell] - grid[cell]) <= bound))
          throw new Error(`frame ${index} of ${codec}: cell ${cell} is ${found[cell]}, and was ${grid[cell]}`)
    },
  }
}
