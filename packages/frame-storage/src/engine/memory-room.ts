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
  /** Frames on their way, those that wait for room included. */
  held = 0
  /** Bytes of them. */
  heldBytes = 0
  readonly #budget: BudgetLike | undefined
  readonly #rest: HeldRest
  #reservation: MemoryReservation | undefined
  #restReserved = 0
  // Frames that go by themselves; and what is told when one has gone.
  #passing = 0
  #left = () => {}
  // Who waits is served in the order of the calls: frames of one index must not overtake one another.
  #last: Promise<void> | undefined
  #closed = false
  readonly #refusal = new AbortController()

  constructor(budget: BudgetLike | undefined, rest: HeldRest) {
    this.#budget = budget
    this.#rest = rest
  }

  /** Joins the budget and reserves the table as it was found; waits until there is room. */
  async open(holder: MemoryConsumer): Promise<void> {
    this.#reservation = this.#budget?.register(holder, { rebuildCost: 'free' })
    const bytes = this.#rest.bytes()
    if (this.#reservation && !this.#tryGrow(bytes)) await this.#reservation.grow(bytes)
    this.#restReserved = bytes
  }

  /**
   * Does what holds so many bytes while it lasts: at once where there is room, so that a caller's grid is taken before the
   * call returns; else it is prepared now, from when on it holds `preparedBytes`, and done when there is.
   */
  async holding<T>(bytes: number, work: () => Promise<T>, prepare = () => work, preparedBytes = 0): Promise<T> {
    if (bytes === 0) return work()
    let isIn = this.#tryReserve(bytes)
    let counted = isIn ? bytes : preparedBytes
    this.#count(1, counted)
    try {
      if (!isIn) {
        const later = prepare()
        await this.#reserveInTurn(bytes, true)
        isIn = true
        this.#count(0, bytes - counted)
        counted = bytes
        return await later()
      }
      this.#passing++
      return await work()
    } finally {
      this.#count(-1, -counted)
      if (isIn) {
        this.#passing--
        this.#release(bytes)
      }
    }
  }

  /** Reserves a frame that stays until somebody fetches it; `false` where it has to wait. */
  tryKeep(bytes: number): boolean {
    const isIn = this.#tryReserve(bytes)
    if (isIn) this.#count(1, bytes)
    return isIn
  }

  /** Waits for its turn, then reserves a frame that stays until somebody fetches it; fails as {@link MemoryRoom.refuse} says. */
  async keep(bytes: number): Promise<void> {
    await this.#reserveInTurn(bytes, false)
    this.#count(1, bytes)
  }

  /** Gives back a frame that was fetched. */
  fetched(bytes: number): void {
    this.#count(-1, -bytes)
    this.#release(bytes)
  }

  /** Asks for what the rest grew by, or gives back what is no longer held. What nobody gives is asked for with the next frame. */
  settle(): void {
    const more = this.#rest.bytes() - this.#restReserved
    if (!this.#reservation || more === 0 || this.#closed) return
    if (more < 0) this.#reservation.shrink(-more)
    else if (!this.#reservation.tryGrow(more)) return
    this.#restReserved += more
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

  #count(frames: number, bytes: number): void {
    this.held += frames
    this.heldBytes += bytes
  }

  #tryReserve(bytes: number): boolean {
    return !this.#reservation || (!this.#last && this.#tryGrow(bytes))
  }

  async #reserveInTurn(bytes: number, passes: boolean): Promise<void> {
    const turn = (this.#last ?? Promise.resolve()).then(async () => {
      await this.#growInTurn(bytes)
      // Before the next one looks whether anything goes by itself.
      if (passes) this.#passing++
    })
    const settled = turn.catch(() => {})
    this.#last = settled
    try {
      await turn
    } finally {
      if (this.#last === settled) this.#last = undefined
    }
  }

  // Takes of what was held what the table grew by. Where that is more, and nobody gives it, it is asked for again with the
  // next: the frame is stored, and its line has to be somewhere.
  #release(bytes: number): void {
    const reservation = this.#reservation
    if (!reservation) return
    this.#left()
    if (this.#closed) return
    const more = this.#rest.bytes() - this.#restReserved
    const net = more - bytes
    if (net <= 0) reservation.shrink(-net)
    this.#restReserved += net <= 0 || reservation.tryGrow(net) ? more : bytes
  }

  // A budget leaves it to the one who asks to give back of his own first.
  #tryGrow(bytes: number): boolean {
    if (this.#reservation?.tryGrow(bytes)) return true
    if (this.#rest.drop() === 0) return false
    this.settle()
    return this.#reservation?.tryGrow(bytes) === true
  }

  // A budget knows nothing of who waits for himself: to it, what a holder has stays.
  async #growInTurn(bytes: number): Promise<void> {
    const { signal } = this.#refusal
    signal.throwIfAborted()
    while (!this.#tryGrow(bytes)) {
      if (this.#passing === 0) return this.#reservation?.grow(bytes, { signal })
      await new Promise<void>(resolve => {
        this.#left = resolve
      })
      signal.throwIfAborted()
    }
  }
}
