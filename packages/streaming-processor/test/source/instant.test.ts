import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instant } from '../../src/source/instant.js'

it.each([
  [1795295487672.161, '2026-11-21T21:11:27.672161Z'],
  [0, '1970-01-01T00:00:00.000Z'],
  [-1, '1969-12-31T23:59:59.999Z'],
  [0.5, '0.5'],
  [Number.NaN, 'NaN'],
])('a time is told as people read it: %d', (ms, text) => {
  expect(instant(ms)).toBe(text)
})

it('tells two times apart, however near', () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), (one, other) => {
      // -0 and 0 are one time.
      expect(instant(one) === instant(other)).toBe(one === other || Object.is(one, other))
    }),
  )
  expect(instant(1795295487672.161)).not.toBe(instant(1795295487672.162))
})
