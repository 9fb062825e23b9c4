import { giveUp } from '../budget/give-up.js'
import type { MemoryBudget } from '../budget/memory-budget.js'
import type { Slack } from './slack.js'

/** What those hold at this end who do not reserve: it is reserved for them, and what is refused has to go. */
export class UnreservedUsage {
  /** It was asked for, and may have been refused. */
  #asked = false

  /**
   * Covers it by what is free, or reclaims it where asking was in vain.
   *
   * @returns bytes to ask the owner for
   */
  cover(budget: MemoryBudget, slack: Slack): number {
    // A part of a byte can neither be reserved nor asked for.
    const extra = Math.ceil(budget.usedBytes) - slack.held
    const asked = this.#asked
    this.#asked = false
    if (extra === 0) return 0
    // The budget takes along what its consumers have grown by, and gives what they have shrunk by.
    if (extra < slack.free) {
      const taken = budget.tryReserve(1)
      if (taken) giveUp(taken)
    } else if (asked) Promise.resolve(budget.reclaim(extra - slack.free)).catch(() => {})
    else {
      this.#asked = true
      return extra + 1
    }
    return 0
  }
}
