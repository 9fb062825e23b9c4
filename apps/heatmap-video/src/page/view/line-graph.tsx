import type { ReadonlySignal } from '@preact/signals'
import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { tickSteps, unitOf } from '../byte-axis.js'
import { tickLabels } from '../ticks.js'
import { useDark } from './use-dark.js'
import { useWidth } from './use-width.js'

/** One line of a graph. */
export interface Line {
  readonly label: string
  /** The custom property of the style sheet that has its colour. */
  readonly colour: string
  readonly dash?: readonly number[]
  readonly width?: number
}

interface LineGraphProps {
  /** What is drawn, for those who do not see it. */
  readonly label: string
  readonly lines: readonly Line[]
  readonly height: number
  /** What the axis has room for at least. */
  readonly leastBytes: number
  /** Changes when there is something new to draw. */
  readonly changed: ReadonlySignal<unknown>
  /** Times in seconds, then each line in bytes. */
  columns(): Float64Array[]
}

/** Lines of bytes over time. */
export function LineGraph({ label, lines, height, leastBytes, changed, columns }: LineGraphProps) {
  const [place, width] = useWidth<HTMLDivElement>()
  const plot = useRef<uPlot>()
  const dark = useDark()
  // The plot outlives the job that it was made for.
  const least = useRef(leastBytes)
  least.current = leastBytes
  const shape = lines.map(line => line.label).join()
  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    const made = new uPlot(
      plotOptions(element, lines, height, () => least.current),
      columns() as uPlot.AlignedData,
      element,
    )
    plot.current = made
    return () => {
      made.destroy()
      plot.current = undefined
    }
  }, [dark, shape])
  useEffect(() => plot.current?.setSize({ width: Math.max(120, width), height }), [width, height])
  useSignalEffect(() => {
    void changed.value
    const data = columns() as uPlot.AlignedData
    // A line that came or went has the plot made anew after this; the one before has no place for the new columns.
    if (plot.current?.series.length === data.length) plot.current.setData(data)
  })
  return <div ref={place} class="graph" role="img" aria-label={label} />
}

function plotOptions(
  element: HTMLElement,
  lines: readonly Line[],
  height: number,
  leastBytes: () => number,
): uPlot.Options {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const font = `12px ${style.fontFamily}`
  const axis = {
    stroke: colour('--ink-soft'),
    font,
    labelFont: font,
    labelSize: 20,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
  }
  let unit = unitOf(leastBytes())
  const rangeOf = (min: number, max: number): [number, number] => {
    const largest = Math.max(leastBytes(), finite(max))
    unit = unitOf(largest)
    return [Math.min(0, finite(min)), largest * 1.1]
  }
  return {
    width: Math.max(120, element.clientWidth),
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_, _min, max) => [0, Math.max(10, finite(max))] },
      y: { range: (_, min, max) => rangeOf(min, max) },
    },
    axes: [
      { ...axis, label: 'Time since the start (s)', size: 28, values: (_, ticks) => ticks.map(tick => String(tick)) },
      {
        ...axis,
        label: () => unit.name,
        size: 44,
        incrs: () => tickSteps(unit),
        values: (_, ticks) => tickLabels(ticks.map(tick => tick / unit.bytes)),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, colour: name, dash, width = 1.5 }) => ({
        label,
        stroke: colour(name),
        width,
        points: { show: false },
        ...(dash && { dash: [...dash] }),
      })),
    ],
  }
}

// A line of which nothing was reported yet has no least and no largest value.
function finite(value: number | null): number {
  return value !== null && Number.isFinite(value) ? value : 0
}
