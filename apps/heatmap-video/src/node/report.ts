import { formatBytes } from '@plimsoll/bytes'
import type { RenderProgress, RenderReport } from './render.js'
import { count, duration } from './terminal.js'

/** One line for people: how far it is. */
export function progressText(progress: RenderProgress): string {
  const { phase, cells, cellsTotal, frames, framesTotal, cellsPerSecond, etaSeconds } = progress
  const left = Number.isFinite(etaSeconds) && etaSeconds > 0 ? `, ${duration(etaSeconds)} left` : ''
  if (phase === 'render') return `rendering: frame ${frames} of ${framesTotal}${left}`
  const percent = cellsTotal ? Math.floor((100 * cells) / cellsTotal) : 0
  const rate = cellsPerSecond > 0 ? `, ${count(cellsPerSecond)} cells/s` : ''
  return `simulating: ${percent} %, frame ${frames} of ${framesTotal}${rate}${left}`
}

/** The part of this phase that is done, 0 to 1. */
export function partOf({ phase, cells, cellsTotal, frames, framesTotal }: RenderProgress): number {
  const [done, total] = phase === 'sweep' ? [cells, cellsTotal] : [frames, framesTotal]
  return total > 0 ? done / total : 0
}

/** A few lines for people: what was done. */
export function summary(report: RenderReport, out: string): string {
  const { cells, cellsSimulated, cellsPerSecond, frames, seconds, film, pictures, memory, budget } = report
  const there = cells > cellsSimulated ? `, ${count(cells - cellsSimulated)} were there` : ''
  const rate = cellsPerSecond > 0 ? ` (${count(cellsPerSecond)} per second)` : ''
  const lines = [
    film
      ? `${out}: ${film.frames} frames of ${film.width} x ${film.height}, ${film.durationSeconds.toFixed(2)} s, ${film.codec}, ${formatBytes(film.bytes)}`
      : `${out}: ${frames} PNG files of ${pictures?.width} x ${pictures?.height}, ${formatBytes(pictures?.bytes ?? 0)}`,
    `${count(cellsSimulated)} cells simulated${rate}${there}; ${duration(seconds)} in all`,
    `At most ${formatBytes(budget.peakReservedBytes)} reserved, of ${formatBytes(budget.limitBytes)}${waits(budget.waits)}`,
    `At most ${formatBytes(memory.counted)} counted: ${holders(memory.holders)}; ${formatBytes(memory.rss)} resident${film ? ' without the browser' : ''}`,
  ]
  return `${lines.join('\n')}\n`
}

function waits(times: number): string {
  return times === 0 ? '' : `; waited for room ${times === 1 ? 'once' : `${count(times)} times`}`
}

function holders(bytes: Readonly<Record<string, number>>): string {
  const parts = Object.entries(bytes).map(([name, value]) => `${name} ${formatBytes(value)}`)
  return parts.join(', ') || 'nothing'
}
