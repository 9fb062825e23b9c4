import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sizeOf } from '../src/index.js'

describe('sizeOf, for any value', () => {
  const part = fc.object({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
  })

  it('grows by at least the payload', () => {
    fc.assert(
      fc.property(part, fc.uint8Array({ minLength: 1, maxLength: 5000 }), (value, payload) => {
        expect(sizeOf({ value, payload }) - sizeOf({ value, payload: 0 })).toBeGreaterThanOrEqual(payload.length)
      }),
    )
  })

  it('counts a part once, however often it is held', () => {
    fc.assert(
      fc.property(part, fc.integer({ min: 1, max: 20 }), (value, times) => {
        const holders = new Array<unknown>(times).fill(value)
        expect(sizeOf(holders) - sizeOf(new Array(times).fill(0))).toBe(sizeOf(value))
      }),
    )
  })

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), parts => {
        expect(sizeOf([...parts].reverse())).toBe(sizeOf(parts))
      }),
    )
  })

  it('is a whole number, the same when asked again', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
        }),
        value => {
          const size = sizeOf(value)
          expect(Number.isSafeInteger(size) && size >= 0).toBe(true)
          expect(sizeOf(value)).toBe(size)
        },
      ),
    )
  })
})
