import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesError, collectionBytes, sizeOf } from '../src/index.js'

const code = (run: () => unknown) => {
  try {
    return run()
  } catch (error) {
    return error instanceof BytesError && error.code
  }
}

describe('collectionBytes', () => {
  it('is what sizeOf counts for a Map or Set of as many small integers', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3000 }), entries => {
        const numbers = Array.from({ length: entries }, (_, at) => at)
        expect(collectionBytes('Set', entries)).toBe(sizeOf(new Set(numbers)))
        expect(collectionBytes('Map', entries)).toBe(sizeOf(new Map(numbers.map(at => [at, at]))))
      }),
    )
  })

  it('moves in steps, where the table doubles', () => {
    expect(collectionBytes('Map', 33)).toBe(collectionBytes('Map', 64))
    expect(collectionBytes('Map', 65)).toBeGreaterThan(collectionBytes('Map', 64))
    expect(collectionBytes('Map', 2 ** 24)).toBeGreaterThan(2 ** 24 * 3 * 4)
  })

  it('refuses other kinds, and what is no number of entries', () => {
    expect(code(() => collectionBytes('Array' as 'Map', 1))).toBe('BYTES_INVALID_OPTIONS')
    for (const entries of [-1, 0.5, Number.NaN, Infinity, '3' as unknown as number])
      expect(code(() => collectionBytes('Set', entries))).toBe('BYTES_INVALID_SIZE')
  })
})
