import { cutPlane } from '@plimsoll/frame-storage/video'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JobError } from '../src/errors.js'
import { defaultJob, type Job } from '../src/job.js'
import {
  checkView,
  mostPictureCells,
  parseView,
  pictureAxes,
  pictureShape,
  planeBytesOf,
  planeOf,
  type View,
  viewText,
} from '../src/view.js'

const job = (x: number, y: number, z: number): Job => {
  const { z: depth = { parameter: 'z', from: 0, to: 1, steps: 1 }, ...rest } = defaultJob('heat-mode', 2)
  return { ...rest, x: { ...rest.x, steps: x }, y: { ...rest.y, steps: y }, z: { ...depth, steps: z } }
}

const steps = fc.integer({ min: 1, max: 6 })
const value = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)

describe('a picture of a volume', () => {
  it('has in each cell the greatest, the mean or one of the values behind it, along any axis', () => {
    const cases = fc
      .record({ x: steps, y: steps, z: steps, axis: fc.constantFrom('x' as const, 'y' as const, 'z' as const) })
      .chain(sizes =>
        fc.record({
          sizes: fc.constant(sizes),
          values: fc.array(value, { minLength: sizes.x * sizes.y * sizes.z, maxLength: sizes.x * sizes.y * sizes.z }),
          kind: fc.constantFrom('max' as const, 'mean' as const, 'slice' as const),
          index: fc.nat(sizes[sizes.axis] - 1),
        }),
      )
    fc.assert(
      fc.property(cases, ({ sizes: { x, y, z, axis }, values, kind, index }) => {
        const volume = Float32Array.from(values)
        const view: View = kind === 'slice' ? { kind, axis, index } : { kind, axis }
        const cube = job(x, y, z)
        const [rows, columns] = pictureShape(cube, view)
        const { grid, shape } = cutPlane(volume, planeOf(cube, view))
        expect(shape).toEqual([rows, columns])
        const at = (i: number, j: number, k: number) => volume[(k * y + j) * x + i] as number
        for (let row = 0; row < rows; row++)
          for (let column = 0; column < columns; column++) {
            // The plain way: collect what lies behind the cell.
            const seen = Array.from({ length: { x, y, z }[axis] }, (_, depth) =>
              axis === 'z' ? at(column, row, depth) : axis === 'y' ? at(column, depth, row) : at(depth, column, row),
            )
            const finite = seen.filter(Number.isFinite)
            const mean = finite.reduce((sum, one) => sum + one, 0) / finite.length
            const expected =
              kind === 'slice'
                ? seen[index]
                : finite.length === 0
                  ? Number.NaN
                  : kind === 'max'
                    ? Math.max(...finite)
                    : mean
            expect(grid[row * columns + column]).toBe((expected as number) + 0)
          }
      }),
    )
  })

  it('has axes that a reader expects', () => {
    expect(pictureAxes(job(2, 3, 4), { kind: 'max', axis: 'z' })).toEqual({ across: 'x', up: 'y' })
    expect(pictureAxes(job(2, 3, 4), { kind: 'max', axis: 'y' })).toEqual({ across: 'x', up: 'z' })
    expect(pictureAxes(job(2, 3, 4), { kind: 'max', axis: 'x' })).toEqual({ across: 'y', up: 'z' })
    expect(mostPictureCells(job(2, 3, 4))).toBe(12)
    expect(planeBytesOf(job(2, 3, 4))).toBe(12 * 12)
  })

  it('is nothing but the frame where frames are planes', () => {
    const planes = defaultJob('driven-oscillator', 3)
    expect(planeOf(planes, { kind: 'max', axis: 'x' })).toEqual({ shape: [3, 3] })
    expect(planeBytesOf(planes)).toBe(0)
  })
})

describe('a view', () => {
  it.each(['max:z', 'mean:x', 'slice:y=12'])('is read and written: %s', text => {
    expect(viewText(parseView(text))).toBe(text)
  })

  it.each(['', 'max', 'max:t', 'slice:z', 'slice:z=-1', 'slice:z=1.5', 'least:z'])(
    'is refused as "%s", with what is allowed',
    text => {
      expect(() => parseView(text)).toThrow(JobError)
      expect(() => parseView(text)).toThrow('write max:z, mean:z or slice:z=12')
    },
  )

  it('of a plane that is not there is refused with those that are', () => {
    expect(() => checkView(job(2, 3, 4), { kind: 'slice', axis: 'z', index: 4 })).toThrow('there are 4, from 0 to 3')
    checkView(job(2, 3, 4), { kind: 'slice', axis: 'z', index: 3 })
    checkView(defaultJob(), { kind: 'slice', axis: 'z', index: 4 })
  })
})
