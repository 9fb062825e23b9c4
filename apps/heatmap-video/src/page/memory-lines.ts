import { history, holderNames } from './memory-readings.js'

const line = new Float64Array(history.capacity)

/** The times, and what each holder holds. */
export function heldColumns(): Float64Array[] {
  return history.columns().slice(0, holderNames.length + 1)
}

/** The times; what is reserved; the sum of what is held; growth of the page's heap; growth of page and workers; the line. */
export function growthColumns(lineBytes: number, parts: { heap: boolean; agent: boolean }): Float64Array[] {
  const [times, sum, heap, agent, reserved] = [0, 1, 2, 3, 4].map(
    at => history.columns()[at && holderNames.length + at],
  )
  const shown = [times, reserved, sum, parts.heap && heap, parts.agent && agent]
  return [...shown.filter(column => column instanceof Float64Array), line.fill(lineBytes).subarray(0, history.length)]
}
