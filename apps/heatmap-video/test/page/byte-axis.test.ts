import { formatBytes } from '@plimsoll/bytes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, tickSteps, unitOf } from '../../src/page/byte-axis.js'

describe('unitOf', () => {
  it('answers the unit of the largest value', () => {
    expect([1, 1000, 15 * 1024, 16 * 2 ** 20, 3 * 2 ** 30].map(bytes => unitOf(bytes).name)).toEqual([
      'B',
      'B',
      'KiB',
      'MiB',
      'GiB',
    ])
  })

  it('agrees with the figure of that value, whatever it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 50, noNaN: true }), bytes => {
        const { name, bytes: size } = unitOf(bytes)
        expect(formatBytes(bytes).endsWith(` ${name}`)).toBe(true)
        expect(formatBytes(size)).toBe(`1 ${name}`)
      }),
    )
  })
})

describe('tickSteps', () => {
  it('answers steps that are round in the unit, in order', () => {
    expect(
      tickSteps({ name: 'KiB', bytes: 1024 })
        .slice(5, 10)
        .map(step => step / 1024),
    ).toEqual([0.5, 1, 2, 5, 10])
  })

  it('answers no parts of a byte', () => {
    expect(tickSteps({ name: 'B', bytes: 1 }).slice(0, 4)).toEqual([1, 2, 5, 10])
  })
})

describe('growth', () => {
  it('writes more, less and unknown', () => {
    expect([growth(2.5 * 2 ** 20), growth(-310 * 2 ** 10), growth(0), growth(NaN)]).toEqual([
      '2.5 MiB',
      '−310 KiB',
      '0 B',
      '–',
    ])
  })
})
