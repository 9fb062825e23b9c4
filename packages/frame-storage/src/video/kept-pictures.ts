import type { BudgetLike, MemoryConsumer, MemoryReservation, MemoryUsage } from '@plimsoll/bytes'

/** What a picture takes beside its bytes: a slot of the map, and the object that stands for the bytes. */
const entryBytes = 200

/** Pictures of frames within a bound and a budget; those used longest ago go first. */
export class KeptPictures {
  readonly #maxBytes: number
  // In the order of their use.
  readonly #pictures = new Map<number, Blob>()
  #reservation: MemoryReservation | undefined
  #pictureBytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Joins a budget, where all pictures are reserved from now on. */
  join(budget: BudgetLike, holder: MemoryConsumer): void {
    this.#reservation = budget.register(holder)
  }

  /** Tells what is held, which is what is reserved; O(1). */
  usage(): MemoryUsage {
    const entries = this.#pictures.size
    return { heapBytes: entries * entryBytes, externalBytes: this.#pictureBytes, entries }
  }

  /** Answers a picture, which then is the one used last. */
  get(index: number): Blob | undefined {
    const picture = this.#pictures.get(index)
    if (!picture) return undefined
    this.#pictures.delete(index)
    this.#pictures.set(index, picture)
    return picture
  }

  /** Whether there is a picture; does not count as its use. */
  has(index: number): boolean {
    return this.#pictures.has(index)
  }

  /** Keeps a picture in place of what was there, once it is reserved; what finds no room is not kept. */
  keep(index: number, picture: Blob): void {
    this.delete(index)
    const bytes = picture.size + entryBytes
    if (bytes > this.#maxBytes) return
    this.reclaim(this.#bytes + bytes - this.#maxBytes)
    if (!this.#tryReserve(bytes)) return
    this.#pictures.set(index, picture)
    this.#pictureBytes += picture.size
  }

  /** Forgets a picture; `false` where there was none. */
  delete(index: number): boolean {
    const picture = this.#pictures.get(index)
    if (!picture) return false
    this.#pictures.delete(index)
    this.#pictureBytes -= picture.size
    this.#reservation?.shrink(picture.size + entryBytes)
    return true
  }

  /** Forgets those used longest ago until so many bytes are free; answers how many really are. */
  reclaim(bytes: number): number {
    const before = this.#bytes
    for (const index of this.#pictures.keys()) {
      if (before - this.#bytes >= bytes) break
      this.delete(index)
    }
    return before - this.#bytes
  }

  /** Forgets all of them. */
  clear(): void {
    this.reclaim(Number.POSITIVE_INFINITY)
  }

  /** Forgets all of them and leaves the budget. */
  close(): void {
    this.clear()
    // Some platforms know no `Symbol.dispose`; there an empty reservation stays.
    if (Symbol.dispose) this.#reservation?.[Symbol.dispose]()
    this.#reservation = undefined
  }

  get #bytes(): number {
    return this.#pictures.size * entryBytes + this.#pictureBytes
  }

  // A budget leaves it to the one who asks to give back of his own first: one in exchange for another, not all for nothing.
  #tryReserve(bytes: number): boolean {
    const reservation = this.#reservation
    if (!reservation || reservation.tryGrow(bytes)) return true
    if (this.#bytes < bytes) return false
    this.reclaim(bytes)
    return reservation.tryGrow(bytes)
  }
}
