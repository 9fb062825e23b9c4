import { describe, expect, it } from 'vitest'
import { median, ratios, summary } from '../harness/statistics.mjs'

describe('median', () => {
  it('is the middle value, whatever the order', () => expect(median([9, 1, 5])).toBe(5))
  it('is the mean of the two middle ones of an even count', () => expect(median([4, 1, 3, 2])).toBe(2.5))
  it('sorts numbers as numbers', () => expect(median([10, 9, 100])).toBe(10))
  it('leaves the list as it was', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
  it('refuses an empty list', () => expect(() => median([])).toThrow('no values'))
})

describe('summary', () => {
  it('is not moved by one slow round', () => {
    expect(summary([10, 11, 9, 10, 500])).toEqual({
      median: 10,
      min: 9,
      max: 500,
      mad: 1,
      values: [10, 11, 9, 10, 500],
    })
  })
})

describe('ratios', () => {
  const rounds = (...values) => new Map(values.map((value, round) => [round, value]))

  it('is taken within each round, so that a slow round hits both', () => {
    // The machine was ten times slower in the second round: the medians alone would say something else.
    expect(ratios(rounds(1, 10, 1), rounds(2, 20, 2), 'lower')).toMatchObject({ median: 2, min: 2, max: 2 })
  })
  it('is above 1 where ours is better, of times', () => expect(ratios(rounds(5), rounds(20), 'lower').median).toBe(4))
  it('is above 1 where ours is better, of rates', () => expect(ratios(rounds(20), rounds(5), 'higher').median).toBe(4))
  it('leaves out rounds that one of them lacks', () => {
    const theirs = new Map([[1, 8]])
    expect(ratios(rounds(1, 2, 3), theirs, 'lower').values).toEqual([4])
  })
  it('is missing where no round is shared', () => expect(ratios(rounds(1), new Map(), 'lower')).toBeUndefined())
})
