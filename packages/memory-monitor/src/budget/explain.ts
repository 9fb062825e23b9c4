import type { MemoryUsage } from '@plimsoll/bytes'
import type { ReclaimReport } from './events.js'
import type { Ledger } from './ledger.js'
import type { HolderKind } from './member.js'
import type { Terms } from './options.js'
import type { WaitingQueue } from './waiting-queue.js'

/** One holder in a {@link BudgetExplanation}. */
export interface HolderExplanation extends Terms {
  /** What it is called. */
  readonly name: string
  /** Whether it is a consumer, a plain reservation or a nested budget. */
  readonly kind: HolderKind
  /** What it reserved. */
  readonly reservedBytes: number
  /** What it says it holds; `undefined` for a plain reservation, and for one that cannot say. */
  readonly usage: MemoryUsage | undefined
  /** Bytes of the line that are its by its weight; 0 for a plain reservation. */
  readonly fairShareBytes: number
  /** How often it was asked to give back, and how much in all. */
  readonly asked: AskedBytes
  /** What really came back while it was asked. */
  readonly gave: GivenBytes
}

/** What a holder was asked for. */
export interface AskedBytes {
  /** How often. */
  readonly times: number
  /** How much in all. */
  readonly bytes: number
}

/** What a holder gave back. */
export interface GivenBytes {
  /** How much in all. */
  readonly bytes: number
}

/** One that waits in a {@link BudgetExplanation}. */
export interface WaitingExplanation {
  /** Who. */
  readonly owner: string
  /** For how much. */
  readonly bytes: number
  /** Since when, in milliseconds. */
  readonly waitedMs: number
}

/** Who holds how much, who was asked, who gave what. */
export interface BudgetExplanation {
  /** The line. */
  readonly limit: number
  /** What counts against it. */
  readonly usedBytes: number
  /** All holders, in the order in which they joined. */
  readonly holders: readonly HolderExplanation[]
  /** Who waits, the next one first. */
  readonly waiting: readonly WaitingExplanation[]
  /** The last requests to give back, 32 at most, the oldest first. */
  readonly reclaims: readonly ReclaimReport[]
}

/** Writes down how things stand. */
export function explain(ledger: Ledger, queue: WaitingQueue, reclaims: readonly ReclaimReport[]): BudgetExplanation {
  const { limit, line, room } = ledger
  const now = Date.now()
  return {
    limit: line,
    usedBytes: limit - room,
    holders: [...ledger.members].map(member => ({
      name: member.name,
      kind: member.kind,
      reservedBytes: member.bytes,
      usage: ledger.usageOf(member),
      fairShareBytes: Math.floor(ledger.fairShare(member)),
      ...member.terms,
      asked: { ...member.asked },
      gave: { bytes: member.gaveBytes },
    })),
    waiting: [...queue].map(({ owner, bytes, since }) => ({ owner, bytes, waitedMs: now - since })),
    reclaims: [...reclaims],
  }
}
