import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filmSize } from '../src/video/film-size.js'
import { PlanePainter, yuvTable } from '../src/video/planes.js'
import { spiral } from './video-scene.js'

describe('filmSize', () => {
  it('makes the short side 480 pixels or more, with the fewest pixels per cell', () => {
    expect(filmSize(50, 50)).toEqual({ scale: 10, width: 500, height: 500 })
    expect(filmSize(48, 100)).toEqual({ scale: 10, width: 1000, height: 480 })
    expect(filmSize(500, 700)).toEqual({ scale: 1, width: 700, height: 500 })
  })

  it('makes both sides even', () => {
    expect(filmSize(3, 5, 7)).toEqual({ scale: 7, width: 36, height: 22 })
    expect(filmSize(1, 1, 1)).toEqual({ scale: 1, width: 2, height: 2 })
  })
})

describe('yuvTable', () => {
  it('knows the corners of the cube, in full range of BT.709', () => {
    const corners = new Uint8Array(1024)
    corners.set([0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255])
    const parts = [...yuvTable(corners, [0, 0, 0, 255]).subarray(0, 5)].map(c => [c & 255, (c >> 10) & 255, c >> 20])
    expect(parts).toEqual([
      [0, 128, 128],
      [255, 128, 128],
      [54, 99, 255],
      [182, 30, 12],
      [18, 255, 116],
    ])
  })

  it('shows what is transparent on black', () => {
    const table = yuvTable(spiral, [255, 255, 255, 0])
    expect(table[256]).toBe((128 << 10) | (128 << 20))
  })
})

describe('PlanePainter', () => {
  it('draws what a loop over all pixels would, at any size', () => {
    const part = fc.nat(255)
    const packed = fc.tuple(part, part, part).map(([y, cb, cr]) => y | (cb << 10) | (cr << 20))
    const side = fc.integer({ min: 1, max: 6 })
    const input = fc.record({ rows: side, columns: side, scale: side }).chain(shape =>
      fc.record({
        shape: fc.constant(shape),
        // The second grid finds the first one's picture below it.
        grids: fc.array(
          fc.array(packed, { minLength: shape.rows * shape.columns, maxLength: shape.rows * shape.columns }),
          { minLength: 1, maxLength: 2 },
        ),
      }),
    )
    fc.assert(
      fc.property(input, ({ shape: { rows, columns, scale }, grids }) => {
        const size = filmSize(rows, columns, scale)
        const painter = new PlanePainter(rows, columns, size)
        for (const cells of grids) {
          painter.paint(Uint32Array.from(cells))
          expect([...painter.picture]).toEqual(plainPicture(cells, rows, columns, size))
        }
      }),
    )
  })
})

function plainPicture(
  cells: readonly number[],
  rows: number,
  columns: number,
  { scale, width, height }: { scale: number; width: number; height: number },
): number[] {
  const part = (x: number, y: number, shift: number) => {
    const row = Math.min(rows - 1, Math.floor(y / scale))
    const column = Math.min(columns - 1, Math.floor(x / scale))
    return ((cells[row * columns + column] as number) >> shift) & 255
  }
  const plane = (step: number, shift: number) => {
    const out: number[] = []
    for (let y = 0; y < height; y += step)
      for (let x = 0; x < width; x += step) {
        let sum = 0
        for (let dy = 0; dy < step; dy++) for (let dx = 0; dx < step; dx++) sum += part(x + dx, y + dy, shift)
        out.push(Math.round(sum / (step * step)))
      }
    return out
  }
  return [...plane(1, 0), ...plane(2, 10), ...plane(2, 20)]
}
