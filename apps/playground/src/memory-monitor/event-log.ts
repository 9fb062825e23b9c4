import { formatBytes } from '@plimsoll/bytes'
import type { MemoryBudget, ReclaimReport } from '@plimsoll/memory-monitor'
import { byId } from '../dom.js'

const most = 40

/** Writes down what a budget tells, the newest first; what one holder is asked in a row is one line. */
export class EventLog {
  readonly #list = byId('log', HTMLOListElement)
  readonly #empty = byId('log-empty', HTMLElement)
  #row: { readonly key: string; times: number; asked: number; freed: number; readonly text: HTMLElement } | undefined

  /** Listens to a budget. */
  follow(budget: MemoryBudget): void {
    budget.on('reclaim', report => this.#reclaimed(report))
    budget.on('wait', ({ owner, bytes, waiting }) =>
      this.note(`${owner} waits for ${formatBytes(bytes)}${waiting > 1 ? `, behind ${waiting - 1}` : ''}`),
    )
    budget.on('deadlock', ({ owner, bytes }) =>
      this.note(`Deadlock: the wait of ${owner} for ${formatBytes(bytes)} is ended`, true),
    )
  }

  /** Writes a line. */
  note(text: string, bad = false): void {
    this.#row = undefined
    const line = this.#add()
    line.textContent = text
    line.classList.toggle('bad', bad)
  }

  /** Forgets all. */
  clear(): void {
    this.#list.replaceChildren()
    this.#row = undefined
    this.#empty.hidden = false
  }

  #reclaimed({ name, reason, askedBytes, freedBytes }: ReclaimReport): void {
    const key = `${name} ${reason}`
    if (this.#row?.key !== key) this.#row = { key, times: 0, asked: 0, freed: 0, text: this.#add() }
    const row = this.#row
    row.times++
    row.asked += askedBytes
    row.freed += freedBytes
    const times = row.times === 1 ? '' : ` in ${row.times} requests`
    row.text.textContent = `${name} was asked for ${formatBytes(row.asked)}${times}, gave ${formatBytes(row.freed)}: ${why[reason]}`
  }

  #add(): HTMLElement {
    const item = document.createElement('li')
    const time = document.createElement('time')
    time.textContent = new Date().toLocaleTimeString('en-GB')
    const text = document.createElement('span')
    item.append(time, text)
    this.#list.prepend(item)
    while (this.#list.childElementCount > most) this.#list.lastElementChild?.remove()
    this.#empty.hidden = true
    return text
  }
}

const why: Record<ReclaimReport['reason'], string> = {
  grow: 'another holder grows',
  wait: 'a request waits',
  pressure: 'the process runs short',
  call: 'above the line',
}
