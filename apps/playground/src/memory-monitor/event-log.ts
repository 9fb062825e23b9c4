import { formatBytes } from '@plimsoll/bytes'
import type { MemoryBudget, ReclaimReport } from '@plimsoll/memory-monitor'
import { byId } from '../dom.js'

const most = 40
// A drag of one slider tells the same of several holders in turn, so looking at the last line alone would fold nothing.
const recent = 6

interface Line {
  readonly key: string
  readonly item: HTMLElement
  readonly time: HTMLElement
  readonly text: HTMLElement
  times: number
  asked: number
  freed: number
}

/** Writes down what a budget tells, the newest first; what comes again soon is one line with a count. */
export class EventLog {
  readonly #list = byId('log', HTMLOListElement)
  readonly #empty = byId('log-empty', HTMLElement)
  readonly #lines: Line[] = []

  /** Listens to a budget. */
  follow(budget: MemoryBudget): void {
    budget.on('reclaim', report => this.#reclaimed(report))
    budget.on('wait', ({ owner, bytes, waiting }) =>
      this.#waits(owner, formatBytes(bytes), waiting > 1 ? `, behind ${waiting - 1}` : ''),
    )
    budget.on('deadlock', ({ owner, bytes }) =>
      this.note(`Deadlock: the wait of ${owner} for ${formatBytes(bytes)} is ended`, true),
    )
  }

  /** Writes a line, or counts it where it was written just before. */
  note(text: string, bad = false): void {
    const line = this.#line(text)
    line.text.textContent = line.times === 1 ? text : `${text} (${line.times} times)`
    line.text.classList.toggle('bad', bad)
  }

  /** Forgets all. */
  clear(): void {
    this.#list.replaceChildren()
    this.#lines.length = 0
    this.#empty.hidden = false
  }

  #waits(owner: string, bytes: string, behind: string): void {
    const line = this.#line(`waits ${bytes}`)
    line.text.textContent =
      line.times === 1
        ? `${owner} waits for ${bytes}${behind}`
        : `${line.times} requests wait for ${bytes} each, the last of them ${owner}${behind}`
  }

  #reclaimed({ name, reason, askedBytes, freedBytes }: ReclaimReport): void {
    const line = this.#line(`${name} ${reason}`)
    line.asked += askedBytes
    line.freed += freedBytes
    const times = line.times === 1 ? '' : ` in ${line.times} requests`
    line.text.textContent = `${name} was asked for ${formatBytes(line.asked)}${times}, gave ${formatBytes(line.freed)}: ${why[reason]}`
  }

  /** The line of that key among the last few, or a new one; it is the newest now. */
  #line(key: string): Line {
    const found = this.#lines.slice(0, recent).findIndex(line => line.key === key)
    const line = this.#lines.splice(found < 0 ? this.#lines.length : found, 1)[0] ?? newLine(key)
    line.times++
    line.time.textContent = new Date().toLocaleTimeString('en-GB')
    this.#lines.unshift(line)
    this.#list.prepend(line.item)
    for (const old of this.#lines.splice(most)) old.item.remove()
    this.#empty.hidden = true
    return line
  }
}

function newLine(key: string): Line {
  const [item, time, text] = (['li', 'time', 'span'] as const).map(tag => document.createElement(tag)) as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ]
  item.append(time, text)
  return { key, item, time, text, times: 0, asked: 0, freed: 0 }
}

const why: Record<ReclaimReport['reason'], string> = {
  grow: 'another holder grows',
  wait: 'a request waits',
  pressure: 'the process runs short',
  line: 'above the line',
  call: 'above the line, so the page asks',
}
