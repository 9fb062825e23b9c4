import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameStorageError } from '../src/errors.js'
import { type PaintFrameOptions, paintFrame } from '../src/video/paint-frame.js'

// Colour i is red i, green 255 - i, blue 7.
const colours = Uint8Array.from({ length: 1024 }, (_, byte) => {
  const colour = byte >> 2
  return [colour, 255 - colour, 7, 255][byte & 3] as number
})
const options = (shape: readonly number[], min: number, max: number, more: Partial<PaintFrameOptions> = {}) => ({
  shape,
  range: { min, max },
  colours,
  ...more,
})

/** The pixel of a cell as the formula is written, one cell at a time. */
function plainPixel(value: number, min: number, max: number, invalid: readonly number[]): readonly number[] {
  if (!Number.isFinite(value)) return invalid
  const index = min === max ? 0 : Math.min(255, Math.max(0, Math.floor((255 * (value - min)) / (max - min) + 0.5)))
  return [...colours.subarray(index * 4, index * 4 + 4)]
}

const code = (call: () => unknown) => {
  try {
    call()
  } catch (error) {
    return error instanceof FrameStorageError ? `${error.code}: ${error.message}` : error
  }
  return 'nothing was thrown'
}

describe('paintFrame', () => {
  it('gives the ends of the range the first and the last colour, and the middle the middle one', () => {
    const pixels = paintFrame(Float32Array.of(0, 0.5, 1), options([1, 3], 0, 1))
    expect([...pixels]).toEqual([0, 255, 7, 255, 128, 127, 7, 255, 255, 0, 7, 255])
  })

  it('holds values outside the range within the colours', () => {
    const pixels = paintFrame(Float64Array.of(-1e300, 1e300), options([1, 2], -1, 1))
    expect([pixels[0], pixels[4]]).toEqual([0, 255])
  })

  it('paints NaN and the infinities in the invalid colour', () => {
    const grid = Float32Array.of(Number.NaN, Infinity, -Infinity, 0)
    const pixels = paintFrame(grid, options([2, 2], 0, 1, { invalidColour: [1, 2, 3, 4] }))
    expect([...pixels]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 0, 255, 7, 255])
  })

  it('paints a grey where no invalid colour was given', () => {
    expect([...paintFrame(Float32Array.of(Number.NaN), options([1, 1], 0, 1))]).toEqual([128, 128, 128, 255])
  })

  it('paints all in the first colour where min = max', () => {
    expect([...paintFrame(Int16Array.of(7, 7), options([1, 2], 7, 7))]).toEqual([0, 255, 7, 255, 0, 255, 7, 255])
  })

  it('paints the invalid colour where nothing was finite, and so the range is NaN', () => {
    const pixels = paintFrame(Float32Array.of(Number.NaN), options([1, 1], Number.NaN, Number.NaN))
    expect([...pixels]).toEqual([128, 128, 128, 255])
  })

  it('paints a range that is wider than the largest number', () => {
    const { MAX_VALUE } = Number
    const pixels = paintFrame(Float64Array.of(-MAX_VALUE, 0, MAX_VALUE), options([1, 3], -MAX_VALUE, MAX_VALUE))
    expect([pixels[0], pixels[4], pixels[8]]).toEqual([0, 128, 255])
  })

  it('puts the first row at the bottom with flipY', () => {
    const pixels = paintFrame(Uint8Array.of(0, 255), options([2, 1], 0, 255, { flipY: true }))
    expect([pixels[0], pixels[4]]).toEqual([255, 0])
  })

  it('fills and gives back what it was given, wherever it lies in its buffer', () => {
    for (const offset of [0, 1, 4]) {
      const into = new Uint8ClampedArray(new ArrayBuffer(16), offset, 8)
      const pixels = paintFrame(Uint8Array.of(0, 255), options([1, 2], 0, 255, { into }))
      expect(pixels).toBe(into)
      expect([...pixels]).toEqual([0, 255, 7, 255, 255, 0, 7, 255])
    }
  })

  it('paints what the formula says, for any values, ranges and shapes', () => {
    const value = fc.oneof(
      fc.double({ min: -2, max: 2 }),
      fc.double(),
      fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 1, -1),
    )
    const case_ = fc
      .record({ rows: fc.integer({ min: 1, max: 5 }), columns: fc.integer({ min: 1, max: 5 }), flipY: fc.boolean() })
      .chain(shape =>
        fc.record({
          shape: fc.constant(shape),
          grid: fc
            .array(value, { minLength: shape.rows * shape.columns, maxLength: shape.rows * shape.columns })
            .chain(cells => fc.constantFrom(Float32Array.from(cells), Float64Array.from(cells), Int8Array.from(cells))),
          low: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
          width: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 3, noNaN: true })),
        }),
      )
    fc.assert(
      fc.property(case_, ({ shape: { rows, columns, flipY }, grid, low, width }) => {
        const invalidColour = [9, 8, 7, 6] as const
        const high = low + width
        const pixels = paintFrame(grid, options([rows, columns], low, high, { invalidColour, flipY }))
        const plain = Array.from({ length: rows * columns }, (_, cell) => {
          const row = Math.floor(cell / columns)
          const from = (flipY ? rows - 1 - row : row) * columns + (cell % columns)
          return plainPixel(grid[from] as number, low, high, invalidColour)
        })
        expect([...pixels]).toEqual(plain.flat())
      }),
    )
  })

  it.each<[string, () => unknown]>([
    ['a shape of three axes', () => paintFrame(new Float32Array(8), options([2, 2, 2], 0, 1))],
    ['a shape of no cells', () => paintFrame(new Float32Array(0), options([0, 2], 0, 1))],
    ['a shape that does not fit', () => paintFrame(new Float32Array(3), options([2, 2], 0, 1))],
    ['a range that falls', () => paintFrame(new Float32Array(4), options([2, 2], 1, 0))],
    ['a range without end', () => paintFrame(new Float32Array(4), options([2, 2], 0, Infinity))],
    ['a range with one end', () => paintFrame(new Float32Array(4), options([2, 2], Number.NaN, 1))],
    [
      'too few colours',
      () => paintFrame(new Float32Array(4), { ...options([2, 2], 0, 1), colours: new Uint8Array(768) }),
    ],
    [
      'an invalid colour out of bounds',
      () => paintFrame(new Float32Array(4), options([2, 2], 0, 1, { invalidColour: [0, 0, 256, 255] })),
    ],
    [
      'a buffer too small',
      () => paintFrame(new Float32Array(4), options([2, 2], 0, 1, { into: new Uint8ClampedArray(12) })),
    ],
    [
      'an option that there is not',
      () => paintFrame(new Float32Array(4), { ...options([2, 2], 0, 1), flipy: true } as PaintFrameOptions),
    ],
  ])('refuses %s', (_, call) => {
    expect(code(call)).toMatch(/^VIDEO_INVALID_OPTIONS: /)
  })
})
