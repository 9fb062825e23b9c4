import { formatBytes } from '@plimsoll/bytes'
import type { BudgetExplanation } from '@plimsoll/memory-monitor'
import { colours } from '../chunk-map.js'
import { byId, show } from '../dom.js'

/** What is drawn of one holder. */
interface Part {
  readonly name: string
  readonly bytes: number
  readonly colour: string
}

/** Bytes that count against the line for one holder. */
export function bytesOf({ reservedBytes, usage }: BudgetExplanation['holders'][number]): number {
  return reservedBytes > 0 ? reservedBytes : (usage?.heapBytes ?? 0) + (usage?.externalBytes ?? 0)
}

/** The colour of a consumer by its place among them. */
export function colourOf(index: number): string {
  return colours[index % 4] as string
}

// An empty Map has a table of its own, too small to be seen.
const leastShown = 1024

const requestColour = colours[7] as string

/** Draws who holds what as one bar that ends at the line. */
export function drawLoad({ limit, holders }: BudgetExplanation, names: readonly string[]): void {
  const parts: Part[] = names.map((name, index) => {
    const holder = holders.find(found => found.name === name)
    return { name, bytes: holder ? bytesOf(holder) : 0, colour: colourOf(index) }
  })
  const requested = holders.filter(({ kind }) => kind === 'reservation').reduce((sum, held) => sum + bytesOf(held), 0)
  parts.push({ name: 'requests', bytes: requested, colour: requestColour })
  const bar = byId('load', HTMLElement)
  bar.replaceChildren(
    ...parts.map(({ bytes, colour }) => {
      const part = document.createElement('i')
      part.style.width = `${(bytes / limit) * 100}%`
      part.style.background = colour
      return part
    }),
  )
  bar.setAttribute('aria-label', `${parts.map(({ name, bytes }) => `${name} ${formatBytes(bytes)}`).join(', ')}`)
  byId('load-legend', HTMLElement).replaceChildren(
    ...parts.map(({ name, bytes, colour }) => {
      const entry = document.createElement('span')
      const swatch = document.createElement('i')
      swatch.style.background = colour
      const figure = document.createElement('b')
      figure.textContent = formatBytes(bytes)
      entry.append(swatch, `${name} `, figure)
      return entry
    }),
  )
  show('load-line', formatBytes(limit))
  byId('load-empty', HTMLElement).hidden = parts.some(({ bytes }) => bytes > leastShown)
}
