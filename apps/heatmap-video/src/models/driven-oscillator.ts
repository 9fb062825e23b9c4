// x'' + 2 Z w0 x' + w0^2 x = F cos(w t), from rest, until the transient is gone; then the amplitude is read off x and v.
//
// One period of the drive is stepped by RK4. The system is linear and the drive repeats, so this period is the affine
// map s -> P s + q of every period, and 2^k of them are k compositions of the map with itself. That is the motion which
// stepping all periods one by one would give (up to rounding), at about the price of one.
import type { CellModel } from './model.js'

/** RK4 steps in a period of the fastest of drive, oscillator and damping. */
const stepsPerPeriod = 64

/** The transient must have decayed by this power of e: to 1e-10 of what it was. */
const decay = 23

/** The amplitude that the textbook gives for the steady state: what the simulation must find. */
export function closedForm(drive: number, damping: number, natural: number, force: number): number {
  return force / Math.hypot(natural * natural - drive * drive, 2 * damping * natural * drive)
}

// What rk4 answers: two numbers without an object per step.
let stepX = 0
let stepV = 0

/** One step of x'' = f - c x' - k x, under the forces at its start, middle and end. */
function rk4(h: number, k: number, c: number, x: number, v: number, f0: number, f1: number, f2: number): void {
  const half = h / 2
  const a1 = f0 - c * v - k * x
  const v2 = v + half * a1
  const a2 = f1 - c * v2 - k * (x + half * v)
  const v3 = v + half * a2
  const a3 = f1 - c * v3 - k * (x + half * v2)
  const v4 = v + h * a3
  const a4 = f2 - c * v4 - k * (x + h * v3)
  stepX = x + (h / 6) * (v + 2 * v2 + 2 * v3 + v4)
  stepV = v + (h / 6) * (a1 + 2 * a2 + 2 * a3 + a4)
}

function simulate(p: Float64Array): number {
  const [drive = 1, damping = 0, natural = 1, force = 1] = p
  if (!(damping > 0)) return Number.NaN
  const fastest = Math.max(1, natural / drive, (2 * damping * natural) / drive)
  // A power of two, so that the map of a period is the map of a step, squared again and again.
  const squarings = Math.ceil(Math.log2(stepsPerPeriod * fastest))
  const steps = 2 ** squarings
  const h = (2 * Math.PI) / (drive * steps)
  const k = natural * natural
  const c = 2 * damping * natural

  // The step is linear in all it takes: five probes give its coefficients.
  rk4(h, k, c, 1, 0, 0, 0, 0)
  const [xx, vx] = [stepX, stepV]
  rk4(h, k, c, 0, 1, 0, 0, 0)
  const [xv, vv] = [stepX, stepV]
  rk4(h, k, c, 0, 0, force, 0, 0)
  const [x0, v0] = [stepX, stepV]
  rk4(h, k, c, 0, 0, 0, force, 0)
  const [x1, v1] = [stepX, stepV]
  rk4(h, k, c, 0, 0, 0, 0, force)
  const [x2, v2] = [stepX, stepV]

  // One period from rest. The drive's phase turns by half a step at a time.
  const turnCos = Math.cos(Math.PI / steps)
  const turnSin = Math.sin(Math.PI / steps)
  let cos = 1
  let sin = 0
  let x = 0
  let v = 0
  for (let step = 0; step < steps; step++) {
    const middle = cos * turnCos - sin * turnSin
    const middleSin = sin * turnCos + cos * turnSin
    const end = middle * turnCos - middleSin * turnSin
    const nextX = xx * x + xv * v + x0 * cos + x1 * middle + x2 * end
    v = vx * x + vv * v + v0 * cos + v1 * middle + v2 * end
    x = nextX
    sin = middleSin * turnCos + middle * turnSin
    cos = end
  }

  // P, then as many periods as the slowest part of the transient needs.
  let [pxx, pxv, pvx, pvv] = [xx, xv, vx, vv]
  const rate = damping < 1 ? damping * natural : natural / (damping + Math.sqrt(damping * damping - 1))
  const doublings = squarings + Math.max(0, Math.ceil(Math.log2((decay * drive) / (rate * 2 * Math.PI))))
  for (let doubling = 0; doubling < doublings; doubling++) {
    if (doubling >= squarings) {
      const nextX = pxx * x + pxv * v + x
      v = pvx * x + pvv * v + v
      x = nextX
    }
    const cross = pxv * pvx
    const trace = pxx + pvv
    pxv *= trace
    pvx *= trace
    pxx = pxx * pxx + cross
    pvv = pvv * pvv + cross
  }
  return Math.hypot(x, v / drive)
}

/** The steady amplitude of a driven, damped oscillator. */
export const drivenOscillator: CellModel = {
  id: 'driven-oscillator',
  version: 1,
  title: 'Driven oscillator: the amplitude',
  summary:
    'A damped spring is driven by a periodic force until only the steady motion is left; measured is its amplitude. The answer is known in closed form, which is what this model is for.',
  output: { label: 'Amplitude', unit: 'm', invalid: 'undamped: no steady motion' },
  parameters: [
    { id: 'drive', label: 'Frequency of the drive', unit: 'rad/s', min: 0.05, max: 20, value: 1 },
    { id: 'damping', label: 'Damping ratio', unit: '', min: 0, max: 5, value: 0.1 },
    { id: 'natural', label: 'Natural frequency', unit: 'rad/s', min: 0.05, max: 20, value: 1 },
    { id: 'force', label: 'Force by mass', unit: 'N/kg', min: 0, max: 100, value: 1 },
  ],
  axes: {
    x: { parameter: 'drive', from: 0.5, to: 2.5 },
    y: { parameter: 'natural', from: 1, to: 2 },
    t: { parameter: 'damping', from: 0.4, to: 0.12 },
  },
  simulate,
}
