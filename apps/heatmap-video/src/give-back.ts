import type { MemoryReservation } from '@plimsoll/bytes'

/** Gives back all bytes of a reservation, also where the platform has no `Symbol.dispose`. */
export function giveBack(reservation: MemoryReservation | undefined): void {
  if (!reservation) return
  if (Symbol.dispose) reservation[Symbol.dispose]()
  else reservation.shrink(reservation.bytes)
}
