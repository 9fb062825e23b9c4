import { cpuMsPerCall } from '../../harness/clock.mjs'
import { waves } from '../store-frame-node/frames.mjs'
import { plainRange } from './range-plain.mjs'
import { simdRange } from './range-wasm.mjs'

const [grid] = waves(1)

function measured(pass) {
  const { min, max, mean } = pass()
  const wanted = grid.reduce(
    (found, value) => ({ min: Math.min(found.min, value), max: Math.max(found.max, value), sum: found.sum + value }),
    { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sum: 0 },
  )
  if (min !== wanted.min || max !== wanted.max || Math.abs(mean - wanted.sum / grid.length) > 1e-9)
    throw new Error(`found ${min}, ${max}, ${mean}`)
  return { round: () => cpuMsPerCall(pass) }
}

export const plain = () => measured(() => plainRange(grid))

/** As `FrameStorage` has it: block by block through 16 KiB of the module's memory. */
export const simdBlocks = () => {
  const { values, pass } = simdRange()
  return measured(() => {
    let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
    for (let from = 0; from < grid.length; from += 4096) {
      const to = Math.min(from + 4096, grid.length)
      values.set(grid.subarray(from, to))
      const found = pass(to - from)
      min = Math.min(min, found.min)
      max = Math.max(max, found.max)
      sum += found.sum
    }
    return { min, max, mean: sum / grid.length }
  })
}

export const simdInPlace = () => {
  const { values, pass } = simdRange(32)
  values.set(grid)
  return measured(() => {
    const { min, max, sum } = pass(grid.length)
    return { min, max, mean: sum / grid.length }
  })
}
