import { type Axis, type Job, modelOf, placedAxis } from '../../job.js'
import { pictureAxes } from '../../view.js'
import { shownView } from '../frame-picture.js'
import { labelled } from '../numbers.js'
import { shareAlong, tickLabels, ticksBetween } from '../ticks.js'

interface FigureAxesProps {
  readonly job: Job
  /** Of the picture, without the margins; CSS pixels. */
  readonly width: number
  readonly height: number
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
}

const pixelsPerTick = 56

/** Frame, ticks and labels around a picture. */
export function FigureAxes({ job, width, height, margin }: FigureAxesProps) {
  const { left, right, top, bottom } = margin
  const axes = pictureAxes(job, shownView.value)
  const [x, y] = [placedAxis(job, axes.across), placedAxis(job, axes.up)]
  const [xLabel, xUnit] = named(job, x)
  const [yLabel, yUnit] = named(job, y)
  const across = ticksBetween(x.from, x.to, width / pixelsPerTick, xUnit)
  const up = ticksBetween(y.from, y.to, height / pixelsPerTick, yUnit)
  const acrossTexts = tickLabels(across)
  const upTexts = tickLabels(up)
  const base = top + height
  return (
    <svg class="axes" width={left + width + right} height={top + height + bottom} aria-hidden="true">
      <rect x={left - 0.5} y={top - 0.5} width={width + 1} height={height + 1} />
      {across.map((tick, index) => {
        const place = left + width * shareAlong(tick, x)
        return (
          <g key={tick} transform={`translate(${place} ${base})`}>
            <path d="M0 1v5" />
            <text y="19" text-anchor="middle">
              {acrossTexts[index]}
            </text>
          </g>
        )
      })}
      {up.map((tick, index) => {
        const place = base - height * shareAlong(tick, y)
        return (
          <g key={tick} transform={`translate(${left} ${place})`}>
            <path d="M-1 0h-5" />
            <text x="-10" dy="0.35em" text-anchor="end">
              {upTexts[index]}
            </text>
          </g>
        )
      })}
      <text class="axis-label" x={left + width / 2} y={base + 40} text-anchor="middle">
        {labelled(xLabel, xUnit)}
      </text>
      <text class="axis-label" transform={`translate(14 ${top + height / 2}) rotate(-90)`} text-anchor="middle">
        {labelled(yLabel, yUnit)}
      </text>
    </svg>
  )
}

function named(job: Job, { parameter }: Axis): [label: string, unit: string] {
  const { label = parameter, unit = '' } = modelOf(job).parameters.find(({ id }) => id === parameter) ?? {}
  return [label, unit]
}
