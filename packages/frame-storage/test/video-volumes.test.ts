import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutPlane, type PlaneOptions, paintFrame } from '../src/video/index.js'
import { spiral as colours } from './video-scene.js'

// Two planes of two rows and three columns.
const volume = Float32Array.from({ length: 12 }, (_, cell) => cell)
const shape = [2, 2, 3]
const values = (options: Omit<PlaneOptions, 'shape'>, grid = volume) => {
  const cut = cutPlane(grid, { shape, ...options })
  return { shape: cut.shape, cells: [...cut.grid] }
}

describe('cutPlane', () => {
  it('cuts a plane across each axis; rows and columns are the others, in their order', () => {
    expect(values({ slice: { axis: 0, index: 1 } })).toEqual({ shape: [2, 3], cells: [6, 7, 8, 9, 10, 11] })
    expect(values({ slice: { axis: 1, index: 0 } })).toEqual({ shape: [2, 3], cells: [0, 1, 2, 6, 7, 8] })
    expect(values({ slice: { axis: 2, index: 2 } })).toEqual({ shape: [2, 2], cells: [2, 5, 8, 11] })
  })

  it('projects along an axis: the largest, or the mean', () => {
    expect(values({ project: { axis: 0, by: 'max' } }).cells).toEqual([6, 7, 8, 9, 10, 11])
    expect(values({ project: { axis: 2, by: 'max' } }).cells).toEqual([2, 5, 8, 11])
    expect(values({ project: { axis: 1, by: 'mean' } }).cells).toEqual([1.5, 2.5, 3.5, 7.5, 8.5, 9.5])
  })

  it('looks at finite values alone, and shows none where there is none', () => {
    const holes = Float32Array.of(NaN, -5, NaN, 0, 0, 0, Infinity, -7, NaN, 0, 0, 0)
    expect(values({ project: { axis: 0, by: 'max' } }, holes).cells).toEqual([NaN, -5, NaN, 0, 0, 0])
    expect(values({ project: { axis: 0, by: 'mean' } }, holes).cells).toEqual([NaN, -6, NaN, 0, 0, 0])
  })

  it('is what a plain loop over the cells behind each pixel finds, at any shape', () => {
    const side = fc.integer({ min: 1, max: 4 })
    const take = fc.constantFrom<'max' | 'mean' | 'slice'>('max', 'mean', 'slice')
    const input = fc.record({ axes: fc.tuple(side, side, side), axis: fc.constantFrom(0, 1, 2), take, at: fc.nat() })
    fc.assert(
      fc.property(input, fc.infiniteStream(fc.double()), ({ axes, axis, take, at }, numbers) => {
        const grid = Float64Array.from({ length: axes[0] * axes[1] * axes[2] }, () => numbers.next().value)
        const index = at % (axes[axis] as number)
        const options = take === 'slice' ? { slice: { axis, index } } : { project: { axis, by: take } }
        const cut = cutPlane(grid, { shape: axes, ...options })
        expect([...cut.grid]).toEqual(plainPlane(grid, axes, axis, take, index))
        expect(cut.shape).toEqual(axes.filter((_, place) => place !== axis))
      }),
    )
  })

  it.each<[string, Partial<PlaneOptions>]>([
    ['a volume without slice or projection', {}],
    ['both', { slice: { axis: 0, index: 0 }, project: { axis: 0, by: 'max' } }],
    ['an axis that there is not', { slice: { axis: 3, index: 0 } }],
    ['a plane past the last', { slice: { axis: 0, index: 2 } }],
    ['half a plane', { slice: { axis: 0, index: 0.5 } }],
    ['another projection', { project: { axis: 0, by: 'median' as 'mean' } }],
    ['a slice of a flat grid', { shape: [4, 3], slice: { axis: 0, index: 0 } }],
    ['an option that there is not', { axis: 0 } as Partial<PlaneOptions>],
    ['four axes', { shape: [1, 2, 2, 3], slice: { axis: 0, index: 0 } }],
    ['a volume of another size', { shape: [3, 2, 3], slice: { axis: 0, index: 0 } }],
  ])('refuses %s', (_, wrong) => {
    expect(() => cutPlane(volume, { shape, ...wrong })).toThrow(
      expect.objectContaining({ code: 'VIDEO_INVALID_OPTIONS' }),
    )
  })
})

describe('paintFrame of a volume', () => {
  it('paints the plane that was asked for', () => {
    const range = { min: 0, max: 11 }
    const slice = { axis: 1, index: 1 }
    const plane = cutPlane(volume, { shape, slice })
    expect(paintFrame(volume, { shape, slice, range, colours })).toEqual(
      paintFrame(plane.grid, { shape: plane.shape, range, colours }),
    )
  })
})

function plainPlane(
  grid: Float64Array,
  [a, b, c]: readonly [number, number, number],
  axis: number,
  take: 'max' | 'mean' | 'slice',
  index: number,
): number[] {
  const behind = new Map<string, number[]>()
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++)
      for (let k = 0; k < c; k++) {
        const place = [i, j, k]
        const along = place.splice(axis, 1)[0] as number
        const key = place.join()
        const cells = behind.get(key) ?? []
        cells[along] = grid[(i * b + j) * c + k] as number
        behind.set(key, cells)
      }
  return [...behind.values()].map(cells => {
    if (take === 'slice') return cells[index] as number
    const finite = cells.filter(Number.isFinite)
    if (finite.length === 0) return Number.NaN
    if (take === 'max') return finite.reduce((most, value) => Math.max(most, value))
    return finite.reduce((sum, value) => sum + value, 0) / finite.length
  })
}
