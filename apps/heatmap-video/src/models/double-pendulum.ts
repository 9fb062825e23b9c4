// Two point masses on two rigid, massless rods, released from rest or with a push of the first arm. Everything is in
// units of the first arm: its length l, its mass m, the time sqrt(l/g), the energy m g l.
//
// Equations of motion (Lagrange, d = a - b):
//   (1 + M) a'' + M L cos d b'' + M L sin d b'^2 + (1 + M) sin a = 0
//   cos d a'' + L b'' - sin d a'^2 + sin b = 0
import type { CellModel } from './model.js'

const radians = Math.PI / 180

/** Radians of the fastest small oscillation in one step: the energy then drifts by less than 1e-3 of its scale in 30 sqrt(l/g). */
const stepPerRadian = 0.03

/**
 * Energy in m g l; conserved by the true motion, so its drift tells the error of a simulated one.
 *
 * @param massRatio - M, second mass by the first
 * @param lengthRatio - L, second arm by the first
 */
export function pendulumEnergy(
  massRatio: number,
  lengthRatio: number,
  a: number,
  b: number,
  va: number,
  vb: number,
): number {
  const kinetic =
    0.5 * (1 + massRatio) * va * va +
    0.5 * massRatio * lengthRatio * lengthRatio * vb * vb +
    massRatio * lengthRatio * va * vb * Math.cos(a - b)
  return kinetic - (1 + massRatio) * Math.cos(a) - massRatio * lengthRatio * Math.cos(b)
}

/** Below this energy neither arm can ever stand upright: the lower of the two cheapest upright states. */
export function flipEnergy(massRatio: number, lengthRatio: number): number {
  return -Math.abs(1 + massRatio - massRatio * lengthRatio)
}

/** The fixed step for these ratios, from the faster of the two small oscillations. */
export function pendulumStep(massRatio: number, lengthRatio: number): number {
  const sum = (1 + massRatio) * (1 + lengthRatio)
  const fastest = Math.sqrt((sum + Math.sqrt(sum * sum - 4 * (1 + massRatio) * lengthRatio)) / (2 * lengthRatio))
  return stepPerRadian / fastest
}

/** A pendulum that moves in steps of RK4. */
export class DoublePendulum {
  /** Angle of the first arm from straight down, radians. */
  a: number
  /** Angle of the second arm from straight down, radians. */
  b: number
  /** Angular velocity of the first arm. */
  va: number
  /** Angular velocity of the second arm. */
  vb: number
  readonly #mass: number
  readonly #length: number
  #accelerationA = 0
  #accelerationB = 0

  constructor(massRatio: number, lengthRatio: number, a: number, b: number, va: number, vb: number) {
    this.#mass = massRatio
    this.#length = lengthRatio
    this.a = a
    this.b = b
    this.va = va
    this.vb = vb
  }

  #accelerate(a: number, b: number, va: number, vb: number): void {
    const mass = this.#mass
    const length = this.#length
    const sinA = Math.sin(a)
    const cosA = Math.cos(a)
    const sinB = Math.sin(b)
    const cosB = Math.cos(b)
    const sinD = sinA * cosB - cosA * sinB
    const cosD = cosA * cosB + sinA * sinB
    const pullA = -mass * length * sinD * vb * vb - (1 + mass) * sinA
    const pullB = sinD * va * va - sinB
    const scale = 1 / (1 + mass * sinD * sinD)
    this.#accelerationA = (pullA - mass * cosD * pullB) * scale
    this.#accelerationB = ((1 + mass) * pullB - cosD * pullA) * (scale / length)
  }

  /** Moves on by `h`. */
  step(h: number): void {
    const { a, b, va, vb } = this
    this.#accelerate(a, b, va, vb)
    const a1 = this.#accelerationA
    const b1 = this.#accelerationB
    const va2 = va + 0.5 * h * a1
    const vb2 = vb + 0.5 * h * b1
    this.#accelerate(a + 0.5 * h * va, b + 0.5 * h * vb, va2, vb2)
    const a2 = this.#accelerationA
    const b2 = this.#accelerationB
    const va3 = va + 0.5 * h * a2
    const vb3 = vb + 0.5 * h * b2
    this.#accelerate(a + 0.5 * h * va2, b + 0.5 * h * vb2, va3, vb3)
    const a3 = this.#accelerationA
    const b3 = this.#accelerationB
    const va4 = va + h * a3
    const vb4 = vb + h * b3
    this.#accelerate(a + h * va3, b + h * vb3, va4, vb4)
    this.a = a + (h / 6) * (va + 2 * va2 + 2 * va3 + va4)
    this.b = b + (h / 6) * (vb + 2 * vb2 + 2 * vb3 + vb4)
    this.va = va + (h / 6) * (a1 + 2 * a2 + 2 * a3 + this.#accelerationA)
    this.vb = vb + (h / 6) * (b1 + 2 * b2 + 2 * b3 + this.#accelerationB)
  }
}

function simulate(p: Float64Array): number {
  const [theta1 = 0, theta2 = 0, massRatio = 1, lengthRatio = 1, velocity1 = 0, horizon = 0] = p
  const a = theta1 * radians
  const b = theta2 * radians
  const energy = pendulumEnergy(massRatio, lengthRatio, a, b, velocity1, 0)
  if (energy < flipEnergy(massRatio, lengthRatio)) return Number.NaN
  const pendulum = new DoublePendulum(massRatio, lengthRatio, a, b, velocity1, 0)
  const h = pendulumStep(massRatio, lengthRatio)
  for (let t = 0; t < horizon; t += h) {
    const before = Math.max(Math.abs(pendulum.a), Math.abs(pendulum.b))
    pendulum.step(h)
    const after = Math.max(Math.abs(pendulum.a), Math.abs(pendulum.b))
    if (after > Math.PI) {
      const part = before >= Math.PI ? 0 : (Math.PI - before) / (after - before)
      return Math.min(t + part * h, horizon)
    }
  }
  return horizon
}

/** Time until either arm of a double pendulum passes the top. */
export const doublePendulum: CellModel = {
  id: 'double-pendulum',
  version: 1,
  title: 'Double pendulum: time to flip',
  summary:
    'Two arms are let go at two angles; measured is the time until either passes the top. Neighbouring starts flip at unlike times: the border is a fractal.',
  output: { label: 'Time to flip', unit: '√(l/g)', invalid: 'too little energy: never flips' },
  parameters: [
    { id: 'theta1', label: 'First angle', unit: '°', min: -180, max: 180, value: 90 },
    { id: 'theta2', label: 'Second angle', unit: '°', min: -180, max: 180, value: 90 },
    { id: 'massRatio', label: 'Second mass by the first', unit: '', min: 0.05, max: 20, value: 1 },
    { id: 'lengthRatio', label: 'Second arm by the first', unit: '', min: 0.1, max: 10, value: 1 },
    { id: 'velocity1', label: 'First arm’s push', unit: '√(g/l)', min: -5, max: 5, value: 0 },
    { id: 'horizon', label: 'Longest time simulated', unit: '√(l/g)', min: 1, max: 10_000, value: 30 },
  ],
  axes: {
    x: { parameter: 'theta1', from: -180, to: 180 },
    y: { parameter: 'theta2', from: -180, to: 180 },
    t: { parameter: 'lengthRatio', from: 0.4, to: 2.4 },
  },
  simulate,
}
