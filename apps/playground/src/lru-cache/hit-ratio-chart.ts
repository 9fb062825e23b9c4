import { formatBytes } from '@plimsoll/bytes'
import { colours } from '../chunk-map.js'
import { byId } from '../dom.js'

/** Hit ratios of one policy, one for each bound. */
export interface Series {
  readonly name: string
  readonly ratios: readonly number[]
}

const height = 260
const room = { left: 48, right: 14, top: 32, bottom: 44 }

/** The colour of a policy by its place. */
export const colourOf = (place: number) => colours[place % colours.length] as string

/** Draws hit ratios against bytes, as wide as the page gives room, and writes them into a table. */
export function drawChart(bounds: readonly number[], series: readonly Series[]): void {
  const chart = document.getElementById('chart') as unknown as SVGSVGElement
  const width = Math.max(260, chart.clientWidth)
  const largest = bounds.at(-1) as number
  const x = (bytes: number) => room.left + (bytes / largest) * (width - room.left - room.right)
  // Up to the next quarter above the best, for policies often lie close together.
  const quarters = Math.max(1, Math.ceil(4 * Math.max(...series.flatMap(({ ratios }) => ratios))))
  const y = (ratio: number) => room.top + (1 - (4 * ratio) / quarters) * (height - room.top - room.bottom)
  chart.setAttribute('viewBox', `0 0 ${width} ${height}`)
  chart.style.height = `${height}px`
  chart.replaceChildren(
    ...Array.from({ length: quarters + 1 }, (_, quarter) => quarter / 4).flatMap(ratio => [
      line('grid', [x(0), y(ratio)], [x(largest), y(ratio)]),
      label(`${ratio * 100} %`, room.left - 8, y(ratio) + 4, 'end'),
    ]),
    ...ticks(bounds, width).map(bytes =>
      label(formatBytes(bytes), x(bytes), height - 24, bytes === largest ? 'end' : 'middle'),
    ),
    label('requests that found their value', 0, 12, 'start'),
    label('what values may take together', (room.left + width) / 2, height - 4, 'middle'),
    ...series.flatMap(({ ratios }, place) =>
      lineOf(
        ratios.map((ratio, at) => [x(bounds[at] as number), y(ratio)]),
        place,
      ),
    ),
  )
  fillTable(bounds, series)
}

// As many as have room without touching each other, the last one always.
function ticks(bounds: readonly number[], width: number): number[] {
  const each = Math.ceil(bounds.length / Math.floor((width - room.left) / 76))
  return bounds.filter((_, at) => (bounds.length - 1 - at) % each === 0)
}

function lineOf(points: readonly [number, number][], place: number): SVGElement[] {
  const path = element('polyline', { points: points.map(point => point.join(',')).join(' '), class: 'ratio' })
  path.style.stroke = colourOf(place)
  // Of equal size, but not of equal shape: lines that lie on each other stay apart.
  const marks = points.map(([x, y]) => {
    const size = 9 - 2 * place
    const mark = element('rect', {
      x: x - size / 2,
      y: y - size / 2,
      width: size,
      height: size,
      rx: place === 0 ? size / 2 : 1,
    })
    mark.style.fill = colourOf(place)
    return mark
  })
  return [path, ...marks]
}

function fillTable(bounds: readonly number[], series: readonly Series[]): void {
  const head = (text: string, number: boolean) => {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.textContent = text
    if (number) cell.className = 'number'
    return cell
  }
  byId('ratio-heads', HTMLTableRowElement).replaceChildren(
    head('bytes', false),
    ...series.map(({ name }) => head(name, true)),
  )
  byId('ratio-rows', HTMLTableSectionElement).replaceChildren(
    ...bounds.map((bytes, at) => {
      const row = document.createElement('tr')
      row.insertCell().textContent = formatBytes(bytes)
      const best = Math.max(...series.map(({ ratios }) => ratios[at] as number))
      for (const { ratios } of series) {
        const ratio = ratios[at] as number
        const cell = row.insertCell()
        cell.textContent = percent(ratio)
        cell.className = ratio === best && ratio > 0 ? 'number best' : 'number'
      }
      return row
    }),
  )
}

/** A ratio as a person reads it. */
export const percent = (ratio: number) => `${(100 * ratio).toFixed(1)} %`

function line(kind: string, [x1, y1]: [number, number], [x2, y2]: [number, number]): SVGElement {
  return element('line', { x1, y1, x2, y2, class: kind })
}

function label(text: string, x: number, y: number, anchor: string): SVGElement {
  const made = element('text', { x, y, 'text-anchor': anchor })
  made.textContent = text
  return made
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value))
  return made
}
