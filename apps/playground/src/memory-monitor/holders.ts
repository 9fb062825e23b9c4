import type { BudgetLike, MemoryConsumer, MemoryReservation, MemoryUsage, RegisterOptions } from '@plimsoll/bytes'
import { mapConsumer } from '@plimsoll/memory-monitor'

/** What a holder keeps at a time, and asks for before. */
export const blockBytes = 2 ** 20

/** How a holder joins, with nothing left open. */
export type Terms = Required<RegisterOptions>

/** A holder of real bytes that wants to hold so many. */
export interface Holder {
  readonly name: string
  /** What it is, in a few words. */
  readonly about: string
  /** Whether it asks the budget before it grows. */
  readonly asks: boolean
  /** How it joined last, or will join. */
  terms: Terms
  /** Bytes it would hold if there were room. */
  wantedBytes: number
  /** Joins a budget anew, holding nothing. */
  join(budget: BudgetLike, terms: Terms): void
  /** Takes or lets go of what is between what it holds and what it wants; answers whether it got all. */
  fill(): boolean
}

/** Typed arrays, one for each block; asks before each of them. */
export class BlockHolder implements Holder, MemoryConsumer {
  readonly name: string
  readonly about = 'typed arrays of 1 MiB; asks before each'
  readonly asks = true
  terms: Terms
  wantedBytes = 0
  #blocks: Uint8Array[] = []
  #reservation: MemoryReservation | undefined

  constructor(name: string, terms: Terms) {
    this.name = name
    this.terms = terms
  }

  join(budget: BudgetLike, terms: Terms): void {
    this.#release(this.#blocks.length)
    leave(this.#reservation)
    this.#reservation = undefined
    this.#reservation = budget.register(this, terms)
    this.terms = terms
  }

  fill(): boolean {
    const wanted = Math.floor(this.wantedBytes / blockBytes)
    this.#release(this.#blocks.length - wanted)
    while (this.#blocks.length < wanted) {
      if (!this.#reservation?.tryGrow(blockBytes)) return false
      this.#blocks.push(new Uint8Array(blockBytes).fill(1))
    }
    return true
  }

  memoryUsage(): MemoryUsage {
    return { heapBytes: 0, externalBytes: this.#blocks.length * blockBytes, entries: this.#blocks.length }
  }

  reclaim(bytes: number): number {
    return this.#release(Math.ceil(bytes / blockBytes))
  }

  /** Lets go of the oldest blocks. */
  #release(count: number): number {
    if (count <= 0) return 0
    const bytes = this.#blocks.splice(0, count).length * blockBytes
    this.#reservation?.shrink(bytes)
    return bytes
  }
}

interface Reading {
  readonly at: Date
  readonly samples: Float64Array
}

const samplesPerReading = 1024

/** A plain Map that knows nothing of budgets: an adapter counts it and takes its oldest entries. */
export class MapHolder implements Holder {
  readonly name: string
  readonly about = 'a plain Map behind mapConsumer; asks nobody'
  readonly asks = false
  terms: Terms
  wantedBytes = 0
  #map = new Map<number, Reading>()
  #consumer: MemoryConsumer
  #reservation: MemoryReservation | undefined
  #next = 0

  constructor(name: string, terms: Terms) {
    this.name = name
    this.terms = terms
    this.#consumer = mapConsumer(name, this.#map)
  }

  join(budget: BudgetLike, terms: Terms): void {
    this.#map = new Map()
    leave(this.#reservation)
    this.#consumer = mapConsumer(this.name, this.#map)
    this.#reservation = budget.register(this.#consumer, terms)
    this.terms = terms
  }

  fill(): boolean {
    const least = samplesPerReading * Float64Array.BYTES_PER_ELEMENT
    while (this.wantedBytes - this.#bytes >= least)
      this.#map.set(this.#next++, { at: new Date(), samples: new Float64Array(samplesPerReading).fill(this.#next) })
    for (const key of this.#map.keys()) {
      if (this.#bytes <= this.wantedBytes) break
      this.#map.delete(key)
    }
    return true
  }

  get #bytes(): number {
    const { heapBytes, externalBytes } = this.#consumer.memoryUsage()
    return this.#map.size === 0 ? 0 : heapBytes + externalBytes
  }
}

/** Gives back all bytes of a reservation, also where the browser has no `Symbol.dispose`. */
export function leave(reservation: MemoryReservation | undefined): void {
  if (!reservation) return
  if (Symbol.dispose) reservation[Symbol.dispose]()
  else reservation.shrink(reservation.bytes)
}
