import type { BudgetLike, MemoryConsumer, MemoryReservation } from '@plimsoll/bytes'
import { giveUp } from './give-up.js'
import type { Terms } from './options.js'
import { type Above, aboveOf } from './see-through.js'

/**
 * What a nested budget has of its parent: as much as its own holders hold. Of the parent it uses `register`, and of the
 * reservation `tryGrow`, `grow`, `shrink` and dispose, so that the parent may be anything, also far away.
 */
export class ParentShare {
  /** What it could still have, where the parent can be read. */
  readonly above: Above | undefined
  /** Kept here, not read from the reservation: what a wait was given counts from when it is heard. */
  #bytes = 0
  readonly #reservation: MemoryReservation
  #wait: AbortController | undefined
  #left = false

  constructor(parent: BudgetLike, child: MemoryConsumer, terms: Terms) {
    this.#reservation = parent.register(child, terms)
    this.above = aboveOf(this.#reservation)
  }

  /** Makes the share cover so many bytes, at once or not at all. */
  cover(bytes: number): boolean {
    const missing = bytes - this.#bytes
    if (missing <= 0) return true
    try {
      if (!this.#reservation.tryGrow(missing)) return false
    } catch {
      // A parent that fails has no room; why, it says to those who wait for it.
      return false
    }
    // Added, not set: whom the parent asked may have shrunk us meanwhile.
    this.#bytes += missing
    return this.#bytes >= bytes
  }

  /** Waits until the share covers so many bytes; one wait at a time. */
  wait(bytes: number, settled: (error?: { readonly reason: unknown }) => void): void {
    const missing = bytes - this.#bytes
    if (this.#wait !== undefined || missing <= 0) return
    const wait = new AbortController()
    this.#wait = wait
    this.#reservation.grow(missing, { signal: wait.signal }).then(
      () => {
        if (this.#wait === wait) this.#wait = undefined
        if (this.#left) return
        this.#bytes += missing
        settled()
      },
      (reason: unknown) => {
        // Ended by ourselves: nobody waits for it any more.
        if (this.#wait !== wait) return
        this.#wait = undefined
        settled({ reason })
      },
    )
  }

  /** Bytes that it has of the parent. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether it waits for the parent. */
  get waits(): boolean {
    return this.#wait !== undefined
  }

  /** Ends the wait. What is given all the same comes to `settled`, and goes back from there. */
  stopWaiting(): void {
    const wait = this.#wait
    this.#wait = undefined
    wait?.abort()
  }

  /** Gives back what is above so many bytes. */
  keep(bytes: number): void {
    const spare = this.#bytes - bytes
    if (spare <= 0) return
    this.#bytes -= spare
    this.#reservation.shrink(spare)
  }

  /** Leaves the parent. */
  leave(): void {
    this.stopWaiting()
    this.#left = true
    giveUp(this.#reservation)
    this.#bytes = 0
  }
}
