import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closedForm, drivenOscillator } from '../../src/models/driven-oscillator.js'

const amplitude = (drive: number, damping: number, natural: number, force: number) =>
  drivenOscillator.simulate(Float64Array.of(drive, damping, natural, force))
const within = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('the driven oscillator', () => {
  it('swings by F / (2 Z w0^2) at resonance', () => {
    expect(amplitude(1, 0.1, 1, 1)).toBeCloseTo(5, 4)
  })

  it('follows a slow drive as a spring would: F / w0^2', () => {
    expect(amplitude(0.05, 0.5, 20, 8)).toBeCloseTo(8 / 400, 6)
  })

  it('has the amplitude of the closed form within 1e-4, whatever the drive, damping, frequency and force', () => {
    fc.assert(
      fc.property(within(0.05, 20), within(0.02, 5), within(0.05, 20), within(0.01, 100), (w, z, w0, f) => {
        const expected = closedForm(w, z, w0, f)
        expect(Math.abs(amplitude(w, z, w0, f) / expected - 1)).toBeLessThan(1e-4)
      }),
      { numRuns: 2000 },
    )
  })

  it('is within 1e-3 for weak damping too, where small errors of frequency count most', () => {
    fc.assert(
      fc.property(within(0.8, 1.25), within(0.002, 0.02), (w, z) => {
        expect(Math.abs(amplitude(w, z, 1, 1) / closedForm(w, z, 1, 1) - 1)).toBeLessThan(1e-3)
      }),
      { numRuns: 2000 },
    )
  })

  it('has no steady motion without damping', () => {
    expect(amplitude(0.5, 0, 1, 1)).toBeNaN()
  })
})
