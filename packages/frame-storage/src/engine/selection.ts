import { FrameStorageError } from '../errors.js'
import { shown } from '../shown.js'

/**
 * What of each axis is taken, slowest axis first: a number takes one place, and the axis is gone from the result, as in
 * NumPy; `[from, to]` takes the places from `from` to below `to`; `null`, and each axis that is not named, all.
 */
export type Selection = readonly (number | readonly [from: number, to: number] | null)[]

/** A selection, checked: where it begins and how much it takes of each axis. */
export interface Region {
  /** The first place of each axis. */
  readonly from: readonly number[]
  /** Places of each axis. */
  readonly counts: readonly number[]
  /** The axes of what is taken, those left out of which one place was taken. */
  readonly shape: readonly number[]
  /** Cells in all. */
  readonly cells: number
}

/** Answers the region of a selection; refuses one that does not fit the shape. */
export function regionOf(selection: Selection, shape: readonly number[]): Region {
  if (!Array.isArray(selection) || selection.length > shape.length) {
    throw invalid(selection, shape, `use a list of at most ${shape.length}, one for each axis`)
  }
  const from: number[] = []
  const counts: number[] = []
  const left: number[] = []
  for (const [axis, length] of shape.entries()) {
    const part = (selection as Selection)[axis] ?? null
    const pair = typeof part === 'number' ? [part, part + 1] : (part ?? [0, length])
    const [start, end] = (Array.isArray(pair) && pair.length === 2 ? pair : []) as [number, number]
    if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= length)) {
      const cure = `use a number from 0 to ${length - 1}, [from, to] with 0 <= from < to <= ${length}, or null`
      throw invalid(part, shape, `on axis ${axis} ${cure}`)
    }
    from.push(start)
    counts.push(end - start)
    if (typeof part !== 'number') left.push(end - start)
  }
  return { from, counts, shape: left, cells: counts.reduce((product, count) => product * count, 1) }
}

function invalid(given: unknown, shape: readonly number[], cure: string): FrameStorageError {
  const text = shown(given)
  return new FrameStorageError(
    'FRAMES_INVALID_SELECTION',
    `selection ${text} of frames of shape [${shape.join(', ')}]; ${cure}`,
  )
}

/** Cells of a grid that lie one after the other: so many from `cell` on. */
export interface Run {
  readonly cell: number
  readonly cells: number
}

/** The cells of a region in their order, in the longest runs. */
export function* runsOf({ from, counts }: Pick<Region, 'from' | 'counts'>, shape: readonly number[]): Generator<Run> {
  // Axes that are taken whole, from the fastest on, and the one before them make one run.
  let axis = shape.length - 1
  let cells = counts[axis] as number
  while (axis > 0 && counts[axis] === shape[axis]) cells *= counts[--axis] as number
  const place = from.slice(0, axis)
  for (;;) {
    let cell = 0
    for (const [at, length] of shape.entries())
      cell = cell * length + (at < axis ? (place[at] as number) : (from[at] as number))
    yield { cell, cells }
    let step = axis - 1
    while (step >= 0 && ++(place[step] as number) === (from[step] as number) + (counts[step] as number)) {
      place[step] = from[step] as number
      step--
    }
    if (step < 0) return
  }
}
