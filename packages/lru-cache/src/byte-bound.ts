import type { MemoryReservation } from '@plimsoll/bytes'
import type { Payload, Weight } from './payload.js'
import type { Store } from './store.js'

// After a budget has refused, it is left alone for so many calls that can do without.
const quietCalls = 64

/** What is about to come. */
export interface Coming {
  readonly key: unknown
  readonly weight: Weight
  /** Whether it expires. */
  readonly expires: boolean
  /** Whether entries may be given other numbers for it. */
  readonly moves: boolean
}

/**
 * Keeps all that a cache holds below a number of bytes, and inside of what a budget has promised: keys and values, the
 * arrays, what a tier holds in memory. Room is made before anything is put in, so that both hold after every call.
 */
export class ByteBound<K extends {}, V extends {}, FC> {
  readonly #store: Store<K, V, FC>
  readonly #payload: Payload
  readonly #maxBytes: number
  readonly #max: number
  #reservation: MemoryReservation | undefined
  #quiet = 0

  /** @param maxBytes - `Infinity` where a budget alone bounds it */
  constructor(store: Store<K, V, FC>, payload: Payload, maxBytes: number, max: number) {
    this.#store = store
    this.#payload = payload
    this.#maxBytes = maxBytes
    this.#max = max || Number.POSITIVE_INFINITY
  }

  /** Grows inside of a reservation from now on. */
  join(reservation: MemoryReservation): void {
    this.#reservation = reservation
  }

  /** Gives the reservation back. */
  leave(): void {
    const reservation = this.#reservation
    this.#reservation = undefined
    if (reservation === undefined) return
    // Some platforms know no `Symbol.dispose`.
    if (Symbol.dispose) reservation[Symbol.dispose]()
    else reservation.shrink(reservation.bytes)
  }

  /**
   * Makes room for an entry, and a place in the table; others go for it.
   *
   * @returns `false` where it finds none: it is larger than the bound, or a budget refuses
   */
  admit(coming: Coming): boolean {
    const store = this.#store
    const { table } = store
    const { bytes } = coming.weight
    if (bytes + this.#structure(1, coming) > this.#maxBytes) return false
    for (;;) {
      const entry = table.find(coming.key)
      if (entry !== -1) {
        if (this.#fits(bytes - this.#payload.of(entry), table.capacity, coming)) return true
      } else if (table.size < this.#max) {
        if (table.size < table.capacity) {
          if (this.#fits(bytes, table.capacity, coming)) return true
        } else if (this.#grow(coming)) return true
      }
      if (!this.#mayFit(coming) || !this.#giveWay(coming, entry)) return false
    }
  }

  // Not all that is there goes for what a budget would refuse even then.
  #mayFit(coming: Coming): boolean {
    const reservation = this.#reservation
    if (reservation === undefined) return true
    const lacking = coming.weight.bytes + this.#structure(1, coming) - reservation.bytes
    return lacking <= 0 || reservation.tryGrow(lacking)
  }

  /** Brings what is held below the bound, where it has come above otherwise, and gives back what was reserved too far ahead. */
  settle(): void {
    while (this.held > this.#maxBytes) if (!this.#giveWay(undefined, -1)) break
    const reservation = this.#reservation
    if (reservation === undefined) return
    const { held } = this
    const ahead = reservation.bytes - held
    if (ahead > held / 4 + 4096) reservation.shrink(ahead - Math.ceil(held / 16))
  }

  /** Whether an entry that leaves may be written to a tier: what is on its way there keeps to the room that is kept for it. */
  mayQueue(entry: number): boolean {
    const queued = this.#store.tier?.queuedBytes
    return queued === undefined || queued + this.#payload.of(entry) <= this.#queueRoom
  }

  // Of what entries hold, or may.
  get #queueRoom(): number {
    return Math.floor((this.#maxBytes < Number.POSITIVE_INFINITY ? this.#maxBytes : this.#payload.total) / 8)
  }

  get #tierBytes(): number {
    const { tier, tierBytes } = this.#store
    const queued = tier?.queuedBytes
    return queued === undefined ? tierBytes : tierBytes - queued + Math.max(queued, this.#queueRoom)
  }

  /** Keeps no more reserved than is held. */
  tighten(): void {
    const reservation = this.#reservation
    if (reservation === undefined) return
    const ahead = reservation.bytes - this.held
    if (ahead > 0) reservation.shrink(ahead)
  }

  /** The most bytes that what is there may take. */
  get held(): number {
    return this.#payload.total + this.#structure(this.#store.table.capacity, undefined)
  }

  // Steps of at least a sixteenth, so that copying stays a constant part of the work.
  #grow(coming: Coming): boolean {
    const { table } = this.#store
    const { capacity } = table
    const more = table.nextCapacity(this.#max) - capacity
    if (more < 1 || !this.#isBelow(coming.weight.bytes, capacity + Math.ceil(more / 16), coming)) return false
    for (let part = 1; part >= 1 / 16; part /= 2) {
      const to = capacity + Math.ceil(more * part)
      if (!this.#fits(coming.weight.bytes, to, coming)) continue
      table.resize(to)
      return true
    }
    return false
  }

  /** The most bytes that arrays and tier take, with room for so many entries. */
  #structure(capacity: number, coming: Coming | undefined): number {
    const store = this.#store
    return (
      store.table.bytesFor(capacity, coming === undefined ? 0 : coming.key) +
      this.#payload.bytesFor(capacity, coming !== undefined && coming.weight.externalBytes > 0) +
      store.columnBytesFor(capacity, coming?.expires === true) +
      this.#tierBytes
    )
  }

  #isBelow(more: number, capacity: number, coming: Coming): boolean {
    return this.#payload.total + more + this.#structure(capacity, coming) <= this.#maxBytes
  }

  #fits(more: number, capacity: number, coming: Coming): boolean {
    const needed = this.#payload.total + more + this.#structure(capacity, coming)
    return needed <= this.#maxBytes && this.#reserve(needed)
  }

  #reserve(needed: number): boolean {
    const reservation = this.#reservation
    if (reservation === undefined) return true
    const lacking = needed - reservation.bytes
    if (lacking <= 0) return true
    if (this.#quiet > 0 && this.#store.size > 0) {
      this.#quiet--
      return false
    }
    const ahead = Math.min(Math.ceil(needed / 16), this.#maxBytes - reservation.bytes)
    if (ahead > lacking && reservation.tryGrow(ahead)) return true
    if (reservation.tryGrow(lacking)) return true
    this.#quiet = quietCalls
    return false
  }

  // Where arrays take more than what is in them, places that nobody needs any more go; else the next victim.
  #giveWay(coming: Coming | undefined, spare: number): boolean {
    const store = this.#store
    const { table } = store
    const { size, capacity } = table
    const isSparse = size <= capacity - Math.ceil(capacity / 8)
    const structure = this.#structure(capacity, coming)
    const mayMove = coming === undefined || coming.moves
    if (isSparse && (size === 0 || (mayMove && structure > this.#payload.total)) && store.giveUpRoom()) return true
    // Whoever is replaced goes last.
    return store.evict(spare) || store.evict()
  }
}
