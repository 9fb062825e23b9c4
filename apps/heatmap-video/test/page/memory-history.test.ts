import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryHistory } from '../../src/page/memory-history.js'

describe('MemoryHistory', () => {
  it('keeps every reading while there is room', () => {
    const history = new MemoryHistory(2, 4)
    history.add(0, [1, 10])
    history.add(1, [2, NaN])
    expect(history.columns().map(column => [...column])).toEqual([
      [0, 1],
      [1, 2],
      [10, NaN],
    ])
  })

  it('makes one of two neighbours when it is full: the larger of them, at the later time', () => {
    const history = new MemoryHistory(1, 4)
    for (const [second, value] of [5, 1, 2, 9, 3].entries()) history.add(second, [value])
    expect(history.columns().map(column => [...column])).toEqual([
      [1, 3, 4],
      [5, 9, 3],
    ])
    history.add(5, [4])
    expect(history.columns().map(column => [...column])).toEqual([
      [1, 3, 5],
      [5, 9, 4],
    ])
  })

  it('forgets', () => {
    const history = new MemoryHistory(1, 4)
    for (let second = 0; second < 9; second++) history.add(second, [second])
    history.clear()
    history.add(0, [7])
    expect(history.columns().map(column => [...column])).toEqual([[0], [7]])
  })

  it('never grows, and never loses the peak or the last time, however long it runs', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(values, readings => {
        const history = new MemoryHistory(1, 8)
        for (const [second, value] of readings.entries()) history.add(second, [value])
        const [times = new Float64Array(), column = new Float64Array()] = history.columns()
        expect(history.length).toBeLessThanOrEqual(8)
        expect(Math.max(...column)).toBe(Math.max(...readings))
        expect(times.at(-1)).toBe(readings.length - 1)
        expect([...times]).toEqual([...times].sort((a, b) => a - b))
      }),
    )
  })
})
