import type { BudgetLike, MemoryReservation } from '@plimsoll/bytes'

/** A budget of so many bytes, shared by whoever asks first. */
export class BoundedBudget implements BudgetLike {
  readonly limit: number
  readonly #waiting: (() => void)[] = []
  used = 0
  peak = 0

  constructor(limit: number) {
    this.limit = limit
  }

  register(): MemoryReservation {
    const budget = this
    let bytes = 0
    const reservation: MemoryReservation = {
      get bytes() {
        return bytes
      },
      tryGrow(more) {
        if (budget.used + more > budget.limit) return false
        bytes += more
        budget.used += more
        budget.peak = Math.max(budget.peak, budget.used)
        return true
      },
      async grow(more, { signal } = {}) {
        // As `MemoryBudget` does: nobody gives back for a holder what that holds itself.
        if (bytes + more > budget.limit) throw new RangeError(`${more} bytes on top of ${bytes} never fit`)
        while (!this.tryGrow(more)) {
          signal?.throwIfAborted()
          await new Promise<void>(resolve => {
            budget.#waiting.push(resolve)
            signal?.addEventListener('abort', () => resolve(), { once: true })
          })
        }
      },
      shrink(less) {
        bytes -= less
        budget.used -= less
        for (const wake of budget.#waiting.splice(0)) wake()
      },
      [Symbol.dispose]() {
        this.shrink(bytes)
      },
    }
    return reservation
  }

  async reserve(bytes: number): Promise<MemoryReservation> {
    const reservation = this.register()
    await reservation.grow(bytes)
    return reservation
  }
}
