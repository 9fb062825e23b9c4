import { useLayoutEffect, useRef } from 'preact/hooks'
import { flipY } from '../../colours.js'
import { axisValue, type Job, modelOf } from '../../job.js'
import { attach, pointed, pointedValue } from '../frame-picture.js'
import { labelled, quantity } from '../numbers.js'
import { FigureAxes } from './figure-axes.js'
import { useWidth } from './use-width.js'

/** Room for the ticks and labels of the axes, in CSS pixels. */
const margin = { left: 68, right: 12, top: 8, bottom: 48 } as const
const tallest = 460

/** A frame on its two axes; the cell under the pointer, or moved to by the arrow keys, is told in figures. */
export function FrameFigure({ job }: { readonly job: Job }) {
  const [place, width] = useWidth<HTMLDivElement>()
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    attach(canvas.current)
    return () => attach(null)
  }, [])
  const size = pictureSize(job.x.steps, job.y.steps, width)
  const point = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect()
    pointed.value = cellAt(job, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
  }
  return (
    <div ref={place} class="figure">
      <div
        class="figure-body"
        style={{
          width: `${size.width + margin.left + margin.right}px`,
          height: `${size.height + margin.top + margin.bottom}px`,
        }}
      >
        <FigureAxes job={job} width={size.width} height={size.height} margin={margin} />
        <canvas
          ref={canvas}
          id="picture"
          class={size.crisp ? 'crisp' : ''}
          role="img"
          aria-label={`${modelOf(job).output.label}; use the arrow keys to read single cells`}
          tabIndex={0}
          style={{
            left: `${margin.left}px`,
            top: `${margin.top}px`,
            width: `${size.width}px`,
            height: `${size.height}px`,
          }}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => (pointed.value = undefined)}
          onBlur={() => (pointed.value = undefined)}
          onKeyDown={event => moveByKey(event, job)}
        />
      </div>
      <PointedCell job={job} />
    </div>
  )
}

function PointedCell({ job }: { readonly job: Job }) {
  const cell = pointed.value
  if (!cell) return <p class="hint readout">Point at a cell to read its value.</p>
  const { parameters, output } = modelOf(job)
  const told = (axis: Job['x'], at: number) => {
    const { label = axis.parameter, unit = '' } = parameters.find(({ id }) => id === axis.parameter) ?? {}
    return `${label} ${quantity(axisValue(axis, at), unit)}`
  }
  const value = Number.isNaN(pointedValue.value) ? output.invalid : quantity(pointedValue.value, output.unit)
  return (
    <p class="readout" aria-live="polite">
      {told(job.x, cell.column)}, {told(job.y, cell.row)}: <strong>{value}</strong>
    </p>
  )
}

// Whole device pixels per cell, or the cells would differ in width.
function pictureSize(columns: number, rows: number, width: number): { width: number; height: number; crisp: boolean } {
  const ratio = window.devicePixelRatio || 1
  const room = Math.max(64, width - margin.left - margin.right)
  const fitting = Math.min((room * ratio) / columns, (tallest * ratio) / rows)
  const perCell = (fitting >= 1 ? Math.floor(fitting) : fitting) / ratio
  return { width: Math.max(1, columns * perCell), height: Math.max(1, rows * perCell), crisp: fitting >= 1 }
}

function cellAt({ x, y }: Job, across: number, down: number): { column: number; row: number } {
  const within = (share: number, steps: number) => Math.min(steps - 1, Math.max(0, Math.floor(share * steps)))
  return { column: within(across, x.steps), row: within(flipY ? 1 - down : down, y.steps) }
}

const moves: Record<string, readonly [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

function moveByKey(event: KeyboardEvent, { x, y }: Job): void {
  const move = moves[event.key]
  if (!move) return
  event.preventDefault()
  const { column, row } = pointed.peek() ?? { column: Math.floor(x.steps / 2), row: Math.floor(y.steps / 2) }
  const clamp = (at: number, steps: number) => Math.min(steps - 1, Math.max(0, at))
  pointed.value = { column: clamp(column + move[0], x.steps), row: clamp(row + move[1], y.steps) }
}

/** The name of an axis with its unit. */
export function axisLabel(job: Job, name: 'x' | 'y'): string {
  const { parameter } = job[name]
  const { label = parameter, unit = '' } = modelOf(job).parameters.find(({ id }) => id === parameter) ?? {}
  return labelled(label, unit)
}
