/** Frames of 1 MB in float32, one of each kind of field. */
export const shape = [500, 500]
const cells = shape[0] * shape[1]

// A generator with a seed, so that each candidate has the same noise (Steele, Lea and Flood, 2014: SplitMix).
function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
}

const fill = value =>
  Float32Array.from({ length: cells }, (_, cell) => value(Math.floor(cell / shape[1]), cell % shape[1]))

export const fields = {
  /** A spot of heat in a room that is cold elsewhere. */
  heat: index =>
    fill((row, column) => {
      const squared = (row - 250) ** 2 + (column - 200 - index) ** 2
      return squared < 3600 ? 100 * Math.exp(-squared / 800) : 0
    }),
  /** Waves that fill the room. */
  wave: index => fill((row, column) => Math.sin(row / 40 + index / 3) * Math.cos(column / 55 - index / 5)),
  /** Numbers from 0 to 1, each by itself. */
  noise: index => {
    const next = random(index + 1)
    return fill(() => next() / 2 ** 32)
  },
}
