import type { BudgetLike, MemoryConsumer, MemoryReservation } from '@plimsoll/bytes'

/** What a storage holds besides frames on their way. */
export interface HeldRest {
  /** Bytes of the table and of what is kept between calls. */
  bytes(): number
  /** Gives back what of it can be given back; answers the bytes. */
  drop(): number
}

/**
 * The budget's side of a storage: each frame on its way is reserved before it is held, the rest as it grows. Without a
 * budget all is admitted.
 */
export class MemoryRoom {
  readonly #reservation: MemoryReservation | undefined
  readonly #frameBytes: number
  readonly #rest: HeldRest
  #restReserved = 0
  // Frames that go by themselves; and what is told when one has gone.
  #passing = 0
  #left = () => {}
  // Who waits is served in the order of the calls: frames of one index must not overtake one another.
  #last: Promise<void> | undefined
  #closed = false
  readonly #refusal = new AbortController()

  constructor(budget: BudgetLike | undefined, holder: MemoryConsumer, frameBytes: number, rest: HeldRest) {
    this.#reservation = budget?.register(holder, { rebuildCost: 'free' })
    this.#frameBytes = frameBytes
    this.#rest = rest
  }

  /** Reserves the table as it was found; waits until there is room. */
  async open(): Promise<void> {
    const bytes = this.#rest.bytes()
    if (this.#reservation) await this.#grow(bytes)
    this.#restReserved = bytes
  }

  /** Reserves a frame on its way; `false` where it has to wait. A frame is `passing` unless it stays until somebody fetches it. */
  tryEnter(passing = true): boolean {
    if (!this.#reservation) return true
    if (this.#last || !this.#tryGrow(this.#frameBytes)) return false
    if (passing) this.#passing++
    return true
  }

  /** Waits for its turn, then reserves a frame on its way; fails as {@link MemoryRoom.refuse} says. */
  async wait(passing = true): Promise<void> {
    const turn = (this.#last ?? Promise.resolve()).then(() => this.#growByFrame())
    const settled = turn.catch(() => {})
    this.#last = settled
    try {
      await turn
      if (passing) this.#passing++
    } finally {
      if (this.#last === settled) this.#last = undefined
    }
  }

  /**
   * Gives a frame back that is no longer on its way, and takes of it what the table grew by. Where that is more, and nobody
   * gives it, it is asked for again with the next: the frame is stored, and its line has to be somewhere.
   */
  leave(passing = true): void {
    const reservation = this.#reservation
    if (!reservation) return
    if (passing) this.#passing--
    this.#left()
    if (this.#closed) return
    const more = this.#rest.bytes() - this.#restReserved
    const net = more - this.#frameBytes
    if (net <= 0) reservation.shrink(-net)
    this.#restReserved += net <= 0 || reservation.tryGrow(net) ? more : this.#frameBytes
  }

  /** Gives back what was reserved for what is no longer held. */
  settle(): void {
    const less = this.#restReserved - this.#rest.bytes()
    if (!this.#reservation || less <= 0 || this.#closed) return
    this.#restReserved -= less
    this.#reservation.shrink(less)
  }

  /** Sends away who waits, with a reason; what has its room keeps it. */
  refuse(reason: Error): void {
    this.#refusal.abort(reason)
    this.#left()
  }

  /** Gives all back. */
  close(): void {
    const reservation = this.#reservation
    if (!reservation || this.#closed) return
    this.#closed = true
    // Some platforms know no `Symbol.dispose`.
    if (Symbol.dispose) reservation[Symbol.dispose]()
    else reservation.shrink(reservation.bytes)
  }

  // A budget leaves it to the one who asks to give back of his own first.
  #tryGrow(bytes: number): boolean {
    if (this.#reservation?.tryGrow(bytes)) return true
    if (this.#rest.drop() === 0) return false
    this.settle()
    return this.#reservation?.tryGrow(bytes) === true
  }

  // A budget knows nothing of who waits for himself: to it, what a holder has stays.
  async #growByFrame(): Promise<void> {
    const { signal } = this.#refusal
    signal.throwIfAborted()
    while (!this.#tryGrow(this.#frameBytes)) {
      if (this.#passing === 0) return this.#reservation?.grow(this.#frameBytes, { signal })
      await new Promise<void>(resolve => {
        this.#left = resolve
      })
      signal.throwIfAborted()
    }
  }

  async #grow(bytes: number): Promise<void> {
    if (!this.#tryGrow(bytes)) await this.#reservation?.grow(bytes)
  }
}
