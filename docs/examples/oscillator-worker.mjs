import { expose, transfer } from '@plimsoll/workers'
import { axes } from './axes.mjs'

// #region model
/** The peak displacement of a driven oscillator that starts at rest, integrated over its first 40 seconds. */
function peak(damping, driving, spring) {
  const dt = 0.02
  let position = 0
  let velocity = 0
  let highest = 0
  for (let step = 0; step < 2_000; step++) {
    // Semi-implicit Euler: stable for an oscillator, where the explicit kind gains energy at each step.
    velocity += dt * (Math.cos(driving * step * dt) - damping * velocity - spring * position)
    position += dt * velocity
    if (position > highest) highest = position
  }
  return highest
}
// #endregion model

// #region worker
expose({
  /** The values of the cells from `start` to `end`, moved to the caller rather than copied. */
  peaks({ index, start, end }) {
    const values = new Float32Array(end - start)
    for (let cell = start; cell < end; cell++) {
      const x = cell % axes.x
      const y = Math.floor(cell / axes.x) % axes.y
      const t = Math.floor(cell / (axes.x * axes.y))
      values[cell - start] = peak(0.05 + 0.01 * x, 0.04 * (1 + y), 1 + 0.02 * t)
    }
    return transfer({ index, values }, [values.buffer])
  },
})
// #endregion worker
