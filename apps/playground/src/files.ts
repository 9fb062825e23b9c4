import { formatBytes } from '@plimsoll/bytes'
import { type FileEntry, platformFiles } from '@plimsoll/files'
import { byId, grouped, show, showProblem } from './dom.js'

const files = platformFiles({ directory: 'plimsoll-playground' })
const name = byId('name', HTMLInputElement)
const offset = byId('offset', HTMLInputElement)
const from = byId('from', HTMLInputElement)
const table = byId('files', HTMLTableElement)
const windowBytes = 128
let reading: string | undefined

async function write(bytes: Uint8Array, at: number): Promise<void> {
  const start = performance.now()
  const file = await files.open(name.value, { create: true })
  try {
    await file.writeAt(bytes, at)
    await file.flush()
  } finally {
    await file.close()
  }
  done(`${formatBytes(bytes.length)} written at byte ${grouped(at)} in ${(performance.now() - start).toFixed(1)} ms`)
  if (reading === name.value) await read(reading)
}

async function read(path: string): Promise<void> {
  const file = await files.open(path, { readOnly: true })
  try {
    const start = performance.now()
    const into = new Uint8Array(windowBytes)
    const at = from.valueAsNumber
    const bytes = into.subarray(0, await file.readAt(into, at))
    const took = performance.now() - start
    reading = path
    byId('reader', HTMLElement).hidden = false
    show('reader-title', path)
    show('bytes', bytes.length === 0 ? 'nothing there: the file ends before' : hexadecimal(bytes, at))
    show('reader-note', `${bytes.length} of ${grouped(await file.size())} bytes, read in ${took.toFixed(1)} ms`)
  } finally {
    await file.close()
  }
}

function hexadecimal(bytes: Uint8Array, at: number): string {
  const width = matchMedia('(max-width: 560px)').matches ? 8 : 16
  const rows: string[] = []
  for (let start = 0; start < bytes.length; start += width) {
    const row = [...bytes.subarray(start, start + width)]
    const digits = row.map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    const letters = row.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    rows.push(`${(at + start).toString(16).padStart(6, '0')}  ${digits.padEnd(3 * width)} ${letters}`)
  }
  return rows.join('\n')
}

async function refresh(): Promise<void> {
  const entries = await files.list()
  table.hidden = entries.length === 0
  byId('files-empty', HTMLElement).hidden = entries.length > 0
  table.tBodies[0]?.replaceChildren(...entries.map(rowOf))
  const { usage, quota } = await files.estimate()
  byId('usage', HTMLMeterElement).value = usage / quota
  show('usage-text', `${formatBytes(usage)} of ${formatBytes(quota)} that the browser allows`)
}

function rowOf(entry: FileEntry): HTMLTableRowElement {
  const row = document.createElement('tr')
  row.insertCell().textContent = entry.name
  const size = row.insertCell()
  size.className = 'number'
  size.textContent = formatBytes(entry.size)
  const actions = row.insertCell()
  actions.className = 'actions'
  actions.append(
    button('Read', entry, () => {
      from.value = '0'
      return read(entry.name)
    }),
    button('Remove', entry, async () => {
      await files.remove(entry.name)
      if (reading === entry.name) byId('reader', HTMLElement).hidden = true
      done(`${entry.name} is gone`)
    }),
  )
  return row
}

function button(title: string, entry: FileEntry, act: () => Promise<void>): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = title
  element.setAttribute('aria-label', `${title} ${entry.name}`)
  element.addEventListener('click', () => void attempt(act))
  return element
}

function done(text: string): void {
  show('done', text)
  byId('done', HTMLElement).hidden = false
}

async function attempt(act: () => Promise<void>): Promise<void> {
  showProblem('problem')
  byId('done', HTMLElement).hidden = true
  try {
    await act()
    await refresh()
  } catch (error) {
    showProblem('problem', error)
  }
}

byId('write', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault()
  const bytes = new TextEncoder().encode(byId('text', HTMLTextAreaElement).value)
  void attempt(() => write(bytes, offset.valueAsNumber))
})
byId('fill', HTMLButtonElement).addEventListener('click', () => {
  const numbers = Float64Array.from({ length: 2 ** 20 }, (_, at) => at)
  void attempt(() => write(new Uint8Array(numbers.buffer), offset.valueAsNumber))
})
byId('read', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault()
  const path = reading
  if (path !== undefined) void attempt(() => read(path))
})
document.addEventListener('files-changed', () => void refresh().catch(error => showProblem('problem', error)))
void attempt(async () => {})
