import type { MemoryReservation } from '@plimsoll/bytes'

/** How a reservation of ours is left where the platform has no `Symbol.dispose`. Shared by all copies of this package. */
export const leave: unique symbol = Symbol.for('plimsoll.reservation.leave')

/** Gives a reservation up for good: its bytes, and the place of its consumer in the budget. */
export function giveUp(reservation: MemoryReservation & { [leave]?(): void }): void {
  if (reservation[leave]) reservation[leave]()
  else if (Symbol.dispose) reservation[Symbol.dispose]()
  else reservation.shrink(reservation.bytes)
}
