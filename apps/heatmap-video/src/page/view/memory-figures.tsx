import { formatBytes } from '@plimsoll/bytes'
import type { ComponentChildren } from 'preact'
import { growth } from '../byte-axis.js'
import { agentReports, heapReports, holderNames, reading } from '../memory-readings.js'

/** What the browser says now, above the idle page, and the line that growth stays below. */
export function PlatformFigures({ lineBytes }: { readonly lineBytes: number }) {
  const { held, reserved, heap, agent } = reading.value
  return (
    <table class="figures">
      <caption class="unseen">Memory above the idle page</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">above idle</th>
        </tr>
      </thead>
      <tbody>
        <Row colour="--accent" name="load line">
          {formatBytes(lineBytes)}
        </Row>
        <Row colour="--series-7" name="reserved below it">
          {formatBytes(reserved)}
        </Row>
        {heapReports() && (
          <Row colour="--series-5" name="page heap" source="performance.memory">
            <Growth {...heap} />
          </Row>
        )}
        {agentReports() && (
          <Row colour="--series-6" name="page and workers" source={measureName}>
            <Growth {...agent} />
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

const measureName = (
  <>
    measureUserAgent
    <wbr />
    SpecificMemory
  </>
)

interface GrowthProps {
  readonly growth: number
  readonly total: number
  readonly measuring?: boolean
}

// What a page holds before anything runs is not growth: it stands beside, so that nobody holds it against the line.
function Growth({ growth: bytes, total, measuring = false }: GrowthProps) {
  return (
    <>
      {Number.isNaN(bytes) && measuring ? 'measuring…' : growth(bytes)}
      {!Number.isNaN(total) && <small>of {formatBytes(total)} in all</small>}
    </>
  )
}

interface RowProps {
  readonly name: string
  readonly colour?: string
  /** Who says so. */
  readonly source?: ComponentChildren
  readonly children: ComponentChildren
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
