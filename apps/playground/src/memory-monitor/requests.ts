import { formatBytes, type MemoryReservation } from '@plimsoll/bytes'
import type { BudgetExplanation, MemoryBudget } from '@plimsoll/memory-monitor'
import { byId } from '../dom.js'
import { leave } from './holders.js'

interface Request {
  readonly owner: string
  readonly bytes: number
  readonly abort: AbortController
  held?: { readonly reservation: MemoryReservation; readonly payload: Uint8Array }
}

/** Payloads that are reserved before they are there: waiting ones and held ones. */
export class Requests {
  readonly #changed: () => void
  readonly #open = new Set<Request>()
  #count = 0

  /** @param changed - called when one was given, gave back or gave up */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /**
   * Reserves, makes the payload, and keeps it for so long, or until it is given back by hand.
   *
   * @throws what the budget refuses with
   */
  async start(budget: MemoryBudget, bytes: number, keepMs?: number): Promise<void> {
    const request: Request = { owner: `payload ${++this.#count}`, bytes, abort: new AbortController() }
    this.#open.add(request)
    try {
      const { signal } = request.abort
      const reservation = await budget.reserve(bytes, { owner: request.owner, signal })
      request.held = { reservation, payload: new Uint8Array(bytes).fill(1) }
      if (keepMs !== undefined) setTimeout(() => this.#end(request), keepMs)
    } catch (error) {
      this.#open.delete(request)
      if (!request.abort.signal.aborted) throw error
    } finally {
      this.#changed()
    }
  }

  /** Gives all back, and gives all up that waits. */
  endAll(): void {
    for (const request of [...this.#open]) this.#end(request)
  }

  /** Gives all back, and counts from one again. */
  startOver(): void {
    this.endAll()
    this.#count = 0
  }

  /** Shows all of them, each with its way out. */
  show({ waiting }: BudgetExplanation): void {
    const list = byId('requests', HTMLUListElement)
    const order = new Map(waiting.map(({ owner }, index) => [owner, index]))
    const rank = ({ owner }: Request) => order.get(owner) ?? -1
    const requests = [...this.#open].sort((one, other) => rank(one) - rank(other))
    byId('requests-empty', HTMLElement).hidden = requests.length > 0
    list.replaceChildren(
      ...requests.map(request => {
        const { owner, bytes, held } = request
        const item = document.createElement('li')
        const text = document.createElement('span')
        const how = held ? 'held' : (order.get(owner) ?? 0) === 0 ? 'waits, next in turn' : 'waits'
        text.textContent = `${owner}: ${formatBytes(bytes)}, ${how}`
        item.className = held ? 'given' : 'waits'
        const button = document.createElement('button')
        button.type = 'button'
        button.textContent = held ? 'Give back' : 'Give up'
        button.setAttribute('aria-label', `${button.textContent}: ${owner}`)
        button.addEventListener('click', () => this.#end(request))
        item.append(text, button)
        return item
      }),
    )
  }

  #end(request: Request): void {
    if (!this.#open.delete(request)) return
    request.abort.abort()
    leave(request.held?.reservation)
    this.#changed()
  }
}
