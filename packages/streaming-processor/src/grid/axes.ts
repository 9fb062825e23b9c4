import { StreamError, shown } from '../errors.js'

/** The steps of each axis by its name; the first axis runs fastest. */
export interface MeasuredAxes {
  /** Names, in the order in which they were written. */
  readonly names: readonly string[]
  /** Steps of each axis, in the order of the names. */
  readonly steps: readonly number[]
  /** Cells of all axes together. */
  readonly cells: number
  /** For each axis the cells of the axes before it: how far apart its steps lie. */
  readonly before: ReadonlyMap<string, number>
}

// The names that come out of an object in an order of their own.
const wholeNumber = /^(0|[1-9]\d*)$/

/** Checks the axes of a grid and counts its cells. */
export function measureAxes(axes: Record<string, number>): MeasuredAxes {
  const entries = typeof axes === 'object' && axes !== null ? Object.entries(axes) : []
  if (entries.length === 0) {
    const given = typeof axes === 'object' && axes !== null ? 'there are no axes' : `the axes are ${shown(axes)}`
    throw new StreamError('STREAM_INVALID_AXES', `${given}; give at least one, such as { x: 50 }`)
  }
  const before = new Map<string, number>()
  let cells = 1
  for (const [axis, steps] of entries) {
    if (!Number.isSafeInteger(steps) || steps < 1) {
      const text = `axis "${axis}" has ${shown(steps)} steps; give a whole number above 0`
      throw new StreamError('STREAM_INVALID_AXES', text)
    }
    if (wholeNumber.test(axis)) {
      const text = `axis "${axis}" is named by a whole number, which objects list first and not where it was written`
      throw new StreamError('STREAM_INVALID_AXES', `${text}; name it by a word, such as { x: ${steps} }`)
    }
    before.set(axis, cells)
    if (cells > Number.MAX_SAFE_INTEGER / steps) {
      const text = `the axes have more cells than ${Number.MAX_SAFE_INTEGER}, so that their indices would not be exact`
      throw new StreamError('STREAM_INVALID_AXES', `${text}; cut the grid by hand first`)
    }
    cells *= steps
  }
  return { names: entries.map(([axis]) => axis), steps: entries.map(([, steps]) => steps), cells, before }
}

/** The step of each axis at a cell, by its flat index. */
export function coordinatesOf(index: number, steps: readonly number[]): number[] {
  let rest = index
  return steps.map(count => {
    const step = rest % count
    rest = (rest - step) / count
    return step
  })
}
