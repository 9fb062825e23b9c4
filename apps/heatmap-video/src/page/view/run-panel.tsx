import type { ComponentChildren } from 'preact'
import { countCells } from '../../job.js'
import { checked } from '../draft-job.js'
import { count, duration } from '../numbers.js'
import { notice, opening, phase, progress, session } from '../sweep-state.js'
import { RunControls } from './run-controls.js'

/** What the page is doing, in a few words. */
function statusText(): string {
  const { frames, framesTotal } = progress.value
  const stored = `${count(frames)} of ${count(framesTotal)} frames are stored`
  if (opening.value) return 'Opening the frames'
  switch (phase.value) {
    case 'idle':
      return framesTotal === 0 ? 'Ready' : frames === framesTotal ? 'Done' : `Stopped: ${stored}`
    case 'held':
      return 'Workers are up, and wait'
    case 'running':
      return `Computing on ${count(session.value?.workers ?? 0)} workers`
    case 'paused':
      return `Paused: ${stored}`
    case 'failed':
      return framesTotal === 0 ? 'Failed' : `Failed: ${stored}`
    case 'locked':
      return 'Open in another tab'
    case 'rendering':
      return 'Making the film'
    case 'done':
    case 'rendered':
      return 'Done: all frames are stored'
  }
}

/** Progress and the buttons that change it. */
export function RunPanel() {
  const { cells, frames, cellsPerSecond, etaSeconds } = progress.value
  const { cellsTotal, framesTotal } = session.value ? progress.value : draftTotals()
  const running = phase.value === 'running'
  return (
    <section class="panel run" aria-label="Run">
      <div class="run-head">
        <p class="status" id="status" data-phase={phase.value} aria-live="polite">
          {statusText()}
        </p>
        <RunControls />
      </div>
      {notice.value && <p id="notice">{notice.value}</p>}
      <progress id="progress" aria-label="Cells computed" max={Math.max(1, cellsTotal)} value={cells} />
      <dl class="facts across">
        <Fact term="Cells">
          {count(cells)} {cellsTotal > 0 && <small>of {count(cellsTotal)}</small>}
        </Fact>
        <Fact term="Frames">
          {count(frames)} {framesTotal > 0 && <small>of {count(framesTotal)}</small>}
        </Fact>
        <Fact term="Rate">{cellsPerSecond > 0 ? `${count(cellsPerSecond)} cells/s` : '–'}</Fact>
        <Fact term="Time left">{running && cells > 0 ? duration(etaSeconds) : '–'}</Fact>
      </dl>
    </section>
  )
}

function draftTotals(): { cellsTotal: number; framesTotal: number } {
  const { job } = checked.value
  return job ? { cellsTotal: countCells(job).total, framesTotal: job.t.steps } : { cellsTotal: 0, framesTotal: 0 }
}

function Fact({ term, children }: { readonly term: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
