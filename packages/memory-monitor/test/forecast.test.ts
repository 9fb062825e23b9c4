import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trendOf } from '../src/forecast.js'
import { History } from '../src/history.js'

const line = (count: number, bytesPerSecond: number, from = 1e6) =>
  Array.from({ length: count }, (_, i) => ({ atMs: i * 1000, bytes: from + i * bytesPerSecond }))

describe('trendOf', () => {
  it('finds the slope of a line', () => {
    expect(trendOf(line(10, 500))).toEqual({ bytesPerSecond: 500, bytesNow: 1e6 + 9 * 500, rises: true })
  })

  it('knows nothing of three points, or of points of one moment', () => {
    expect(trendOf(line(3, 500))).toBeUndefined()
    expect(trendOf([1, 2, 3, 4].map(bytes => ({ atMs: 7, bytes })))).toBeUndefined()
  })

  it('does not take a flat or a falling line for one that rises', () => {
    expect(trendOf(line(20, 0))?.rises).toBe(false)
    expect(trendOf(line(20, -10))?.rises).toBe(false)
  })

  it('is not moved by outliers, as long as they are few', () => {
    const rising = fc.record({
      count: fc.integer({ min: 20, max: 60 }),
      slope: fc.integer({ min: 100, max: 1e6 }),
      strays: fc.array(fc.record({ at: fc.nat(59), bytes: fc.integer({ min: 0, max: 1e9 }) }), { maxLength: 2 }),
    })
    fc.assert(
      fc.property(rising, ({ count, slope, strays }) => {
        const points = line(count, slope)
        for (const { at, bytes } of strays) if (at < count) points[at] = { atMs: at * 1000, bytes }
        const trend = trendOf(points)
        expect(trend?.bytesPerSecond).toBeCloseTo(slope, 5)
        expect(trend?.rises).toBe(true)
      }),
    )
  })

  it('takes pure noise for a rise in few of many cases', () => {
    let seed = 1
    const random = () => {
      seed = (seed * 48271) % 2147483647
      return seed / 2147483647
    }
    const noise = () => Array.from({ length: 30 }, (_, i) => ({ atMs: i * 1000, bytes: 1e6 + random() * 1e5 }))
    const alarms = Array.from({ length: 400 }, () => trendOf(noise())?.rises).filter(Boolean).length
    expect(alarms).toBeLessThan(400 * 0.08)
  })
})

describe('History', () => {
  it('keeps the last ones, in order, whatever is added', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 8 }), (bytes, capacity) => {
        const history = new History(capacity)
        const model: { atMs: number; bytes: number }[] = []
        bytes.forEach((value, atMs) => {
          history.add(atMs, value)
          model.push({ atMs, bytes: value })
          expect(history.points()).toEqual(model.slice(-capacity))
        })
      }),
    )
  })
})
