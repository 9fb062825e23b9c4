import { formatBytes } from '@plimsoll/bytes'
import { MemoryError } from '../errors.js'
import type { Ledger } from './ledger.js'
import type { Member } from './member.js'

/** Refuses what could never be given, whatever the others give back. */
export function tooLarge(ledger: Ledger, member: Member, bytes: number, owner: string): MemoryError | undefined {
  const guaranteed = ledger.guaranteed - (member.joined ? member.terms.min : 0)
  // Of a nested budget others hold that may let go while this one waits.
  const own = member.reserves && member.kind !== 'budget' ? member.bytes : 0
  if (own + bytes + guaranteed <= ledger.limit) return undefined
  const held = own > 0 ? ` on top of ${figure(own)} held` : ''
  const kept = guaranteed > 0 ? `, of which ${figure(guaranteed)} are guaranteed to others by their min` : ''
  const text = `${owner} asks for ${figure(bytes)}${held}; the line is at ${figure(ledger.limit)}${kept}`
  return new MemoryError('BUDGET_TOO_LARGE', `${text}: ask for less, or raise the limit`)
}

/** Refuses a guarantee that the line cannot keep beside those that were given. */
export function tooMuchGuaranteed(ledger: Ledger, name: string, min: number): MemoryError | undefined {
  if (ledger.guaranteed + min <= ledger.limit) return undefined
  const text = `${name} is to be guaranteed ${figure(min)}; ${figure(ledger.guaranteed)} of ${figure(ledger.limit)} are`
  return new MemoryError('BUDGET_TOO_LARGE', `${text} guaranteed to others already: give it a smaller min`)
}

function figure(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${formatBytes(bytes)} (${bytes} bytes)`
}

/** Whether a parent refused what it could never give; one far away is known by its code alone. */
export function isTooLarge(reason: unknown): boolean {
  return (reason as { code?: unknown } | undefined)?.code === 'BUDGET_TOO_LARGE'
}
