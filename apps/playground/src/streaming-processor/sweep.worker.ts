import type { GridChunk } from '@plimsoll/streaming-processor'
import { expose } from '@plimsoll/workers'

/** A chunk, and how long the axes are. */
export interface Task extends GridChunk {
  readonly steps: readonly [x: number, y: number, t: number]
}

/** What came of a chunk: small, for the cells themselves are not kept. */
export interface Swept {
  readonly index: number
  readonly cells: number
  readonly mean: number
  readonly worker: string
}

const worker = crypto.randomUUID()

// A cell: how long a point of the Mandelbrot plane, which turns with t, stays near.
function stays(x: number, y: number, t: number): number {
  const angle = t * 2 * Math.PI
  const real = -0.75 + Math.cos(angle) * 0.3 + (x - 0.5) * 2.4
  const imaginary = Math.sin(angle) * 0.3 + (y - 0.5) * 2.4
  let a = 0
  let b = 0
  let steps = 0
  for (; steps < 200 && a * a + b * b < 4; steps++) [a, b] = [a * a - b * b + real, 2 * a * b + imaginary]
  return steps
}

expose({
  sweep({ index, start, end, steps: [xs, ys, ts] }: Task): Swept {
    let sum = 0
    for (let cell = start; cell < end; cell++) {
      const y = Math.floor(cell / xs)
      sum += stays((cell % xs) / xs, (y % ys) / ys, Math.floor(y / ys) / ts)
    }
    return { index, cells: end - start, mean: sum / (end - start), worker }
  },
})
