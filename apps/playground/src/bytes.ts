import { formatBytes, parseBytes, sizeOf } from '@plimsoll/bytes'
import { byId, examples, grouped, show, showProblem } from './dom.js'

const size = byId('size', HTMLInputElement)
const value = byId('value', HTMLTextAreaElement)
const parts = byId('parts', HTMLTableElement)
const maxParts = 12

function readSize(): void {
  try {
    const bytes = parseBytes(size.value)
    show('parsed', grouped(bytes))
    show('formatted', formatBytes(bytes, { digits: 2 }))
    answered('size')
  } catch (error) {
    answered('size', error)
  }
}

function readValue(): void {
  try {
    const subject = evaluate(value.value)
    const bytes = sizeOf(subject)
    show('total', formatBytes(bytes))
    show('exact', grouped(bytes))
    show('json', jsonBytes(subject))
    showParts(subject, bytes)
    answered('value')
  } catch (error) {
    answered('value', error)
  }
}

function answered(field: 'size' | 'value', error?: unknown): void {
  byId(`${field}-answer`, HTMLElement).hidden = error !== undefined
  byId(field, HTMLElement).setAttribute('aria-invalid', String(error !== undefined))
  showProblem(`${field}-problem`, error)
  if (field === 'value' && error !== undefined) {
    parts.hidden = true
    byId('shared', HTMLElement).hidden = true
  }
}

// The visitor's own text, run in the visitor's own page.
const evaluate = (text: string): unknown => new Function(`"use strict"; return (${text}\n)`)()

function jsonBytes(subject: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(subject)
    return text === undefined ? 'not possible' : formatBytes(new TextEncoder().encode(text).length)
  } catch {
    return 'not possible'
  }
}

function showParts(subject: unknown, total: number): void {
  const entries = partsOf(subject).map(([name, part]) => ({ name, bytes: sizeOf(part) }))
  const sum = entries.reduce((bytes, entry) => bytes + entry.bytes, 0)
  const shown = entries.sort((one, other) => other.bytes - one.bytes).slice(0, maxParts)
  parts.hidden = shown.length === 0
  parts.tBodies[0]?.replaceChildren(
    ...shown.map(entry => rowOf(entry.name, entry.bytes, entry.bytes / Math.max(1, total))),
  )
  const note = byId('shared', HTMLElement)
  const left = entries.length - shown.length
  const texts = [
    left > 0 ? `${grouped(left)} smaller parts are not listed.` : '',
    sum > total ? `The parts add up to ${formatBytes(sum)}: they share something, which the whole counts once.` : '',
  ].filter(text => text !== '')
  note.textContent = texts.join(' ')
  note.hidden = texts.length === 0
}

function rowOf(name: string, bytes: number, share: number): HTMLTableRowElement {
  const row = document.createElement('tr')
  const bar = document.createElement('div')
  bar.className = 'bar'
  bar.style.width = `${share * 100}%`
  row.insertCell().textContent = name
  const count = row.insertCell()
  count.className = 'number'
  count.textContent = grouped(bytes)
  if (bytes > 0) row.insertCell().append(bar)
  else row.insertCell().textContent = 'in its slot'
  return row
}

function partsOf(subject: unknown): [string, unknown][] {
  if (typeof subject !== 'object' || subject === null || ArrayBuffer.isView(subject)) return []
  if (subject instanceof Map) return [...subject].map(([key, part]) => [String(key), part])
  if (subject instanceof Set) return [...subject].map((part, index) => [`member ${index}`, part])
  return Object.entries(Object.getOwnPropertyDescriptors(subject)).flatMap(([name, property]): [string, unknown][] =>
    'value' in property && !(Array.isArray(subject) && name === 'length') ? [[name, property.value]] : [],
  )
}

examples(
  'size-examples',
  { '1.5 KiB': '1.5 KiB', '2 GB': '2 GB', '4096': '4096', '64 KB?': '64 KB', '-1?': '-1' },
  text => {
    size.value = text
    readSize()
  },
)
const session = `{
  user: 'Ada Lovelace',
  scores: [1, 2.5, 3],
  seen: new Set([1, 2, 3]),
  pixels: new Uint8Array(10_000),
}`
examples(
  'value-examples',
  {
    'A session': session,
    'A Map of 1,000': "new Map(Array.from({ length: 1000 }, (_, id) => [id, { id, name: 'person ' + id }]))",
    'Two views, one buffer':
      '(() => {\n  const buffer = new ArrayBuffer(64_000)\n  return { whole: new Uint8Array(buffer), half: new Float64Array(buffer, 0, 4000) }\n})()',
    'A cycle':
      '(() => {\n  const parent = { name: "parent" }\n  parent.child = { name: "child", parent }\n  return parent\n})()',
    'A list of 100,000':
      '(() => {\n  let list = null\n  for (let id = 0; id < 100_000; id++) list = { id, next: list }\n  return list\n})()',
  },
  text => {
    value.value = text
    readValue()
  },
)
value.value = session
size.addEventListener('input', readSize)
value.addEventListener('input', readValue)
readSize()
readValue()
