import { formatBytes } from '@plimsoll/bytes'
import { agentReports, heapReports, holderNames, reading } from '../memory-readings.js'

/** The last reading in figures, with the colours of the lines. */
export function MemoryFigures({ lineBytes }: { readonly lineBytes: number }) {
  const { held, pageHeap, agent } = reading.value
  const told = (bytes: number) => (Number.isNaN(bytes) ? 'waiting for the browser' : formatBytes(bytes))
  return (
    <table class="figures">
      <caption class="unseen">Memory now</caption>
      <tbody>
        <Row colour="--accent" name="load line">
          {formatBytes(lineBytes)}
        </Row>
        {holderNames.map((name, index) => (
          <Row key={name} colour={`--series-${index + 1}`} name={name}>
            {formatBytes(held[index] ?? 0)}
          </Row>
        ))}
        {heapReports() && <Row name="page heap (performance.memory)">{told(pageHeap)}</Row>}
        {agentReports() && <Row name="page and workers (measureUserAgentSpecificMemory)">{told(agent)}</Row>}
        {!heapReports() && !agentReports() && <Row name="platform">not reported by this browser</Row>}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly name: string
  readonly colour?: string
  readonly children: string
}

function Row({ name, colour, children }: RowProps) {
  return (
    <tr>
      <th scope="row">
        {colour && <i style={{ background: `var(${colour})` }} />}
        {name}
      </th>
      <td>{children}</td>
    </tr>
  )
}
