import { type ExplainedPath, explain, formatBytes, measure, parseBytes, sizeOf } from '@plimsoll/bytes'
import { byId, examples, grouped, show, showProblem } from './dom.js'

const size = byId('size', HTMLInputElement)
const value = byId('value', HTMLTextAreaElement)
const parts = byId('parts', HTMLTableElement)
const maxPaths = 12

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
    const { heapBytes, externalBytes, visited, exact } = measure(subject)
    show('total', formatBytes(bytes))
    show('exact', grouped(bytes))
    show('heap', formatBytes(heapBytes))
    show('external', formatBytes(externalBytes))
    show('visited', grouped(visited))
    show('sure', exact ? 'yes' : 'in part')
    byId('unseen', HTMLElement).hidden = exact
    show('json', jsonBytes(subject))
    showPaths(explain(subject, { top: maxPaths }).paths)
    answered('value')
  } catch (error) {
    answered('value', error ?? `It throws ${error}.`)
  }
}

function answered(field: 'size' | 'value', error?: unknown): void {
  byId(`${field}-answer`, HTMLElement).hidden = error !== undefined
  byId(field, HTMLElement).setAttribute('aria-invalid', String(error !== undefined))
  showProblem(`${field}-problem`, error)
  if (field === 'value' && error !== undefined) {
    for (const id of ['parts', 'paths-note', 'unseen']) byId(id, HTMLElement).hidden = true
  }
}

/** Runs the visitor's own text in the visitor's own page. */
function evaluate(text: string): unknown {
  if (text.trim() === '') throw new SyntaxError('there is no expression; type one, such as { a: 1 }')
  return new Function(`"use strict"; return (${text}\n)`)()
}

function jsonBytes(subject: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(subject)
    return text === undefined ? 'not possible' : formatBytes(new TextEncoder().encode(text).length)
  } catch {
    return 'not possible'
  }
}

function showPaths(paths: readonly ExplainedPath[]): void {
  const none = (paths[0]?.totalBytes ?? 0) === 0
  parts.hidden = none
  byId('paths-note', HTMLElement).hidden = none
  parts.tBodies[0]?.replaceChildren(...paths.map(rowOf))
}

function rowOf({ path, count, ownBytes, totalBytes, share, largest }: ExplainedPath): HTMLTableRowElement {
  const row = document.createElement('tr')
  const bar = document.createElement('div')
  bar.className = 'bar'
  bar.style.width = `${share * 100}%`
  row.insertCell().append(path === '' ? '(itself)' : path, noteOf(count, ownBytes, largest))
  const total = row.insertCell()
  total.className = 'number'
  total.textContent = formatBytes(totalBytes)
  row.insertCell().append(bar)
  return row
}

function noteOf(count: number, ownBytes: number, largest: ExplainedPath['largest']): HTMLElement {
  const note = document.createElement('div')
  note.className = 'unit'
  // A text or a boxed number is itself no object.
  note.textContent =
    count <= 1
      ? `${formatBytes(ownBytes)} of its own`
      : `${grouped(count)} objects; the largest ${largest.path}, ${formatBytes(largest.totalBytes)}`
  return note
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
    'A shop, one order large':
      "({\n  name: 'a shop',\n  orders: Array.from({ length: 100 }, (_, id) => ({\n    id,\n    lines: Array.from({ length: id === 3 ? 5000 : 3 }, () => ({ price: Math.random() })),\n  })),\n})",
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
