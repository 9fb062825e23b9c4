import { JobError } from '../errors.js'
import { type Courant, heatStep, largestCourant } from './heat-step.js'
import type { Evolution, Model, Parameter } from './model.js'

type Start = (x: number, y: number, z: number) => number

/** Heat that spreads in the unit cube, from time 0 on. */
class Heat implements Evolution {
  values: Float32Array
  readonly #shape: readonly [number, number, number]
  readonly #diffusivity: number
  readonly #longestStep: number
  #next: Float32Array
  #time = 0

  constructor(shape: readonly [number, number, number], diffusivity: number, courant: number, start: Start) {
    if (!(courant <= largestCourant))
      throw new JobError(
        'JOB_UNSTABLE',
        `r is ${courant}; explicit steps of heat in three dimensions are stable for r of at most 1/6 (0.16666)`,
      )
    const [planes, rows, columns] = shape
    this.#shape = shape
    this.#diffusivity = diffusivity
    // The finest direction sets the step: r along the others is smaller then.
    this.#longestStep = diffusivity > 0 ? courant / (diffusivity * Math.max(...shape) ** 2) : Number.POSITIVE_INFINITY
    this.values = new Float32Array(planes * rows * columns)
    this.#next = new Float32Array(this.values.length)
    let at = 0
    for (let k = 0; k < planes; k++)
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++)
          this.values[at++] = start((i + 0.5) / columns, (j + 0.5) / rows, (k + 0.5) / planes)
  }

  advanceTo(time: number): void {
    const span = time - this.#time
    if (span < 0) throw new RangeError(`heat is at time ${this.#time} and cannot go back to ${time}`)
    // 500 steps that rounding makes 500.0000001 are 500.
    const steps = Math.ceil((span / this.#longestStep) * (1 - 1e-9))
    const [planes, rows, columns] = this.#shape
    const alongOne = steps > 0 ? (this.#diffusivity * span) / steps : 0
    const courant: Courant = { x: alongOne * columns ** 2, y: alongOne * rows ** 2, z: alongOne * planes ** 2 }
    for (let step = 0; step < steps; step++) {
      heatStep(this.values, this.#next, this.#shape, courant)
      const before = this.values
      this.values = this.#next
      this.#next = before
    }
    this.#time = time
  }
}

const place = (id: string, label: string): Parameter => ({ id, label, unit: '', min: 0, max: 1, value: 0.5 })

const common: readonly Parameter[] = [
  place('x', 'Across the cube'),
  place('y', 'Up the cube'),
  place('z', 'Into the cube'),
  { id: 'time', label: 'Time', unit: '', min: 0, max: 100, value: 0 },
  { id: 'diffusivity', label: 'Diffusivity', unit: '', min: 0, max: 100, value: 1 },
  { id: 'courant', label: 'r = a dt / dx² of a step', unit: '', min: 0.001, max: largestCourant, value: 0.15 },
]

const shared = {
  version: 1,
  output: { label: 'Temperature', unit: '', invalid: 'no temperature' },
  axes: {
    x: { parameter: 'x', from: 0, to: 1 },
    y: { parameter: 'y', from: 0, to: 1 },
    z: { parameter: 'z', from: 0, to: 1 },
    t: { parameter: 'time', from: 0, to: 0.03 },
  },
} as const

const told =
  'Heat spreads in a unit cube whose walls let nothing through. One frame comes out of the other, in one worker.'

/** A standing wave of heat that fades: its answer is known. */
export const heatMode: Model = {
  ...shared,
  id: 'heat-mode',
  title: 'Heat: a wave that fades',
  summary: `${told} It begins as cos(kx π x) cos(ky π y) cos(kz π z), and each wave fades at a rate that is known.`,
  parameters: [
    ...common,
    { id: 'kx', label: 'Half waves across', unit: '', min: 0, max: 50, value: 2 },
    { id: 'ky', label: 'Half waves up', unit: '', min: 0, max: 50, value: 1 },
    { id: 'kz', label: 'Half waves into', unit: '', min: 0, max: 50, value: 0 },
  ],
  evolve(shape, { diffusivity = 1, courant = 0.15, kx = 0, ky = 0, kz = 0 }) {
    const wave = (k: number, at: number) => Math.cos(k * Math.PI * at)
    return new Heat(shape, diffusivity, courant, (x, y, z) => wave(kx, x) * wave(ky, y) * wave(kz, z))
  },
}

/** A hot spot that spreads. */
export const heatSpot: Model = {
  ...shared,
  id: 'heat-spot',
  title: 'Heat: a spot that spreads',
  summary: `${told} It begins as a hot spot, exp(-d² / 2s²) at the distance d from its middle.`,
  axes: { ...shared.axes, t: { parameter: 'time', from: 0, to: 0.01 } },
  parameters: [
    ...common,
    { id: 'size', label: 'Size s of the spot', unit: '', min: 0.001, max: 10, value: 0.06 },
    { id: 'spotX', label: 'Middle across', unit: '', min: 0, max: 1, value: 0.5 },
    { id: 'spotY', label: 'Middle up', unit: '', min: 0, max: 1, value: 0.5 },
    { id: 'spotZ', label: 'Middle into', unit: '', min: 0, max: 1, value: 0.5 },
  ],
  evolve(shape, { diffusivity = 1, courant = 0.15, size = 0.06, spotX = 0.5, spotY = 0.5, spotZ = 0.5 }) {
    const start: Start = (x, y, z) =>
      Math.exp(-((x - spotX) ** 2 + (y - spotY) ** 2 + (z - spotZ) ** 2) / (2 * size * size))
    return new Heat(shape, diffusivity, courant, start)
  },
}
