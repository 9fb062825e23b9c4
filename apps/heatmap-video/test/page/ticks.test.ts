import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareAlong, tickLabels, ticksBetween } from '../../src/page/ticks.js'

describe('ticksBetween', () => {
  it('answers round numbers', () => {
    expect(ticksBetween(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(ticksBetween(0.4, 2.4, 4)).toEqual([0.5, 1, 1.5, 2])
    expect(ticksBetween(3, 3, 5)).toEqual([3])
  })

  it('answers parts of a turn for degrees', () => {
    expect(ticksBetween(-180, 180, 8, '°')).toEqual([-180, -135, -90, -45, 0, 45, 90, 135, 180])
  })

  it('answers the ends where they differ in their last digits alone', () => {
    expect(ticksBetween(1e9, 1e9 + 1e-6, 5)).toEqual([1e9, 1e9 + 1e-6])
  })

  it('answers nothing where there is no range', () => {
    expect(ticksBetween(NaN, NaN, 5)).toEqual([])
  })

  it('stays between the ends, in order, with few too many, whatever the ends', () => {
    const end = fc.double({ min: -1e9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(end, end, fc.integer({ min: 2, max: 12 }), (from, to, wanted) => {
        fc.pre(Math.abs(from - to) > Math.max(2e-300, 2e-9 * Math.max(Math.abs(from), Math.abs(to))))
        const ticks = ticksBetween(from, to, wanted)
        const slack = Math.abs(from - to) * 1e-6
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(Math.min(from, to) - slack)
          expect(tick).toBeLessThanOrEqual(Math.max(from, to) + slack)
        }
        expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
        expect(new Set(ticks).size).toBe(ticks.length)
        expect(ticks.length).toBeLessThanOrEqual(wanted + 1)
      }),
    )
  })
})

describe('tickLabels', () => {
  it('writes all ticks of an axis with as many digits', () => {
    expect(tickLabels([0, 0.5, 1])).toEqual(['0.0', '0.5', '1.0'])
    expect(tickLabels([-100, 0, 100])).toEqual(['−100', '0', '100'])
    expect(tickLabels([0, 200_000, 400_000])).toEqual(['0', '2e5', '4e5'])
    expect(tickLabels([0.0001, 0.00015])).toEqual(['1.0e−4', '1.5e−4'])
  })
})

describe('shareAlong', () => {
  it('puts the value of a cell in the middle of the cell', () => {
    const axis = { from: -1, to: 1, steps: 4 }
    expect(shareAlong(-1, axis)).toBeCloseTo(1 / 8)
    expect(shareAlong(1, axis)).toBeCloseTo(7 / 8)
    expect(shareAlong(5, { from: 5, to: 5, steps: 1 })).toBe(0.5)
  })
})
