import { type BudgetLike, type MemoryConsumer, type MemoryReservation, sizeOf } from '@plimsoll/bytes'
import { checkBytes } from '../chunks/cut.js'

/** What bounds the bytes in flight. */
export interface AdmissionOptions<Item> {
  readonly maxBytesInFlight?: number | undefined
  readonly sizeOf?: (item: Item) => number
  readonly budget?: BudgetLike | undefined
  /** What is reserved for an item before any was seen; at least a byte, so that a full budget is heard. */
  readonly expectedBytes?: number | undefined
}

/** Whom an admission tells: that there is room again, or that there never will be. */
export interface AdmissionListener {
  room(): void
  failed(error: unknown): void
}

/**
 * Lets items into a run as far as there is room for their bytes.
 *
 * Of the budget an item is reserved before it is read, as large as the largest of late; what it really is, is known after,
 * and corrected. Under `maxBytesInFlight` an item that does not fit waits, read but not begun, unless it is alone.
 */
export class Admission<Item> {
  readonly #options: AdmissionOptions<Item>
  readonly #listener: AdmissionListener
  readonly #stop = new AbortController()
  readonly #admitted = new Map<number, number>()
  #reservation: MemoryReservation | undefined
  #bytes = 0
  #expected: number
  /** Reserved for the item that is read next, or waits. */
  #reserved = 0
  #growing = false
  /** Items that were let out. */
  #released = 0
  #next: { readonly index: number; readonly bytes: number } | undefined

  constructor(options: AdmissionOptions<Item>, listener: AdmissionListener) {
    this.#options = options
    this.#listener = listener
    this.#expected = options.expectedBytes ?? 1
  }

  /** Joins the budget. */
  open(consumer: MemoryConsumer): void {
    this.#reservation = this.#options.budget?.register(consumer, { rebuildCost: 'dear' })
  }

  /** Reserves the next item. On `false` the listener is told when that is done. */
  reserve(): boolean {
    try {
      return !this.#growing && this.#reserve(this.#expected)
    } catch (error) {
      this.#listener.failed(error)
      return false
    }
  }

  /** Lets an item in that was read, or not yet. */
  admits(item: Item, index: number): boolean {
    if (this.#growing) return false
    if (this.#next?.index !== index) this.#next = { index, bytes: this.#weigh(item) }
    const { bytes } = this.#next
    if (!this.#reserve(bytes)) return false
    this.#giveBack(this.#reserved - bytes)
    const { maxBytesInFlight = Number.POSITIVE_INFINITY } = this.#options
    if (this.#bytes > 0 && this.#bytes + bytes > maxBytesInFlight) return false
    this.#admitted.set(index, bytes)
    this.#bytes += bytes
    this.#reserved = 0
    this.#next = undefined
    return true
  }

  /** No item follows: what is reserved for one is given back. */
  end(): void {
    if (!this.#next) this.#giveBack(this.#reserved)
  }

  /** Lets an item out. */
  release(index: number): void {
    const bytes = this.#admitted.get(index)
    if (bytes === undefined) return
    this.#admitted.delete(index)
    this.#bytes -= bytes
    this.#released += 1
    this.#shrink(bytes)
  }

  /**
   * Gives everything back, and no longer waits.
   *
   * @throws what the budget throws; nothing is left to be done then
   */
  close(): void {
    this.#stop.abort()
    this.#admitted.clear()
    this.#bytes = 0
    const reservation = this.#reservation
    if (!reservation) return
    this.#reservation = undefined
    reservation.shrink(reservation.bytes)
    // Some platforms know no `Symbol.dispose`; there an empty reservation stays.
    if (Symbol.dispose) reservation[Symbol.dispose]()
  }

  #weigh(item: Item): number {
    const bytes = checkBytes((this.#options.sizeOf ?? sizeOf)(item))
    // Falls slowly, so that one large item among small ones does not keep room for ever.
    this.#expected = Math.max(1, bytes, Math.floor(this.#expected * 0.95))
    return bytes
  }

  #reserve(bytes: number): boolean {
    const more = bytes - this.#reserved
    if (!this.#reservation || more <= 0) return true
    if (this.#reservation.tryGrow(more)) {
      this.#reserved += more
      return true
    }
    void this.#grow(this.#reservation, more)
    return false
  }

  async #grow(reservation: MemoryReservation, bytes: number): Promise<void> {
    const released = this.#released
    this.#growing = true
    try {
      await reservation.grow(bytes, { signal: this.#stop.signal })
    } catch (error) {
      this.#growing = false
      if (this.#stop.signal.aborted) return
      // To a budget, what a holder has stays, so that it refuses what would fit when items in flight have left. It is asked
      // again with each that leaves, and its word counts when none is left.
      if (this.#released !== released) this.#listener.room()
      else if (this.#bytes === 0) this.#listener.failed(error)
      return
    } finally {
      this.#growing = false
    }
    if (!this.#reservation) {
      // Granted at the moment of the end: given back with all the rest, or else here.
      if (reservation.bytes > 0) this.#shrink(reservation.bytes, reservation)
      return
    }
    this.#reserved += bytes
    this.#listener.room()
  }

  #giveBack(bytes: number): void {
    if (bytes <= 0) return
    this.#reserved -= bytes
    this.#shrink(bytes)
  }

  #shrink(bytes: number, reservation = this.#reservation): void {
    try {
      reservation?.shrink(bytes)
    } catch (error) {
      // Not at once: whoever gives bytes back is in the middle of something else.
      queueMicrotask(() => this.#listener.failed(error))
    }
  }
}
