import { formatBytes, type MemoryConsumer } from '@plimsoll/bytes'
import { MemoryError } from '../errors.js'
import type { DeadlockReport } from './events.js'
import type { Ledger } from './ledger.js'
import type { Member } from './member.js'
import type { Waiter } from './waiting-queue.js'

// After so many times in a row one that gave nothing is no longer hoped for.
const patience = 3

// What of a nested budget's bytes is held by those that wait themselves: known where parent and child are both ours.
const stuckIn = new WeakMap<MemoryConsumer, () => number>()

/** Lets a parent see through a nested budget. */
export function showStuck(budget: MemoryConsumer, stuck: () => number): void {
  stuckIn.set(budget, stuck)
}

/** Whether a consumer stands for holders of its own that can be seen through it. */
export function seesThrough(consumer: MemoryConsumer): boolean {
  return stuckIn.has(consumer)
}

/** Bytes of a nested budget that are held by those that wait themselves. */
export function stuckOf(consumer: MemoryConsumer): number {
  return stuckIn.get(consumer)?.() ?? 0
}

/** Bytes held by those that wait themselves, nested ones included. */
export function stuckBytes(ledger: Ledger): number {
  let bytes = ledger.owners.stuckBytes
  for (const member of ledger.consumers) bytes += stuckBytesOf(member, ledger)
  return bytes
}

/** Whether so much may still come back without any of those that wait giving way. */
export function mayComeBack(ledger: Ledger, wanted: number): boolean {
  let bytes = ledger.room + ledger.owners.heldBytes - ledger.owners.stuckBytes
  for (const member of ledger.consumers) {
    if (bytes >= wanted) return true
    bytes += hopeOf(member, ledger)
  }
  return bytes >= wanted
}

/** Whether one that waits holds bytes itself, so that others wait for it. */
export function holdsBytes(ledger: Ledger, { member }: Waiter): boolean {
  if (member.kind === 'budget') return stuckBytesOf(member, ledger) > 0
  if (member.held > 0) return true
  const { owner } = member
  if (owner === undefined) return false
  if (ledger.owners.heldBy(owner) > 0) return true
  for (const other of ledger.consumers) if (other.held > 0 && other.name === owner) return true
  return false
}

/** What to tell one whose wait is ended for the others' sake. */
export function deadlockOf(ledger: Ledger, waiter: Waiter): { error: MemoryError; report: DeadlockReport } {
  const holders = [...ledger.members]
    .filter(member => member.held > 0)
    .map(member => ({ name: member.name, bytes: member.held }))
    .sort((one, other) => other.bytes - one.bytes)
  const shown = holders.slice(0, 8).map(({ name, bytes }) => `${name} ${formatBytes(bytes)}`)
  if (holders.length > shown.length) shown.push(`${holders.length - shown.length} more`)
  const text =
    `${waiter.owner} waits for ${formatBytes(waiter.bytes)} that can never come: all who hold bytes wait themselves, ` +
    `and nothing can be reclaimed (${shown.join(', ')} of ${formatBytes(ledger.line)}); ` +
    'give back what is held before waiting for more, or reserve all of it at once'
  const report = { owner: waiter.owner, bytes: waiter.bytes, holders }
  return { error: new MemoryError('BUDGET_DEADLOCK', text), report }
}

function stuckBytesOf(member: Member, { owners }: Ledger): number {
  const consumer = member.consumer?.deref()
  const nested = consumer && stuckIn.get(consumer)
  if (nested) return nested()
  return member.kind !== 'budget' && owners.waits(member) ? member.held : 0
}

function hopeOf(member: Member, ledger: Ledger): number {
  if (member.spared) return member.held
  if (member.kind === 'budget') return member.held - stuckBytesOf(member, ledger)
  if (member.pending !== undefined) return member.expected
  return member.fruitless < (ledger.owners.waits(member) ? 1 : patience) ? member.reclaimable : 0
}
