import { formatBytes } from '@plimsoll/bytes'
import { agentReports, heapReports, holderNames, reading } from '../memory-readings.js'

/** What the browser says now, and the line that growth stays below. */
export function PlatformFigures({ lineBytes }: { readonly lineBytes: number }) {
  const { held, pageHeap, agent } = reading.value
  return (
    <table class="figures">
      <caption class="unseen">Memory above the idle page</caption>
      <tbody>
        <Row colour="--accent" name="load line">
          {formatBytes(lineBytes)}
        </Row>
        {heapReports() && (
          <Row colour="--series-5" name="page heap" source="performance.memory">
            {told(pageHeap)}
          </Row>
        )}
        {agentReports() && (
          <Row colour="--series-6" name="page and workers" source="measureUserAgentSpecificMemory">
            {told(agent)}
          </Row>
        )}
        {!heapReports() && !agentReports() && <Row name="platform">not reported by this browser</Row>}
        <Row colour="--ink-soft" name="counted, all holders">
          {formatBytes(held.reduce((sum, bytes) => sum + bytes, 0))}
        </Row>
      </tbody>
    </table>
  )
}

/** What each holder holds now. */
export function HolderFigures() {
  const { held } = reading.value
  return (
    <table class="figures">
      <caption class="unseen">Bytes counted, by holder</caption>
      <tbody>
        {holderNames.map((name, index) => (
          <Row key={name} colour={`--series-${index + 1}`} name={name}>
            {formatBytes(held[index] ?? 0)}
          </Row>
        ))}
      </tbody>
    </table>
  )
}

// The browser measures at its next collection, which may be half a minute away.
function told(bytes: number): string {
  return Number.isNaN(bytes) ? 'not yet' : formatBytes(bytes)
}

interface RowProps {
  readonly name: string
  readonly colour?: string
  /** Who says so. */
  readonly source?: string
  readonly children: string
}

function Row({ name, colour, source, children }: RowProps) {
  return (
    <tr>
      <th scope="row">
        {colour && <i style={{ background: `var(${colour})` }} />}
        {name}
        {source && <small>{source}</small>}
      </th>
      <td>{children}</td>
    </tr>
  )
}
