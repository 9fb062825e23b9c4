import { type DroppedBytes, type LogRecord, platformFiles, RecordLog } from '@plimsoll/files'
import { byId, grouped, show, showProblem } from './dom.js'

const files = platformFiles({ directory: 'plimsoll-playground' })
const name = 'records.log'
const recordHeaderBytes = 24
const shownRecords = 8
const table = byId('log-table', HTMLTableElement)
const strip = byId('log-strip', HTMLElement)

interface Look {
  readonly records: readonly LogRecord[]
  readonly texts: readonly string[]
  readonly dropped: readonly DroppedBytes[]
  readonly end: number
}

/** Opens the log, which drops what is not whole, does something with it, and shows what is there then. */
async function withLog(act: (log: RecordLog) => Promise<void>): Promise<Look> {
  await using log = await RecordLog.open(files, name)
  await act(log)
  await log.flush()
  const records: LogRecord[] = []
  for await (const record of log.records()) records.push(record)
  const last = records.slice(-shownRecords)
  const texts = await Promise.all(last.map(async record => new TextDecoder().decode(await log.read(record))))
  return { records, texts, dropped: log.recovery.dropped, end: log.end }
}

async function append(texts: readonly string[]): Promise<void> {
  const look = await withLog(async log => {
    await Promise.all(texts.map(text => log.append(new TextEncoder().encode(text))))
  })
  draw(look)
  say(`${texts.length === 1 ? 'One record' : `${texts.length} records`} appended and flushed${told(look.dropped)}`)
}

async function openAgain(): Promise<void> {
  const look = await withLog(async () => {})
  draw(look)
  say(
    `Opened with ${grouped(look.records.length)} whole ${look.records.length === 1 ? 'record' : 'records'}${told(look.dropped)}`,
  )
}

function told(dropped: readonly DroppedBytes[]): string {
  const parts = dropped.map(
    ({ offset, bytes, reason }) => `${grouped(bytes)} ${reason} bytes from byte ${grouped(offset)}`,
  )
  return parts.length === 0 ? '; nothing was dropped.' : `; dropped: ${parts.join(', ')}.`
}

/** Breaks a record behind the log's back, as its file is when nobody has it open. */
async function breakOne(choose: (records: readonly LogRecord[]) => LogRecord | undefined, how: 'tear' | 'damage') {
  const found: LogRecord[] = []
  const log = await RecordLog.open(files, name, { readOnly: true, verify: 'tail' })
  for await (const record of log.records()) found.push(record)
  await log.close()
  const record = choose(found)
  if (!record) throw new Error('there is no record to break; append one first')
  await using file = await files.open(name)
  const middle = record.offset + recordHeaderBytes + Math.floor(record.bytes / 2)
  if (how === 'tear') await file.truncate(middle)
  else await file.writeAt(Uint8Array.of(0xff), middle)
  const what = how === 'tear' ? 'The file now ends in the middle of' : 'One byte was overwritten in'
  say(`${what} the record at byte ${grouped(record.offset)}. Open the log to see what it makes of that.`)
}

function draw({ records, texts, dropped, end }: Look): void {
  const torn = dropped.find(({ reason }) => reason === 'torn')
  strip.hidden = false
  strip.ariaLabel = `${records.length} whole records${dropped.length > 0 ? `, dropped bytes in ${dropped.length} places` : ''}`
  const segments = [
    { offset: 0, bytes: 32, kind: 'head' },
    ...records.map(({ offset, bytes }) => ({ offset, bytes: bytes + recordHeaderBytes, kind: 'record' })),
    ...dropped.map(({ offset, bytes }) => ({ offset, bytes, kind: 'dropped' })),
  ].sort((a, b) => a.offset - b.offset)
  // What was torn off is drawn behind the end, where it was, until something else is appended there.
  strip.replaceChildren(...segments.map(segmentOf))
  for (const id of ['log-legend', 'log-figures']) byId(id, HTMLElement).hidden = false
  show('log-records', grouped(records.length))
  show('log-bytes', grouped(end))
  show('log-dropped', grouped(dropped.reduce((sum, { bytes }) => sum + bytes, 0)))
  table.hidden = records.length === 0
  byId('log-empty', HTMLElement).hidden = records.length > 0 || torn !== undefined
  const last = records.slice(-shownRecords)
  table.tBodies[0]?.replaceChildren(...last.map((record, at) => rowOf(record, texts[at] ?? '')).reverse())
}

function segmentOf({ bytes, kind }: { bytes: number; kind: string }): HTMLElement {
  const segment = document.createElement('span')
  segment.className = kind
  segment.style.flexGrow = String(bytes)
  return segment
}

function rowOf({ offset, bytes }: LogRecord, text: string): HTMLTableRowElement {
  const row = document.createElement('tr')
  row.insertCell().textContent = grouped(offset)
  const size = row.insertCell()
  size.className = 'number'
  size.textContent = grouped(bytes)
  const payload = row.insertCell()
  payload.className = 'cut'
  payload.textContent = text
  return row
}

function say(text: string): void {
  show('log-done', text)
  byId('log-done', HTMLElement).hidden = false
}

// One after the other: the log is open for writing once.
let last: Promise<void> = Promise.resolve()

function attempt(act: () => Promise<void>): void {
  last = last.then(async () => {
    showProblem('log-problem')
    byId('log-done', HTMLElement).hidden = true
    try {
      await act()
    } catch (error) {
      showProblem('log-problem', error)
    }
    // The list above shows its file, too.
    document.dispatchEvent(new Event('files-changed'))
  })
}

function onClick(id: string, act: () => Promise<void>): void {
  byId(id, HTMLButtonElement).addEventListener('click', () => attempt(act))
}

byId('append', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault()
  const text = byId('record', HTMLInputElement).value
  attempt(() => append([text]))
})
onClick('append-many', () =>
  append(Array.from({ length: 20 }, (_, at) => `line ${at + 1} ${'·'.repeat((at * 7) % 23)}`)),
)
onClick('tear', () => breakOne(records => records.at(-1), 'tear'))
onClick('damage', () => breakOne(records => records[Math.floor(records.length / 2)], 'damage'))
onClick('open-log', openAgain)
onClick('remove-log', async () => {
  await files.remove(name)
  for (const id of ['log-strip', 'log-legend', 'log-figures', 'log-table']) byId(id, HTMLElement).hidden = true
  byId('log-empty', HTMLElement).hidden = false
  say('The log is gone.')
})

attempt(async () => {
  const isThere = (await files.list(name)).some(file => file.name === name)
  if (isThere) draw(await withLog(async () => {}))
  else byId('log-empty', HTMLElement).hidden = false
})
