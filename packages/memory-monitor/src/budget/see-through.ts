import type { MemoryConsumer, MemoryReservation } from '@plimsoll/bytes'
import type { Ledger } from './ledger.js'

/** What one that has a part of a budget may still get of it. */
export interface Above {
  /** Bytes by which it could grow now, nobody being asked. */
  readonly growableBytes: () => number
  /** The lowest line from there upwards, in bytes. */
  readonly lineBytes: () => number
  /** Bytes that it could ever have, whoever gives way. */
  readonly mostBytes: () => number
}

// Known where parent and child are both ours, in one realm and of one copy of this package.
const ledgers = new WeakMap<MemoryConsumer, Ledger>()
const above = new WeakMap<MemoryReservation, Above>()

/** Lets a parent read what a nested budget holds. */
export function showLedger(budget: MemoryConsumer, ledger: Ledger): void {
  ledgers.set(budget, ledger)
}

/** The ledger of a nested budget. */
export function ledgerOf(consumer: MemoryConsumer): Ledger | undefined {
  return ledgers.get(consumer)
}

/** Lets a nested budget read what its reservation could still have. */
export function showAbove(reservation: MemoryReservation, what: Above): void {
  above.set(reservation, what)
}

/** What a nested budget could still have by its reservation. */
export function aboveOf(reservation: MemoryReservation): Above | undefined {
  return above.get(reservation)
}

/** Whether one ledger is the other, or has it within, however deep. */
export function contains(outer: Ledger, inner: Ledger): boolean {
  if (outer === inner) return true
  for (const { nested } of outer.consumers) {
    const ledger = nested?.deref()
    if (ledger && contains(ledger, inner)) return true
  }
  return false
}
