import type { ByteSize, MemoryReservation, ReserveOptions } from '@plimsoll/bytes'

/**
 * A reservation of a {@link MemoryBudget}: sizes may be text such as `'4MiB'`, as in {@link MemoryBudget.reserve}.
 * Disposing gives all of it back.
 */
export interface BudgetReservation extends MemoryReservation {
  /**
   * Grows at once or not at all; on `false` the holder evicts of its own or refuses.
   *
   * @throws {@link MemoryError} `BUDGET_INVALID_BYTES`; {@link @plimsoll/bytes!BytesError} for a text that is no size
   */
  tryGrow(bytes: ByteSize): boolean
  /**
   * Grows, waiting until others have given back enough.
   *
   * @throws by the promise: {@link MemoryError} as {@link MemoryBudget.reserve}, `BUDGET_CLOSED` also where it was
   * disposed; {@link @plimsoll/bytes!BytesError} for a text that is no size; the signal's reason when it is aborted
   */
  grow(bytes: ByteSize, options?: Pick<ReserveOptions, 'signal' | 'timeoutMs'>): Promise<void>
  /**
   * Gives bytes back. Does nothing where all went back already, with the budget or with its consumer.
   *
   * @throws {@link MemoryError} `BUDGET_INVALID_BYTES` for more than it has; {@link @plimsoll/bytes!BytesError} for a
   * text that is no size
   */
  shrink(bytes: ByteSize): void
}
