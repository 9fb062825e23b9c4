// Susceptible, exposed, infectious, removed, as shares of the people; c is the share of contacts that falls away from
// the day on which the reduction starts:
//   s' = -B s i,  e' = B s i - e / latent,  i' = e / latent - i / infectious,  B = R0 (1 - c) / infectious
import type { CellModel } from './model.js'

/** Steps per shortest time scale; RK4 then errs by less than 1e-5 of the peak. */
const stepsPerTime = 4

/** The simulation ends here at the latest. */
const horizonDays = 3650

/** The shares of people on one day. */
export class Epidemic {
  /** Share that can catch it. */
  s: number
  /** Share that has caught it and does not pass it on yet. */
  e: number
  /** Share that passes it on. */
  i: number
  readonly #latentRate: number
  readonly #removalRate: number

  constructor(latentDays: number, infectiousDays: number, seed: number) {
    this.#latentRate = 1 / latentDays
    this.#removalRate = 1 / infectiousDays
    this.s = 1 - seed
    this.e = 0
    this.i = seed
  }

  /** Moves on by `h` days of RK4, at a reproduction number of `r`. */
  step(h: number, r: number): void {
    const { s, e, i } = this
    const latent = this.#latentRate
    const removal = this.#removalRate
    const contact = r * removal
    const half = 0.5 * h
    const new1 = contact * s * i
    const s1 = -new1
    const e1 = new1 - latent * e
    const i1 = latent * e - removal * i
    const new2 = contact * (s + half * s1) * (i + half * i1)
    const e2 = new2 - latent * (e + half * e1)
    const i2 = latent * (e + half * e1) - removal * (i + half * i1)
    const new3 = contact * (s - half * new2) * (i + half * i2)
    const e3 = new3 - latent * (e + half * e2)
    const i3 = latent * (e + half * e2) - removal * (i + half * i2)
    const new4 = contact * (s - h * new3) * (i + h * i3)
    const e4 = new4 - latent * (e + h * e3)
    const i4 = latent * (e + h * e3) - removal * (i + h * i3)
    this.s = s - (h / 6) * (new1 + 2 * new2 + 2 * new3 + new4)
    this.e = e + (h / 6) * (e1 + 2 * e2 + 2 * e3 + e4)
    this.i = i + (h / 6) * (i1 + 2 * i2 + 2 * i3 + i4)
  }
}

/** Days of one step. */
export function epidemicStep(r0: number, latentDays: number, infectiousDays: number): number {
  return Math.min(latentDays, infectiousDays, infectiousDays / r0) / stepsPerTime
}

function simulate(p: Float64Array): number {
  const [r0 = 0, latentDays = 1, infectiousDays = 1, seed = 0, startDay = 0, reduction = 0] = p
  const epidemic = new Epidemic(latentDays, infectiousDays, seed)
  const longest = epidemicStep(r0, latentDays, infectiousDays)
  let peak = epidemic.i
  let older = epidemic.i
  let newer = epidemic.i
  let even = false
  for (let day = 0; day < horizonDays; ) {
    const free = day < startDay
    // A step ends on the day of the reduction, so that none has two contact rates.
    const h = free && day + longest > startDay ? startDay - day : longest
    const r = free ? r0 : r0 * (1 - reduction)
    epidemic.step(h, r)
    day = h === longest ? day + h : startDay
    const { i } = epidemic
    if (even && h === longest && newer > older && newer > i) peak = Math.max(peak, top(older, newer, i))
    peak = Math.max(peak, i)
    even = h === longest
    older = newer
    newer = i
    // From here e + i only falls ((e + i)' = (r s - 1) i / infectious), and i is a part of it.
    if (Math.max(r, free ? r0 * (1 - reduction) : r) * epidemic.s <= 1 && epidemic.e + i <= peak) return peak
  }
  return peak
}

/** The top of the parabola through three values at equal distances, the middle one being the largest. */
function top(left: number, middle: number, right: number): number {
  const slope = (right - left) / 2
  const bend = left - 2 * middle + right
  return bend === 0 ? middle : middle - (slope * slope) / (2 * bend)
}

/** The largest share of people who are infectious at once. */
export const seirEpidemic: CellModel = {
  id: 'seir-epidemic',
  version: 1,
  title: 'SEIR epidemic: the peak',
  summary:
    'A disease runs through a population; from a given day on, people have fewer contacts. Measured is the largest share that is infectious on one day.',
  output: { label: 'Infectious at the peak', unit: 'share of people', invalid: 'not a number' },
  parameters: [
    { id: 'r0', label: 'R₀: cases that a first case makes', unit: '', min: 0.1, max: 20, value: 3 },
    { id: 'latentDays', label: 'From catching it to passing it on', unit: 'days', min: 0.1, max: 60, value: 4 },
    { id: 'infectiousDays', label: 'Time of passing it on', unit: 'days', min: 0.1, max: 60, value: 6 },
    { id: 'seed', label: 'Infectious at the start', unit: 'share of people', min: 1e-9, max: 0.5, value: 1e-4 },
    { id: 'startDay', label: 'Fewer contacts from day', unit: 'days', min: 0, max: 1000, value: 30 },
    { id: 'reduction', label: 'Contacts that fall away', unit: 'share', min: 0, max: 1, value: 0.5 },
  ],
  axes: {
    x: { parameter: 'r0', from: 0.8, to: 6 },
    y: { parameter: 'reduction', from: 0, to: 0.9 },
    t: { parameter: 'startDay', from: 0, to: 120 },
  },
  simulate,
}
