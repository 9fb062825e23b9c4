import type { BudgetLike, MemoryConsumer, MemoryReservation, RegisterOptions, ReserveOptions } from '@plimsoll/bytes'

/** A budget that counts what is promised, and gives no more than it has. It asks nobody to give back. */
export class TallyingBudget implements BudgetLike {
  limit: number
  bytes = 0
  /** How often it was asked for more. */
  asked = 0
  readonly terms: (RegisterOptions | undefined)[] = []
  readonly holders = new Set<MemoryConsumer>()

  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.limit = limit
  }

  register(consumer: MemoryConsumer, terms?: RegisterOptions): MemoryReservation {
    this.terms.push(terms)
    this.holders.add(consumer)
    return this.#reservation(() => this.holders.delete(consumer))
  }

  async reserve(bytes: number, options?: ReserveOptions): Promise<MemoryReservation> {
    const reservation = this.#reservation(() => {})
    await reservation.grow(bytes, options)
    return reservation
  }

  #reservation(leave: () => void): MemoryReservation {
    let bytes = 0
    const grow = (more: number) => {
      if (!Number.isSafeInteger(more)) throw new RangeError(`${more} bytes were asked for`)
      if (bytes + more < 0) throw new RangeError(`${-more} bytes were given back of ${bytes}`)
      if (more > 0) this.asked++
      if (this.bytes + more > this.limit && more > 0) return false
      bytes += more
      this.bytes += more
      return true
    }
    return {
      get bytes() {
        return bytes
      },
      tryGrow: grow,
      async grow(more) {
        if (!grow(more)) throw new RangeError('nobody waits in this test')
      },
      shrink: less => void grow(-less),
      [Symbol.dispose]() {
        grow(-bytes)
        leave()
      },
    }
  }
}
