import type { Ledger } from './ledger.js'
import type { Member } from './member.js'

const ranks = { free: 0, cheap: 1, dear: 2 } as const

/** Who is asked next. */
export interface Asking {
  /** Marks the members that were asked already, each once a pass. */
  readonly pass: number
  /** Who wants the bytes, if it is a member. */
  readonly requester?: Member | undefined
  /** With these bytes on top it would stand where it is compared. */
  readonly wanted?: number
  /** The requester's turn comes after all others, not in its place. */
  readonly requesterLast?: boolean
  /** Leaves those out who gave nothing when asked before. */
  readonly skipFruitless?: boolean
  /** Leaves those out who hold nothing on the heap. */
  readonly heapOnly?: boolean
}

/**
 * Answers whose turn it is to give back: of those who hold more than their `min` and are not being asked, the cheapest to
 * rebuild, then the one most above its fair share, then the one that joined first.
 *
 * A scan rather than a sorted list: most requests are settled by the first or second, and this allocates nothing.
 */
export function nextInOrder(ledger: Ledger, asking: Asking): Member | undefined {
  let next: Member | undefined
  let nextAbove = 0
  for (const member of ledger.consumers) {
    if (member.pass === asking.pass || member.pending !== undefined) continue
    if (asking.skipFruitless && member.fruitless > 0) continue
    if (asking.heapOnly && !(ledger.usageOf(member)?.heapBytes ?? 0)) continue
    const own = member === asking.requester
    const wouldHold = own ? member.held + (asking.wanted ?? 0) : member.held
    const share = ledger.fairShare(member)
    // A requester with nothing to give is passed over up to its fair share, or the dear would keep the cheap from starting.
    const starts = own && !asking.requesterLast && wouldHold > Math.max(share, member.terms.min)
    if (member.reclaimable === 0 && !starts) continue
    const above = wouldHold - share
    if (next === undefined || precedes(member, above, next, nextAbove, asking)) {
      next = member
      nextAbove = above
    }
  }
  return next
}

function precedes(member: Member, above: number, next: Member, nextAbove: number, asking: Asking): boolean {
  if (asking.requesterLast) {
    if (member === asking.requester) return false
    if (next === asking.requester) return true
  }
  const rank = ranks[member.terms.rebuildCost] - ranks[next.terms.rebuildCost]
  return rank === 0 ? above > nextAbove : rank < 0
}
