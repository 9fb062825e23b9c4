import type { BudgetLike, MemoryConsumer, MemoryReservation, RegisterOptions, ReserveOptions } from '@plimsoll/bytes'
import { type BudgetExplanation, MemoryBudget } from '@plimsoll/memory-monitor'

/** What a budget has seen. */
export interface BudgetFigures {
  /** The line, in bytes. */
  readonly limitBytes: number
  /** The most that was reserved at once. */
  readonly peakReservedBytes: number
  /** How often somebody had to wait for room. */
  readonly waits: number
}

/** The budget of one job: all of its frames, and what comes with them, are reserved in it; it remembers the most. */
export class JobBudget implements BudgetLike {
  readonly #budget: MemoryBudget
  #peak = 0
  #waits = 0

  /** @param limit - the line, in bytes */
  constructor(limit: number) {
    this.#budget = new MemoryBudget({ limit, name: 'job' })
    this.#budget.on('wait', () => this.#waits++)
  }

  /** The line, in bytes. */
  get limit(): number {
    return this.#budget.limit
  }

  /** Bytes that are reserved now. */
  get reservedBytes(): number {
    return this.#budget.usedBytes
  }

  /** What it has seen so far. */
  get figures(): BudgetFigures {
    return { limitBytes: this.limit, peakReservedBytes: this.#peak, waits: this.#waits }
  }

  /** Adds a consumer, which grows through the reservation that it gets. */
  register(consumer: MemoryConsumer, options?: RegisterOptions): MemoryReservation {
    return this.#budget.register(consumer, options)
  }

  /** Promises bytes, waiting for its turn until there is room. */
  async reserve(bytes: number, options?: ReserveOptions): Promise<MemoryReservation> {
    const reservation = await this.#budget.reserve(bytes, options)
    // Who registers grows before the frames come, and so is seen here too.
    this.#peak = Math.max(this.#peak, this.#budget.usedBytes)
    return reservation
  }

  /** Who holds how much, who waits. */
  explain(): BudgetExplanation {
    return this.#budget.explain()
  }

  /** Ends all waits. */
  close(): void {
    this.#budget.close()
  }
}
