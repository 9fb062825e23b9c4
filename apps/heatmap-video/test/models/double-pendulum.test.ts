import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DoublePendulum,
  doublePendulum,
  flipEnergy,
  pendulumEnergy,
  pendulumStep,
} from '../../src/models/double-pendulum.js'

const flip = (theta1: number, theta2: number, mass = 1, length = 1, velocity = 0, horizon = 30) =>
  doublePendulum.simulate(Float64Array.of(theta1, theta2, mass, length, velocity, horizon))
const within = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const radians = Math.PI / 180

describe('the double pendulum', () => {
  it('never flips below the energy of standing upright: 2 cos a + cos b > 1 for equal arms', () => {
    fc.assert(
      fc.property(within(-180, 180), within(-180, 180), (a, b) => {
        const low = 2 * Math.cos(a * radians) + Math.cos(b * radians)
        fc.pre(Math.abs(low - 1) > 1e-9)
        expect(Number.isNaN(flip(a, b))).toBe(low > 1)
      }),
      { numRuns: 500 },
    )
  })

  it('really does not flip where it is said that it cannot', () => {
    fc.assert(
      fc.property(within(-90, 90), within(-120, 120), within(0.1, 5), within(0.4, 2.5), (a, b, mass, length) => {
        const pendulum = new DoublePendulum(mass, length, a * radians, b * radians, 0, 0)
        const { a: a0, b: b0, va, vb } = pendulum
        fc.pre(pendulumEnergy(mass, length, a0, b0, va, vb) < flipEnergy(mass, length) - 1e-3)
        const h = pendulumStep(mass, length)
        let highest = 0
        for (let t = 0; t < 30; t += h) {
          pendulum.step(h)
          highest = Math.max(highest, Math.abs(pendulum.a), Math.abs(pendulum.b))
        }
        expect(highest).toBeLessThan(Math.PI)
      }),
      { numRuns: 100 },
    )
  })

  it('keeps its energy to the horizon, within 1e-3 of what lifting both masses takes', () => {
    let worst = 0
    fc.assert(
      fc.property(within(-180, 180), within(-180, 180), within(0.1, 5), within(0.4, 2.5), (a, b, mass, length) => {
        const pendulum = new DoublePendulum(mass, length, a * radians, b * radians, 0, 0)
        const energy = () =>
          pendulumEnergy(mass, length, pendulum.a, pendulum.b, pendulum.va, pendulum.vb) / (1 + mass * (1 + length))
        const start = energy()
        const h = pendulumStep(mass, length)
        for (let t = 0; t < 30; t += h) pendulum.step(h)
        worst = Math.max(worst, Math.abs(energy() - start))
      }),
      { numRuns: 1000 },
    )
    expect(worst).toBeLessThan(1e-3)
  })

  it('swings as two coupled oscillators when the angles are small: 2 ± √2 for equal arms', () => {
    // The slow mode, b = √2 a, has the period 2 π / √(2 - √2).
    const pendulum = new DoublePendulum(1, 1, 1e-4, Math.SQRT2 * 1e-4, 0, 0)
    const steps = 1000
    const h = (2 * Math.PI) / Math.sqrt(2 - Math.SQRT2) / steps
    for (let step = 0; step < steps; step++) pendulum.step(h)
    expect(pendulum.a).toBeCloseTo(1e-4, 9)
    expect(pendulum.b).toBeCloseTo(Math.SQRT2 * 1e-4, 9)
  })

  it('mirrors: turning both angles round changes nothing', () => {
    fc.assert(
      fc.property(within(-179, 179), within(-179, 179), (a, b) => {
        expect(flip(-a, -b)).toBe(flip(a, b))
      }),
      { numRuns: 100 },
    )
  })

  it('flips at once with a strong push: in the time of a free turn', () => {
    // From hanging, the kinetic energy is so large that gravity hardly counts in the time of half a turn of the first arm.
    const time = flip(0, 0, 0.05, 0.1, 5, 30)
    expect(time).toBeGreaterThan(Math.PI / 5 / 2)
    expect(time).toBeLessThan(Math.PI / 5 + 1)
  })

  it('answers the horizon when it could flip but did not in that time', () => {
    expect(flip(110, 80, 1, 1, 0, 1)).toBe(1)
  })
})
