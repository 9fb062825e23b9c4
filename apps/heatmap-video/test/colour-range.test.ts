import { describe, expect, it } from 'vitest'
import { filmRange, parseRange, rangeOf, rangeText } from '../src/colour-range.js'

describe('the range of the colours', () => {
  it.each(['global', 'robust', '0..1', '-1.5..2000', '-0.25..-0.125'])('is read and written: %s', text => {
    expect(rangeText(parseRange(text))).toBe(text)
  })

  it('may be a single value', () => {
    expect(parseRange('.5...5')).toEqual({ kind: 'fixed', min: 0.5, max: 0.5 })
  })

  it.each(['', 'all', '1..0', '..1', '0..', 'a..b', '0..Infinity'])(
    'is refused as "%s", with what is allowed',
    text => {
      expect(() => parseRange(text)).toThrow('write global, robust, or the lower and the upper value as 0..1')
    },
  )

  it('is that of all frames, without their outliers, or the one that was chosen', () => {
    const frames = {
      computeGlobalRange: ({ robust = false }: { robust?: boolean | readonly [number, number] } = {}) => ({
        ...{ mean: 0, nan: 0, infinite: 0, cells: 1 },
        ...(robust ? { min: -1, max: 2 } : { min: -3, max: 7 }),
      }),
    }
    expect(rangeOf(parseRange('global'), frames)).toEqual({ min: -3, max: 7 })
    expect(rangeOf(parseRange('robust'), frames)).toEqual({ min: -1, max: 2 })
    expect(rangeOf(parseRange('0..1'), frames)).toEqual({ min: 0, max: 1 })
  })

  it('is asked of the frames by whoever films them, but for one that was chosen', () => {
    expect(['global', 'robust', '0..1'].map(text => filmRange(parseRange(text)))).toEqual([
      'global',
      'robust',
      { min: 0, max: 1 },
    ])
  })
})
