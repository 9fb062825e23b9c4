import { type GridCell, gridCells, gridChunks, StreamError } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'

/** All cells by loops inside of one another, the last axis outermost: slow, and plainly right. */
function nested(axes: Record<string, number>): Record<string, number>[] {
  const cells: Record<string, number>[] = []
  const walk = (names: string[], steps: Record<string, number>): void => {
    const name = names.at(-1)
    if (name === undefined) {
      const inOrder = Object.fromEntries(Object.keys(axes).map(axis => [axis, steps[axis] as number]))
      cells.push({ index: cells.length, ...inOrder })
    } else for (let step = 0; step < (axes[name] ?? 0); step++) walk(names.slice(0, -1), { ...steps, [name]: step })
  }
  walk(Object.keys(axes), {})
  return cells
}

const names = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom('x', 'y', 't', '__proto__', 'constructor', 'length', ''),
    fc.string().filter(name => name !== 'index' && !/^\d+$/.test(name)),
  ),
  { minLength: 1, maxLength: 6 },
)
/** Axes of at most some thousand cells, and a range of them. */
const grids = names.chain(axes =>
  fc.tuple(...axes.map(() => fc.integer({ min: 1, max: axes.length > 4 ? 3 : 6 }))).chain(steps => {
    const cells = steps.reduce((product, count) => product * count)
    return fc.record({
      axes: fc.constant(Object.fromEntries(axes.map((name, axis) => [name, steps[axis] as number]))),
      range: fc.option(
        fc.tuple(fc.integer({ min: 0, max: cells }), fc.integer({ min: 0, max: cells })).map(([a, b]) => ({
          start: Math.min(a, b),
          end: Math.max(a, b),
        })),
        { nil: undefined },
      ),
    })
  }),
)

describe('gridCells', () => {
  it('walks a grid with the first axis fastest', () => {
    expect([...gridCells({ x: 2, y: 2 })]).toEqual([
      { index: 0, x: 0, y: 0 },
      { index: 1, x: 1, y: 0 },
      { index: 2, x: 0, y: 1 },
      { index: 3, x: 1, y: 1 },
    ])
  })

  it('walks a chunk of gridChunks alone', () => {
    const axes = { x: 50, y: 50, t: 50 }
    const chunk = gridChunks(axes, { size: 3 }).at(16)
    const cells = gridCells(axes, chunk)
    expect(cells.length).toBe(3)
    expect([...cells]).toEqual([
      { index: 48, x: 48, y: 0, t: 0 },
      { index: 49, x: 49, y: 0, t: 0 },
      { index: 50, x: 0, y: 1, t: 0 },
    ])
  })

  it('knows the names of the axes', () => {
    const cells = gridCells({ x: 2, t: 3 })
    expectTypeOf(cells.at(0)).toEqualTypeOf<GridCell<'x' | 't'> | undefined>()
    for (const { index, x, t } of cells) expect(index).toBe(x + 2 * t)
    // @ts-expect-error: there is no such axis
    expect(cells.at(0)?.y).toBeUndefined()
  })

  it('gives objects that are the reader’s own', () => {
    const kept = [...gridCells({ x: 2 })] as { index: number; x: number }[]
    for (const cell of kept) cell.x = 9
    expect(new Set(kept).size).toBe(2)
    expect([...gridCells({ x: 2 })]).toEqual([
      { index: 0, x: 0 },
      { index: 1, x: 1 },
    ])
  })

  it('may be iterated again, and by two at once', () => {
    const cells = gridCells({ x: 3 })
    const [first, second] = [cells[Symbol.iterator](), cells[Symbol.iterator]()]
    expect([first.next(), second.next(), first.next()].map(step => step.value?.x)).toEqual([0, 0, 1])
    expect([...first]).toEqual([{ index: 2, x: 2 }])
    expect(first.next()).toEqual({ done: true, value: undefined })
    expect([...cells]).toEqual([...cells])
  })

  it('walks the end of a grid that no memory could hold', () => {
    const cells = gridCells({ x: 1e5, y: 1e5, t: 1e5 }, { start: 1e15 - 2, end: 1e15 })
    const all = [
      { index: 1e15 - 2, x: 99_998, y: 99_999, t: 99_999 },
      { index: 1e15 - 1, x: 99_999, y: 99_999, t: 99_999 },
    ]
    expect([...cells]).toEqual(all)
    expect(cells.at(1e15 - 1)).toEqual(all[1])
  })

  it('is what loops inside of one another give, whole or in a range, one by one, called, or by index', () => {
    fc.assert(
      fc.property(grids, ({ axes, range }) => {
        const all = nested(axes)
        const { start, end } = range ?? { start: 0, end: all.length }
        const model = all.slice(start, end)
        const cells = gridCells(axes, range)
        expect(cells.length).toBe(model.length)
        const walked = [...cells]
        expect(walked).toEqual(model)
        expect(walked.map(cell => Object.entries(cell))).toEqual(model.map(cell => Object.entries(cell)))
        const called: number[][] = []
        cells.forEach((...steps) => void called.push(steps))
        expect(called).toEqual(model.map(cell => Object.values(cell)))
        all.forEach((cell, index) => {
          expect(cells.at(index)).toEqual(index >= start && index < end ? cell : undefined)
        })
      }),
    )
  })

  it('has each cell once in the ranges of any chunks', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 40 }), ({ axes }, size) => {
        const cells = [...gridChunks(axes, { size })].flatMap(chunk => [...gridCells(axes, chunk)])
        expect(cells).toEqual(nested(axes))
      }),
    )
  })

  it('ends a forEach by what its function throws', () => {
    const failure = new Error('cell 1')
    const seen: number[] = []
    const walk = () =>
      gridCells({ x: 3 }).forEach(index => {
        seen.push(index)
        if (index === 1) throw failure
      })
    expect(walk).toThrow(failure)
    expect(seen).toEqual([0, 1])
  })
})

describe('Bad input of gridCells', () => {
  const refused = (code: string) => expect.objectContaining({ name: 'StreamError', code })

  it('refuses what gridChunks refuses, and an axis named index', () => {
    for (const axes of [{}, undefined, { x: 0 }, { x: 1.5 }, { 0: 5 }, { x: 2 ** 27, y: 2 ** 26 }]) {
      expect(() => gridCells(axes as never)).toThrow(refused('STREAM_INVALID_AXES'))
    }
    expect(() => gridCells({ index: 5 })).toThrow(refused('STREAM_INVALID_AXES'))
    expect(() => gridCells({ index: 5 })).toThrow('axis "index" has the name under which a cell carries its flat index')
  })

  it.each([
    { start: -1, end: 2 },
    { start: 0, end: 11 },
    { start: 5, end: 4 },
    { start: 0.5, end: 2 },
    { start: 0 },
    { end: 5 },
    {},
    [0, 5],
    null,
    5,
  ])('refuses %j as a range', range => {
    expect(() => gridCells({ x: 10 }, range as never)).toThrow(StreamError)
    expect(() => gridCells({ x: 10 }, range as never)).toThrow(refused('STREAM_INVALID_RANGE'))
  })

  it('says which ranges there are', () => {
    const text = 'the range is from 0 to 11; give whole numbers of 0 <= start <= end <= 10, the cells of the grid'
    expect(() => gridCells({ x: 10 }, { start: 0, end: 11 })).toThrow(text)
    expect(() => gridCells({ x: 10 }, null as never)).toThrow('the range is null')
  })
})
