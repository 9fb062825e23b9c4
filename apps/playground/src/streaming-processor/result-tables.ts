import { byId, grouped, show } from '../dom.js'
import type { Tally } from './tally.js'

// So many rows are a table that a person reads.
const maxFieldRows = 40
const maxBadRows = 10

const percent = (part: number, whole: number): string => {
  const share = whole === 0 ? 0 : (part / whole) * 100
  return `${share > 0 && share < 0.1 ? '< 0.1' : share.toFixed(share === 100 || share === 0 ? 0 : 1)} %`
}

/** Shows what was counted: of lines, or of records and their fields. */
export function showTally(tally: Tally, bytes: number, ofRecords: boolean): void {
  byId('file-lines', HTMLTableElement).hidden = ofRecords
  byId('file-records', HTMLElement).hidden = !ofRecords
  if (ofRecords) showRecords(tally)
  else showLines(tally, bytes)
}

/** Shows nothing. */
export function hideTally(): void {
  byId('file-lines', HTMLTableElement).hidden = true
  byId('file-records', HTMLElement).hidden = true
}

function showLines({ lines, blank, longest }: Tally, bytes: number): void {
  const facts = {
    lines: grouped(lines),
    'blank lines': grouped(blank),
    bytes: grouped(bytes),
    'mean bytes of a line': lines === 0 ? '–' : grouped(bytes / lines),
    'longest line': `${grouped(longest.bytes)} bytes`,
    'number of the longest line': longest.line === 0 ? '–' : grouped(longest.line),
  }
  fill(
    'file-lines-rows',
    Object.entries(facts).map(([name, value]) => [cell('th', name), cell('td', value, 'number')]),
  )
}

function showRecords({ lines, records, blank, fields, crowded, bad, firstBad }: Tally): void {
  show('records-good', grouped(records))
  show('records-bad', grouped(bad))
  show('records-lines', grouped(lines))
  show('records-blank', `${grouped(blank)} of them blank`)
  const found = [...fields].map(([field, types]) => ({ field, types, count: sum(types.values()) }))
  found.sort((a, b) => b.count - a.count)
  byId('fields-table', HTMLTableElement).hidden = found.length === 0
  fill(
    'fields-rows',
    found.slice(0, maxFieldRows).map(({ field, types, count }) => {
      const most = [...types].sort(([, a], [, b]) => b - a)
      const told = most.map(([type, of]) => (most.length === 1 ? type : `${type} ${percent(of, count)}`))
      return [cell('td', field), cell('td', percent(count, records), 'number'), cell('td', told.join(', '))]
    }),
  )
  const untold = [
    found.length > maxFieldRows ? `${grouped(found.length - maxFieldRows)} more fields are not shown.` : '',
    crowded > 0 ? `${grouped(crowded)} records have further fields, which were not counted.` : '',
  ]
  showNote('fields-more', untold.join(' ').trim())
  byId('bad-table', HTMLTableElement).hidden = bad === 0
  fill(
    'bad-rows',
    firstBad.slice(0, maxBadRows).map(({ line, reason, text }) => {
      const why = cell('td', '')
      const start = document.createElement('code')
      start.textContent = text
      why.append(start, small(reason))
      return [cell('td', grouped(line), 'number'), why]
    }),
  )
  showNote('bad-more', bad > maxBadRows ? `and ${grouped(bad - maxBadRows)} more` : '')
}

const sum = (counts: Iterable<number>): number => {
  let total = 0
  for (const count of counts) total += count
  return total
}

function fill(id: string, rows: HTMLElement[][]): void {
  const body = byId(id, HTMLTableSectionElement)
  body.replaceChildren(
    ...rows.map(cells => {
      const row = document.createElement('tr')
      row.append(...cells)
      return row
    }),
  )
}

function cell(tag: 'td' | 'th', text: string, className = ''): HTMLElement {
  const element = document.createElement(tag)
  if (element instanceof HTMLTableCellElement && tag === 'th') element.scope = 'row'
  element.textContent = text
  element.className = className
  return element
}

function small(text: string): HTMLElement {
  const element = document.createElement('span')
  element.className = 'why'
  element.textContent = text
  return element
}

function showNote(id: string, text: string): void {
  byId(id, HTMLElement).hidden = text === ''
  show(id, text)
}
