import { history, holderNames } from './memory-readings.js'

const mebibyte = 2 ** 20
const capacity = 480

// The graphs' own copies in MiB, filled anew for each drawing.
const inMebibytes = Array.from({ length: history.series + 2 }, () => new Float64Array(capacity))

/** The times, and what each holder holds, in MiB. */
export function heldColumns(): Float64Array[] {
  return scaled([0, ...holderNames.map((_, index) => index + 1)])
}

/** The times; the sum of what is held; growth of the page's heap; growth of page and workers; the line; all in MiB. */
export function growthColumns(lineBytes: number, parts: { heap: boolean; agent: boolean }): Float64Array[] {
  const sum = holderNames.length + 1
  const columns = scaled([0, sum, ...(parts.heap ? [sum + 1] : []), ...(parts.agent ? [sum + 2] : [])])
  const line = inMebibytes.at(-1) as Float64Array
  line.fill(lineBytes / mebibyte)
  return [...columns, line.subarray(0, history.length)]
}

function scaled(wanted: readonly number[]): Float64Array[] {
  const columns = history.columns()
  return wanted.map(index => {
    const from = columns[index] as Float64Array
    if (index === 0) return from
    const into = (inMebibytes[index] as Float64Array).subarray(0, from.length)
    for (let at = 0; at < from.length; at++) into[at] = (from[at] as number) / mebibyte
    return into
  })
}
