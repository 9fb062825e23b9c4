// #region model
/** How far a driven oscillator gets from rest within 40 seconds. */
function peak(damping, driving, spring) {
  const dt = 0.02
  let position = 0
  let velocity = 0
  let highest = 0
  for (let step = 0; step < 2_000; step++) {
    // Semi-implicit Euler: the explicit kind would gain energy at each step.
    const force = Math.cos(driving * step * dt)
    velocity += dt * (force - damping * velocity - spring * position)
    position += dt * velocity
    if (position > highest) highest = position
  }
  return highest
}

// #endregion model

// #region worker
import { expose, transfer } from '@plimsoll/workers'
import { axes } from './axes.mjs'

expose({
  /** The cells from `start` to `end`, moved to the caller, not copied. */
  peaks({ index, start, end }) {
    const values = new Float32Array(end - start)
    for (let cell = start; cell < end; cell++) {
      const x = cell % axes.x
      const y = Math.floor(cell / axes.x) % axes.y
      const t = Math.floor(cell / (axes.x * axes.y))
      const damping = 0.05 + 0.01 * x
      values[cell - start] = peak(damping, 0.04 * (1 + y), 1 + 0.02 * t)
    }
    return transfer({ index, values }, [values.buffer])
  },
})
// #endregion worker
