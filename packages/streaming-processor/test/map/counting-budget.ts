import type { BudgetLike, MemoryConsumer, MemoryReservation, RegisterOptions } from '@plimsoll/bytes'

interface Waiter {
  readonly bytes: number
  grant(): void
}

/** A budget of one line: who does not fit waits, first come, first served. */
export class CountingBudget implements BudgetLike {
  readonly consumers: { consumer: MemoryConsumer; options: RegisterOptions | undefined }[] = []
  readonly #limit: number
  readonly #waiting: Waiter[] = []
  used = 0
  /** The most that was ever used. */
  peak = 0
  /** Reservations that were not disposed of. */
  open = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get waiting(): number {
    return this.#waiting.length
  }

  register(consumer: MemoryConsumer, options?: RegisterOptions): MemoryReservation {
    this.consumers.push({ consumer, options })
    this.open += 1
    return this.#reservation()
  }

  async reserve(bytes: number): Promise<MemoryReservation> {
    this.open += 1
    const reservation = this.#reservation()
    await reservation.grow(bytes)
    return reservation
  }

  #reservation(): MemoryReservation {
    let held = 0
    const take = (bytes: number) => {
      if (this.used + bytes > this.#limit) return false
      held += bytes
      this.used += bytes
      this.peak = Math.max(this.peak, this.used)
      return true
    }
    const shrink = (bytes: number) => {
      if (bytes > held) throw new RangeError(`gave back ${bytes} of ${held} bytes`)
      held -= bytes
      this.used -= bytes
      while (this.#waiting[0] && this.used + this.#waiting[0].bytes <= this.#limit) this.#waiting.shift()?.grant()
    }
    const close = () => {
      shrink(held)
      this.open -= 1
    }
    return {
      get bytes() {
        return held
      },
      tryGrow: bytes => this.#waiting.length === 0 && take(bytes),
      grow: (bytes, { signal } = {}) => {
        // As `MemoryBudget` does: nobody gives back for a holder what that holds itself.
        if (held + bytes > this.#limit) {
          return Promise.reject(new RangeError(`${bytes} bytes on top of ${held} never fit`))
        }
        if (this.#waiting.length === 0 && take(bytes)) return Promise.resolve()
        return new Promise((resolve, reject) => {
          const waiter = {
            bytes,
            grant: () => {
              signal?.removeEventListener('abort', giveUp)
              take(bytes)
              resolve()
            },
          }
          const giveUp = () => {
            this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
            reject(signal?.reason)
          }
          this.#waiting.push(waiter)
          signal?.addEventListener('abort', giveUp, { once: true })
        })
      },
      shrink,
      ...({ [Symbol.dispose ?? 'dispose']: close } as unknown as Pick<MemoryReservation, typeof Symbol.dispose>),
    }
  }
}
