import { describe, expect, it } from 'vitest'
import { Pace } from '../../src/workers/pace.js'

describe('How many cells a worker is given', () => {
  it('are few until it is known how long they take, then eight times as many each time, to sixteen milliseconds', () => {
    const pace = new Pace(undefined, 'fill')
    const cells: number[] = []
    for (let block = 0; block < 6; block += 1) {
      cells.push(pace.cells)
      pace.learn(pace.cells, pace.cells / 1000)
    }
    expect(cells).toEqual([16, 128, 1024, 8192, 16_000, 16_000])
  })

  it('are more at once where cells turn out to be quicker done, and fewer slowly where these wait for a core', () => {
    const pace = new Pace(undefined, 'fill')
    pace.learn(1, 32)
    expect(pace.cells).toBe(1)
    for (let block = 0; block < 9; block += 1) pace.learn(1, 1)
    expect(pace.cells).toBe(16)
    pace.learn(16, 16 * 5)
    expect(pace.cells).toBe(8)
  })

  it('begin at half of what the last run over the same pool gave to the same function', () => {
    const pool = {}
    const first = new Pace(pool, 'fill')
    for (let block = 0; block < 6; block += 1) first.learn(first.cells, first.cells / 1000)
    expect(new Pace(pool, 'fill').cells).toBe(8000)
    expect(new Pace(pool, 'other').cells).toBe(16)
    expect(new Pace({}, 'fill').cells).toBe(16)
  })
})
