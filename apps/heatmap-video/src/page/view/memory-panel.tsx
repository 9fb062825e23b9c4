import { formatBytes } from '@plimsoll/bytes'
import { useMemo } from 'preact/hooks'
import { countCells } from '../../job.js'
import { slackBytes } from '../../load-line.js'
import { checked } from '../draft-job.js'
import { growthColumns, heldColumns } from '../memory-lines.js'
import { agentReports, heapReports, holderNames, reading } from '../memory-readings.js'
import { workers } from '../page-start.js'
import { lineOf } from '../session-budget.js'
import { session } from '../sweep-state.js'
import { type Line, LineGraph } from './line-graph.js'
import { HolderFigures, PlatformFigures } from './memory-figures.js'

const holderLines: readonly Line[] = holderNames.map((label, index) => ({ label, colour: `--series-${index + 1}` }))

/** What is held, by whom, and what the browser says of it, while it happens. */
export function MemoryPanel() {
  const current = session.value
  const { job } = checked.value
  const frameBytes = current?.frameBytes ?? (job ? 4 * countCells(job).frame : 0)
  const loaded = current?.job ?? job
  const count = current?.workers ?? workers
  const lineBytes = loaded ? lineOf(loaded, count) : slackBytes
  const usual = lineBytes === (count + 2) * frameBytes + slackBytes
  const heap = heapReports()
  const agent = agentReports()
  const growthLines = useMemo(
    () => [
      { label: 'reserved', colour: '--series-7', width: 2 },
      { label: 'counted, all holders', colour: '--ink-soft', dash: [2, 3] },
      ...(heap ? [{ label: 'page heap', colour: '--series-5' }] : []),
      ...(agent ? [{ label: 'page and workers', colour: '--series-6' }] : []),
      { label: 'load line', colour: '--accent', width: 2 },
    ],
    [heap, agent],
  )
  return (
    <section class="panel memory" aria-labelledby="memory-title">
      <h2 id="memory-title">Memory</h2>
      <h3>Above the idle page</h3>
      <LineGraph
        label="Growth of memory since the start, against the load line; figures stand below"
        lines={growthLines}
        height={200}
        leastBytes={lineBytes}
        changed={reading}
        columns={() => growthColumns(lineBytes, { heap, agent })}
      />
      <PlatformFigures lineBytes={lineBytes} />
      {agent && reading.value.agent.unbased && (
        <p class="hint">
          Page and workers have no growth in this run: it started before the browser had measured the idle page.
        </p>
      )}
      <p class="hint">
        {usual
          ? `The load line is (${count} workers + 2) frames of ${formatBytes(frameBytes)} + 16 MiB, whatever the number of frames.`
          : `The load line is at ${formatBytes(lineBytes)}; one frame has ${formatBytes(frameBytes)}.`}{' '}
        Each frame is reserved below it before it is computed, and waits where there is no room.
      </p>
      <h3>Counted, by holder</h3>
      <LineGraph
        label="Bytes counted by each holder; figures stand below"
        lines={holderLines}
        height={152}
        leastBytes={10 * 2 ** 10}
        changed={reading}
        columns={heldColumns}
      />
      <HolderFigures />
    </section>
  )
}
