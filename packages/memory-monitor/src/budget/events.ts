/** Why holders are asked to give back. */
export type ReclaimReason = 'grow' | 'wait' | 'pressure' | 'line' | 'call'

/** One request to give back, and what came of it. */
export interface ReclaimReport {
  /** Who was asked. */
  readonly name: string
  /** Why. */
  readonly reason: ReclaimReason
  /** Whether it had to answer at once. */
  readonly urgent: boolean
  /** How much was asked for. */
  readonly askedBytes: number
  /** What it said that it freed; `undefined` where it threw or answered no bytes. */
  readonly answeredBytes: number | undefined
  /** What really came back while it was at it, by its reservation or by `memoryUsage()`. */
  readonly freedBytes: number
}

/** A holder that broke its contract. The budget goes on without it: what it said is not counted. */
export interface FaultReport {
  /** Who. */
  readonly name: string
  /**
   * What it did: `'threw'` in `reclaim`; `'invalid'`: answered no bytes; `'untrue'`: said that it freed more than came
   * back, by a tenth or more; `'slow'`: has not answered for so long that others are asked in its place; `'usage'`:
   * `memoryUsage()` threw or answered no bytes.
   */
  readonly fault: 'threw' | 'invalid' | 'untrue' | 'slow' | 'usage'
  /** What was thrown or answered. */
  readonly cause: unknown
}

/** A request that waits. */
export interface WaitReport {
  /** Who waits. */
  readonly owner: string
  /** For how much. */
  readonly bytes: number
  /** How many wait now, this one among them. */
  readonly waiting: number
}

/** A wait that was ended because it could never have been served. */
export interface DeadlockReport {
  /** Whose wait was ended. */
  readonly owner: string
  /** For how much it waited. */
  readonly bytes: number
  /** Who holds how much. */
  readonly holders: readonly HeldBytes[]
}

/** Who holds how much. */
export interface HeldBytes {
  /** What it is called. */
  readonly name: string
  /** What counts against the line. */
  readonly bytes: number
}

/** A reservation that nobody disposed. */
export interface LostReport {
  /** Whose it was. */
  readonly owner: string
  /** What it held; given back now. */
  readonly bytes: number
}

/** What a {@link MemoryBudget} tells. A type, not an interface: `Emitter` wants an index. */
export type BudgetEvents = {
  /** A holder was asked to give back, and has answered. */
  reclaim: ReclaimReport
  /** A holder broke its contract. */
  fault: FaultReport
  /** A request began to wait. */
  wait: WaitReport
  /** A wait was ended because all holders wait for one another. */
  deadlock: DeadlockReport
  /** A reservation was collected undisposed. */
  lost: LostReport
}

/** Their names. */
export const budgetEvents: readonly (keyof BudgetEvents)[] = ['reclaim', 'fault', 'wait', 'deadlock', 'lost']
