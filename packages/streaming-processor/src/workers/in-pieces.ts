import { transfer } from '@plimsoll/workers'
import { type Range, StreamError } from '../errors.js'
import { type Cells, type Filled, fillMark, isFill, type MovedFill, type SharedFill } from './fill-wire.js'
import { Plan } from './plan.js'

/**
 * Makes of a function that fills cells one that `expose` of `@plimsoll/workers` takes, for `mapWorkers` with `into`.
 *
 * @param fill - is given a range of cells and the view of exactly these cells, whose first is the cell `range.start`. The
 * ranges are parts of those that the source gave, of any length; each cell is in one of them. It may be asynchronous; it is
 * not called again before it is done.
 * @returns the function to expose
 *
 * @example
 * ```ts
 * expose({
 *   squares: inPieces<Float32Array>(({ start }, values) => {
 *     for (let cell = 0; cell < values.length; cell += 1) values[cell] = (start + cell) ** 2
 *   }),
 * })
 * ```
 */
export function inPieces<Into extends Cells = Cells>(
  fill: (range: Range, values: Into) => void | PromiseLike<void>,
): (task: unknown) => unknown {
  if (typeof fill !== 'function') {
    const text = `inPieces takes a function of a range and the view of its cells, not a ${typeof fill}`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  const call = fill as (range: Range, values: Cells) => void | PromiseLike<void>
  return async task => {
    if (isFill(task) && 'plan' in task) return fillShared(call, task)
    if (isFill(task) && 'bounds' in task) return fillMoved(call, task)
    const text = 'a function made by inPieces fills an array of the caller; give mapWorkers the option `into`'
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
}

type Fill = (range: Range, values: Cells) => void | PromiseLike<void>

async function fillShared(fill: Fill, { into, plan: buffer, pieces, parts, worker }: SharedFill): Promise<Filled> {
  const plan = new Plan(buffer, pieces, parts, Plan.workersIn(buffer, pieces, parts))
  const from = performance.now()
  let cells = 0
  for (let piece = plan.claim(worker); piece >= 0; piece = plan.claim(worker)) {
    const [first, end] = plan.partsOf(piece)
    for (let part = first; part < end; part += 1) {
      plan.begin(worker, part)
      const range = { start: plan.start(part), end: plan.end(part) }
      const pending = fill(range, into.subarray(range.start, range.end))
      if (pending) await pending
      cells += range.end - range.start
    }
    plan.finish(worker, piece)
  }
  return { mark: fillMark, cells, ms: performance.now() - from }
}

async function fillMoved(fill: Fill, { kind, bounds }: MovedFill): Promise<Filled> {
  const from = performance.now()
  let cells = 0
  for (let at = 0; at < bounds.length; at += 2) cells += (bounds[at + 1] as number) - (bounds[at] as number)
  const Kind = (globalThis as unknown as Record<string, new (length: number) => Cells>)[kind] as new (
    length: number,
  ) => Cells
  const values = new Kind(cells)
  let offset = 0
  for (let at = 0; at < bounds.length; at += 2) {
    const range = { start: bounds[at] as number, end: bounds[at + 1] as number }
    const next = offset + range.end - range.start
    const pending = fill(range, values.subarray(offset, next))
    if (pending) await pending
    offset = next
  }
  const filled: Filled = { mark: fillMark, cells, ms: performance.now() - from, values }
  return transfer(filled, [values.buffer])
}
