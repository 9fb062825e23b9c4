import { gridChunks, StreamError } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('gridChunks', () => {
  it('cuts a grid into runs of 1000 cells', () => {
    const chunks = gridChunks({ x: 50, y: 50, t: 1 })
    expect([chunks.cells, chunks.length]).toEqual([2500, 3])
    expect([...chunks]).toEqual([
      { index: 0, start: 0, end: 1000 },
      { index: 1, start: 1000, end: 2000 },
      { index: 2, start: 2000, end: 2500 },
    ])
  })

  it('lets no chunk cross a step of the axis that is named', () => {
    const chunks = gridChunks({ x: 2, y: 3, t: 2 }, { size: 4, within: 't' })
    expect(chunks.length).toBe(4)
    expect([...chunks].map(({ start, end }) => [start, end])).toEqual([
      [0, 4],
      [4, 6],
      [6, 10],
      [10, 12],
    ])
  })

  it('takes the first axis as the fastest', () => {
    expect([...gridChunks({ x: 2, y: 3 }, { within: 'x' })]).toHaveLength(6)
    expect([...gridChunks({ x: 2, y: 3 }, { within: 'y' })]).toHaveLength(3)
  })

  it('may be iterated again, and by two at once', () => {
    const chunks = gridChunks({ x: 3 }, { size: 2 })
    const [first, second] = [chunks[Symbol.iterator](), chunks[Symbol.iterator]()]
    expect([first.next(), second.next(), first.next()].map(step => step.value.index)).toEqual([0, 0, 1])
    expect([...chunks]).toEqual([...chunks])
  })

  it('counts a grid that no memory could hold', () => {
    const chunks = gridChunks({ x: 1e5, y: 1e5, t: 1e5 }, { within: 't' })
    expect([chunks.cells, chunks.length]).toEqual([1e15, 1e12])
    expect(chunks[Symbol.iterator]().next().value).toEqual({ index: 0, start: 0, end: 1000 })
  })

  it('answers any chunk by its number, and nothing where there is none', () => {
    const chunks = gridChunks({ x: 1e5, y: 1e5, t: 1e5 }, { within: 't' })
    expect(chunks.at(1e12 - 1)).toEqual({ index: 1e12 - 1, start: 1e15 - 1000, end: 1e15 })
    for (const none of [1e12, -1, 0.5, Number.NaN]) expect(chunks.at(none)).toBeUndefined()
  })

  it('covers each cell once, in order, for any axes, size and axis not to cross', () => {
    const grids = fc.record({
      steps: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
      size: fc.integer({ min: 1, max: 60 }),
      within: fc.option(fc.nat(), { nil: undefined }),
    })
    fc.assert(
      fc.property(grids, ({ steps, size, within }) => {
        const names = steps.map((_, axis) => `axis ${axis}`)
        const named = within === undefined ? undefined : within % steps.length
        const chunks = gridChunks(
          Object.fromEntries(names.map((name, axis) => [name, steps[axis] ?? 0])),
          named === undefined ? { size } : { size, within: names[named] ?? '' },
        )
        const all = [...chunks]
        expect(all.map(chunk => chunk.index)).toEqual(all.map((_, index) => index))
        expect(all).toHaveLength(chunks.length)
        expect(all.map((_, index) => chunks.at(index))).toEqual(all)
        expect(chunks.at(all.length)).toBeUndefined()
        const cells = all.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, cell) => start + cell))
        expect(cells).toEqual(
          Array.from({ length: steps.reduce((product, count) => product * count) }, (_, cell) => cell),
        )
        expect(chunks.cells).toBe(cells.length)
        // The step of the named axis by the definition of the flat index, not by how chunks are cut.
        const before = steps.slice(0, named ?? 0).reduce((product, count) => product * count, 1)
        const stepOf = (cell: number) => (named === undefined ? 0 : Math.floor(cell / before))
        for (const { start, end } of all) {
          expect(end - start).toBeLessThanOrEqual(size)
          expect(stepOf(start)).toBe(stepOf(end - 1))
          const short = end - start < size
          if (short) expect(end === cells.length || stepOf(end) !== stepOf(start)).toBe(true)
        }
      }),
    )
  })

  const refused = (code: string) => expect.objectContaining({ name: 'StreamError', code })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d as a size or as steps', value => {
    expect(() => gridChunks({ x: 5 }, { size: value })).toThrow(refused('STREAM_INVALID_SIZE'))
    expect(() => gridChunks({ x: 5, y: value })).toThrow(refused('STREAM_INVALID_AXES'))
  })

  it('refuses no axes, text for steps, and more cells than can be counted', () => {
    expect(() => gridChunks({})).toThrow(refused('STREAM_INVALID_AXES'))
    expect(() => gridChunks(undefined as never)).toThrow(refused('STREAM_INVALID_AXES'))
    expect(() => gridChunks({ x: '5' as never })).toThrow('axis "x" has "5" steps; give a whole number above 0')
    expect(gridChunks({ x: Number.MAX_SAFE_INTEGER }).cells).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => gridChunks({ x: 2 ** 27, y: 2 ** 26 })).toThrow(refused('STREAM_INVALID_AXES'))
  })

  it('refuses names of axes that objects put into an order of their own', () => {
    expect(() => gridChunks({ 2: 5, 1: 3 })).toThrow(refused('STREAM_INVALID_AXES'))
    expect(() => gridChunks({ x: 5, 0: 3 })).toThrow('axis "0" is named by a whole number, which objects list first')
    expect(() => gridChunks([5, 3] as never)).toThrow('name it by a word, such as { x: 5 }')
    // Words to an object, and so where they were written.
    const axes = { '01': 5, '-1': 3, '1.5': 2, t1: 2 }
    expect(gridChunks(axes, { within: '-1', size: 9 }).length).toBe(12)
  })

  it('refuses options that nobody knows, and says that there are no axes', () => {
    const misspelt = { sise: 2 } as { size?: number }
    expect(() => gridChunks({ x: 2 }, misspelt)).toThrow('there is no option "sise" of gridChunks; use size, within')
    expect(() => gridChunks({ x: 2 }, misspelt)).toThrow(refused('STREAM_INVALID_OPTIONS'))
    expect(() => gridChunks({})).toThrow('there are no axes; give at least one, such as { x: 50 }')
  })

  it('refuses to stay within what is no axis, and names those there are', () => {
    const refuse = () => gridChunks({ x: 5, y: 5 }, { within: 'z' as 'x' })
    expect(refuse).toThrow(StreamError)
    expect(refuse).toThrow('within is "z", which is no axis; use x, y')
    expect(() => gridChunks({ x: 5 }, { within: 'toString' as 'x' })).toThrow(refused('STREAM_INVALID_OPTIONS'))
  })
})
