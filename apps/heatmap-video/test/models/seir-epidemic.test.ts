import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Epidemic, epidemicStep, seirEpidemic } from '../../src/models/seir-epidemic.js'

const peak = (r0: number, latent: number, infectious: number, seed: number, startDay = 0, reduction = 0) =>
  seirEpidemic.simulate(Float64Array.of(r0, latent, infectious, seed, startDay, reduction))
const within = (min: number, max: number) => fc.double({ min, max, noNaN: true })
/** The largest share that has it, exposed or infectious, for a tiny seed. */
const sirPeak = (r0: number) => 1 - (1 + Math.log(r0)) / r0

describe('the SEIR epidemic', () => {
  it.each([1.5, 2, 3, 5])('peaks where the SIR model does when there is hardly a latent time (R0 = %d)', r0 => {
    expect(Math.abs(peak(r0, 0.1, 60, 1e-7) / sirPeak(r0) - 1)).toBeLessThan(0.005 * r0)
    expect(peak(r0, 0.1, 60, 1e-7)).toBeLessThan(sirPeak(r0))
  })

  it('never has more infectious people than the SIR model', () => {
    fc.assert(
      fc.property(within(1.05, 15), within(0.1, 30), within(0.5, 30), (r0, latent, infectious) => {
        expect(peak(r0, latent, infectious, 1e-6)).toBeLessThanOrEqual(sirPeak(r0) + 2e-6)
      }),
      { numRuns: 200 },
    )
  })

  it('does not break out when a case makes less than one: the peak is the start', () => {
    fc.assert(
      fc.property(within(0.1, 0.999), within(0.1, 60), within(0.1, 60), within(1e-9, 0.5), (r0, latent, days, seed) => {
        expect(peak(r0, latent, days, seed)).toBe(seed)
      }),
    )
  })

  it('does not break out when the reduction from the first day brings it below one', () => {
    expect(peak(3, 4, 6, 1e-4, 0, 0.7)).toBe(1e-4)
  })

  it('has a lower peak, the earlier and the stronger the reduction is', () => {
    const days = [0, 20, 40, 60, 80, 100].map(day => peak(3, 4, 6, 1e-4, day, 0.5))
    expect(days).toEqual([...days].sort((a, b) => a - b))
    const strengths = [0, 0.2, 0.4, 0.6, 0.8].map(strength => peak(3, 4, 6, 1e-4, 30, strength))
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a))
  })

  it('has the peak of an epidemic without reduction when the reduction comes after it', () => {
    expect(peak(4, 3, 5, 1e-3, 1000, 0.9)).toBe(peak(4, 3, 5, 1e-3))
  })

  it('keeps e + i + s - ln(s) / R0, as the true one does, within 1e-5', () => {
    let worst = 0
    fc.assert(
      fc.property(within(0.2, 12), within(0.5, 20), within(0.5, 20), within(1e-6, 0.1), (r0, latent, days, seed) => {
        const epidemic = new Epidemic(latent, days, seed)
        const invariant = () => epidemic.e + epidemic.i + epidemic.s - Math.log(epidemic.s) / r0
        const start = invariant()
        const h = epidemicStep(r0, latent, days)
        for (let step = 0; step < 2000; step++) epidemic.step(h, r0)
        worst = Math.max(worst, Math.abs(invariant() - start))
      }),
      { numRuns: 200 },
    )
    expect(worst).toBeLessThan(1e-5)
  })

  it('ends at the final size: ln(s) = R0 (s - 1) for a tiny seed', () => {
    const r0 = 2.5
    const epidemic = new Epidemic(4, 6, 1e-9)
    for (let step = 0; step < 4000; step++) epidemic.step(epidemicStep(r0, 4, 6), r0)
    expect(Math.log(epidemic.s) - r0 * (epidemic.s - 1)).toBeCloseTo(0, 4)
    expect(epidemic.i).toBeLessThan(1e-9)
  })
})
