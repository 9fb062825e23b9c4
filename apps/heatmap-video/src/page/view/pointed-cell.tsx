import { flipY } from '../../colours.js'
import { type Axis, axisValue, type Job, modelOf, placedAxis } from '../../job.js'
import { pictureAxes, pictureShape } from '../../view.js'
import { pointed, pointedValue, shownView } from '../frame-picture.js'
import { quantity } from '../numbers.js'

/** The cell under the pointer, or moved to by the arrow keys, in figures. */
export function PointedCell({ job }: { readonly job: Job }) {
  const cell = pointed.value
  if (!cell) return <p class="hint readout">Point at a cell to read its value.</p>
  const { parameters, output } = modelOf(job)
  const { across, up } = pictureAxes(job, shownView.value)
  const told = (axis: Axis, at: number) => {
    const { label = axis.parameter, unit = '' } = parameters.find(({ id }) => id === axis.parameter) ?? {}
    return `${label} ${quantity(axisValue(axis, at), unit)}`
  }
  const value = Number.isNaN(pointedValue.value) ? output.invalid : quantity(pointedValue.value, output.unit)
  return (
    <p class="readout" aria-live="polite">
      {told(placedAxis(job, across), cell.column)}, {told(placedAxis(job, up), cell.row)}: <strong>{value}</strong>
    </p>
  )
}

/** Points at the cell under the pointer. */
export function pointAt(job: Job, event: PointerEvent & { currentTarget: HTMLElement }): void {
  const box = event.currentTarget.getBoundingClientRect()
  const across = (event.clientX - box.left) / box.width
  const down = (event.clientY - box.top) / box.height
  const within = (share: number, steps: number) => Math.min(steps - 1, Math.max(0, Math.floor(share * steps)))
  const [rows, columns] = pictureShape(job, shownView.peek())
  pointed.value = { column: within(across, columns), row: within(flipY ? 1 - down : down, rows) }
}

/** Points at nothing. */
export function pointAway(): void {
  pointed.value = undefined
}

const moves: Record<string, readonly [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/** Points at the cell beside, by an arrow key; at the one in the middle first. */
export function pointByKey(job: Job, event: KeyboardEvent): void {
  const move = moves[event.key]
  if (!move) return
  event.preventDefault()
  const [rows, columns] = pictureShape(job, shownView.peek())
  const { column, row } = pointed.peek() ?? { column: Math.floor(columns / 2), row: Math.floor(rows / 2) }
  const clamp = (at: number, steps: number) => Math.min(steps - 1, Math.max(0, at))
  pointed.value = { column: clamp(column + move[0], columns), row: clamp(row + move[1], rows) }
}
