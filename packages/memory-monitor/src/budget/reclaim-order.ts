import type { Ledger } from './ledger.js'
import type { Member } from './member.js'

const ranks = { free: 0, cheap: 1, dear: 2 } as const

/** Who is asked next. */
export interface Asking {
  /** Marks the members that gave less than they were asked for, and are not asked again in this pass. */
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
    const above = aboveShare(ledger, member, asking)
    if (above === undefined) continue
    if (next === undefined || precedes(member, above, next, nextAbove, asking)) {
      next = member
      nextAbove = above
    }
  }
  return next
}

/**
 * Answers how much of what is lacking is its part: those who cost as little to rebuild come down together, the highest
 * above their fair shares to the level of the next, so that nobody gives all while another one has as much.
 */
export function portionOf(ledger: Ledger, asking: Asking, next: Member, lacking: number): number {
  const standing: number[] = []
  for (const member of ledger.consumers) {
    if (member === asking.requester || member.terms.rebuildCost !== next.terms.rebuildCost) continue
    const above = aboveShare(ledger, member, asking)
    if (above !== undefined) standing.push(above)
  }
  standing.sort((one, other) => other - one)
  const [highest = 0] = standing
  let level = highest
  let sum = 0
  for (const [at, above] of standing.entries()) {
    if (above < level) break
    sum += above
    level = (sum - lacking) / (at + 1)
  }
  const part = next === asking.requester ? lacking : Math.max(1, Math.ceil(highest - level))
  return Math.min(part, lacking, next.reclaimable)
}

/** How far one stands above its fair share; `undefined` where it is not asked. */
function aboveShare(ledger: Ledger, member: Member, asking: Asking): number | undefined {
  if (member.pass === asking.pass || member.pending !== undefined) return undefined
  if (asking.skipFruitless && member.fruitless > 0) return undefined
  if (asking.heapOnly && !(ledger.usageOf(member)?.heapBytes ?? 0)) return undefined
  const own = member === asking.requester
  const wouldHold = own ? member.held + (asking.wanted ?? 0) : member.held
  const share = ledger.fairShare(member)
  // A requester with nothing to give is passed over up to its fair share, or the dear would keep the cheap from starting.
  const starts = own && !asking.requesterLast && wouldHold > Math.max(share, member.terms.min)
  return member.reclaimable === 0 && !starts ? undefined : wouldHold - share
}

function precedes(member: Member, above: number, next: Member, nextAbove: number, asking: Asking): boolean {
  if (asking.requesterLast) {
    if (member === asking.requester) return false
    if (next === asking.requester) return true
  }
  const rank = ranks[member.terms.rebuildCost] - ranks[next.terms.rebuildCost]
  return rank === 0 ? above > nextAbove : rank < 0
}
