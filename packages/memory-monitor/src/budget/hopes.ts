import type { Ledger } from './ledger.js'
import type { Member } from './member.js'

/** Bytes that were promised and are still to come. */
export function comingBytes(ledger: Ledger): number {
  let bytes = 0
  for (const member of ledger.consumers) bytes += member.expected
  return bytes
}

/** Whether asking may bring enough; what would be given in vain is not asked for. */
export function mayBring(
  ledger: Ledger,
  requester: Member,
  bytes: number,
  wait?: { readonly again: boolean },
): boolean {
  let sum = ledger.room + requester.usage
  for (const member of ledger.consumers) {
    if (sum >= bytes) return true
    if (member.pending !== undefined) sum += wait ? member.expected : 0
    else if (wait ? wait.again || member.fruitless === 0 : member !== requester) sum += member.reclaimable
  }
  return sum >= bytes
}
