import type { ByteSize, MemoryConsumer, ReserveOptions } from '@plimsoll/bytes'
import { MemoryError } from '../errors.js'
import type { Arbiter } from './arbiter.js'
import type { BudgetReservation } from './budget-reservation.js'
import { leave } from './give-up.js'
import type { Member } from './member.js'
import { bytesOf, checkOptions, checkSignal, checkTimeout } from './options.js'

/** A holder's side of its page in the ledger. */
export class Reservation implements BudgetReservation {
  static {
    if (Symbol.dispose)
      Object.defineProperty(Reservation.prototype, Symbol.dispose, {
        value(this: Reservation) {
          this[leave]()
        },
        configurable: true,
        writable: true,
      })
  }

  declare [Symbol.dispose]: () => void
  /** Held here and nowhere in the budget, so that both live as long as their owner, and no longer. */
  readonly consumer: MemoryConsumer | undefined
  readonly #arbiter: Arbiter
  readonly #member: Member
  readonly #disposed: () => void

  constructor(arbiter: Arbiter, member: Member, consumer: MemoryConsumer | undefined, disposed: () => void) {
    this.#arbiter = arbiter
    this.#member = member
    this.consumer = consumer
    this.#disposed = disposed
  }

  get bytes(): number {
    return this.#member.bytes
  }

  tryGrow(bytes: ByteSize): boolean {
    // Twice, here and where text is read: the call alone would cost as much as all the rest.
    if (!(Number.isSafeInteger(bytes) && (bytes as number) >= 0)) return this.tryGrow(bytesOf(bytes, this.#member.name))
    return this.#arbiter.tryGrow(this.#member, bytes as number)
  }

  async grow(size: ByteSize, options: Pick<ReserveOptions, 'signal' | 'timeoutMs'> = {}): Promise<void> {
    const bytes = bytesOf(size, this.#member.name)
    checkOptions('grow', options, ['signal', 'timeoutMs'])
    checkSignal(options.signal)
    checkTimeout(options.timeoutMs)
    return this.#arbiter.grow(this.#member, bytes, this.#member.name, options)
  }

  shrink(bytes: ByteSize): void {
    if (!(Number.isSafeInteger(bytes) && (bytes as number) >= 0)) {
      this.shrink(bytesOf(bytes, this.#member.name))
      return
    }
    const member = this.#member
    // All of it went back already: with the budget, or with the consumer.
    if (member.gone) return
    if ((bytes as number) > member.bytes) {
      const text = `${member.name} gives back ${bytes} bytes and has ${member.bytes}; give back what was reserved, once`
      throw new MemoryError('BUDGET_INVALID_BYTES', text)
    }
    this.#arbiter.shrink(member, bytes as number)
  }

  /** As `Symbol.dispose`, which some platforms lack. */
  [leave](): void {
    this.#disposed()
    this.#arbiter.leave(this.#member)
  }
}
