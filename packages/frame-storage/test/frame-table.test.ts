import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameTable } from '../src/record/frame-table.js'
import type { FrameEntry } from '../src/record/record.js'

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('put' as const), index: fc.nat(90), value: fc.integer() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), index: fc.nat(90), late: fc.boolean() }) },
)

const stored = { bytes: 32, encoding: 1, ordinal: 1, sample: new Float64Array(4) }

function entryOf(index: number, value: number, offset: number): FrameEntry {
  return {
    index,
    t: index / 2,
    offset,
    min: value,
    max: value + 1,
    mean: value,
    nan: 1,
    infinite: 0,
    crc: 7,
    ...stored,
  }
}

describe('FrameTable', () => {
  it('holds what a plain map would, after any frames were put in and dropped', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), steps => {
        const table = new FrameTable(4, 'float64')
        const model = new Map<number, FrameEntry>()
        for (const [place, call] of steps.entries()) {
          const known = model.get(call.index)
          if (call.do === 'put') {
            const entry = entryOf(call.index, call.value, place)
            table.put(entry)
            model.set(call.index, entry)
          } else {
            // One that was found damaged too late, when another stood in its place, stays.
            table.drop(call.index, call.late ? -1 : (known?.offset ?? 0))
            if (!call.late) model.delete(call.index)
          }
        }
        const entries = [...model.values()]
        const end = Math.max(-1, ...model.keys()) + 1
        for (const seen of [table, FrameTable.from(4, 'float64', table.state())]) {
          expect([seen.count, seen.end]).toEqual([model.size, end])
          for (let index = 0; index <= 91; index++) {
            const entry = model.get(index)
            const place = entry && { t: entry.t, offset: entry.offset, bytes: 32, encoding: 1 }
            expect([seen.has(index), seen.place(index), seen.crcToCheck(index)]).toEqual(
              entry ? [true, place, 7] : [false, undefined, undefined],
            )
          }
          expect(seen.missing(91)).toEqual(Array.from({ length: 91 }, (_, index) => index).filter(i => !model.has(i)))
          expect(seen.range).toMatchObject({
            min: entries.length ? Math.min(...entries.map(({ min }) => min)) : Number.NaN,
            max: entries.length ? Math.max(...entries.map(({ max }) => max)) : Number.NaN,
            cells: 4 * entries.length,
            nan: entries.length,
          })
        }
      }),
    )
  })
})
