import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Extent, maxExtentBytes, planWrite } from '../src/backend/extents.js'

const unit = 2 ** 14

/** The extents after a write, as the database holds them. */
function after(extents: readonly Extent[], start: number, end: number): Extent[] {
  const near = extents.filter(extent => extent.end >= start && extent.start <= end)
  const { puts, removes } = planWrite(start, end, near)
  const key = (extent: Extent) => `${extent.start}-${extent.end}`
  const left = new Map(extents.map(extent => [key(extent), extent]))
  for (const extent of removes) expect(left.delete(key(extent))).toBe(true)
  for (const piece of puts) {
    for (const read of piece.reads) expect(extents).toContainEqual(read)
    left.set(key(piece), { start: piece.start, end: piece.end })
  }
  return [...left.values()].sort((a, b) => a.start - b.start)
}

describe('the plan of a write into extents', () => {
  it('puts what lies behind the end without reading anything', () => {
    expect(planWrite(10 * unit, 20 * unit, [{ start: 0, end: 10 * unit }])).toEqual({
      puts: [{ start: 10 * unit, end: 20 * unit, reads: [] }],
      removes: [],
    })
  })

  it('joins small writes, up to a size', () => {
    let extents: Extent[] = []
    for (let at = 0; at < 8 * unit; at += unit / 2) extents = after(extents, at, at + unit / 2)
    expect(extents).toEqual([
      { start: 0, end: 4 * unit },
      { start: 4 * unit, end: 8 * unit },
    ])
  })

  it('changes a part of an extent in its place', () => {
    const extent = { start: 0, end: 20 * unit }
    expect(planWrite(5, 8, [extent])).toEqual({ puts: [{ ...extent, reads: [extent] }], removes: [] })
  })

  it('covers each byte once, reads what it keeps, and makes no value too large', () => {
    const write = fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 100 }))
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), writes => {
        let extents: Extent[] = []
        const covered = new Set<number>()
        for (const [start, length] of writes) {
          extents = after(extents, start * unit, (start + length) * unit)
          for (let at = start; at < start + length; at++) covered.add(at)
          const found = extents.flatMap(({ start, end }) =>
            Array.from({ length: (end - start) / unit }, (_, at) => start / unit + at),
          )
          expect(found).toEqual([...covered].sort((a, b) => a - b))
          for (const { start, end } of extents) expect(end - start).toBeLessThanOrEqual(maxExtentBytes)
        }
      }),
    )
  })
})
