import type { Outlet } from './desk.js'
import { packThrown } from './thrown.js'
import { type TransferItem, takeTransferables } from './transfer.js'
import { repliesMark } from './wire.js'

// Long beside what a message costs, short beside what anybody waits for.
const longestMs = 2

/** Gathers the answers of calls that came in together, and sends them together. */
export class Outbox {
  readonly #outlet: Outlet
  readonly #postOne: (id: number, value: unknown, thrown: boolean) => void
  #ids: number[] = []
  #values: unknown[] = []
  #thrown: Set<number> | undefined
  /** When the calls began whose answers are gathered. */
  #since = performance.now()
  #scheduled = false

  /** @param postOne - sends one answer by itself: what is tried when they cannot be sent together */
  constructor(outlet: Outlet, postOne: (id: number, value: unknown, thrown: boolean) => void) {
    this.#outlet = outlet
    this.#postOne = postOne
  }

  /** Puts an answer in; it goes out with the next `post`, at the latest when all that happens at once has happened. */
  add(id: number, value: unknown, thrown: boolean): void {
    if (thrown) {
      this.#thrown ??= new Set()
      this.#thrown.add(this.#ids.length)
    }
    this.#ids.push(id)
    this.#values.push(value)
    if (this.#scheduled) return
    this.#scheduled = true
    // Promises that settle together are answered together; after calls that wait for nothing it finds nothing left.
    queueMicrotask(() => {
      this.#scheduled = false
      this.post()
    })
  }

  /** Sends what was gathered if that took long. */
  postIfDue(): void {
    if (performance.now() - this.#since >= longestMs) this.post()
  }

  post(): void {
    const [ids, values, thrown, began] = [this.#ids, this.#values, this.#thrown, this.#since]
    if (ids.length === 0) return
    this.#ids = []
    this.#values = []
    this.#thrown = undefined
    this.#since = performance.now()
    try {
      const message = thrown ? values.map((value, at) => (thrown.has(at) ? packThrown(value) : value)) : values
      this.#outlet.post([repliesMark, ids, message, thrown && [...thrown], this.#since - began], movedOf(values))
    } catch {
      // One of them cannot be sent, and nothing tells which.
      ids.forEach((id, at) => {
        this.#postOne(id, values[at], thrown?.has(at) ?? false)
      })
    }
  }
}

function movedOf(values: readonly unknown[]): readonly TransferItem[] {
  const all: TransferItem[] = []
  for (const value of values) all.push(...takeTransferables(value))
  return all
}
