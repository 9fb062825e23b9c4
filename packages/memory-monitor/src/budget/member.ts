import type { MemoryConsumer } from '@plimsoll/bytes'
import { isEmpty } from './counted.js'
import type { Ledger } from './ledger.js'
import type { Terms } from './options.js'

/** What a holder is to its budget. */
export type HolderKind = 'consumer' | 'reservation' | 'budget'

/** A request to give back that was answered by a promise. */
export interface Pending {
  /** Bytes asked for. */
  readonly askedBytes: number
  /** Bytes that came back since. */
  freedBytes: number
  /** Whether it takes so long that nobody counts on it any more. */
  overdue: boolean
  /** How often it was looked at since while others waited. */
  looks: number
  /** Resolves when the answer is there; never rejects. */
  done: Promise<void> | undefined
}

let made = 0

/**
 * One holder's page in the ledger. The budget knows its holders by these alone, so that nothing here keeps a consumer
 * alive.
 */
export class Member {
  readonly order = made++
  /** Reserved now. */
  bytes = 0
  /** Whether it reserves, and so is counted by what it reserved. */
  reserves: boolean
  /** What it holds beyond what it reserved, as it said last: all of it where it does not reserve. */
  usage = 0
  /** Whether it is in the ledger. */
  joined = false
  /** Whether it gave back all, for good. */
  gone = false
  readonly asked = { times: 0, bytes: 0 }
  gaveBytes = 0
  pending: Pending | undefined
  /** How often in a row it was asked while others waited, and gave nothing. */
  fruitless = 0
  /** Growths of its own that wait. */
  waiting = 0
  /** Whether its wait was ended because of a deadlock; until it waits again it may be about to give back. */
  spared = false
  /** The pass of reclaiming in which it was asked last. */
  pass = 0
  /** Ends the watch on a nested budget's ledger. */
  unwatch: (() => void) | undefined
  /** Whether its last `memoryUsage()` was of no use, so that this is told once. */
  unreadable = false

  constructor(
    readonly kind: HolderKind,
    readonly name: string,
    readonly terms: Terms,
    readonly consumer: WeakRef<MemoryConsumer> | undefined,
    /** Who asked for a plain reservation, by the name given. */
    readonly owner: string | undefined,
    /** The ledger of a nested budget, where it can be read. */
    readonly nested?: WeakRef<Ledger> | undefined,
  ) {
    this.reserves = consumer === undefined
  }

  /** Bytes that count against the line. */
  get held(): number {
    return this.bytes + this.usage
  }

  /** Bytes that may be asked back. */
  get reclaimable(): number {
    if (this.consumer === undefined || isEmpty(this.consumer.deref())) return 0
    return Math.max(0, this.held - this.terms.min)
  }

  /** Bytes that are on their way back. */
  get expected(): number {
    const { pending } = this
    if (pending === undefined || pending.overdue) return 0
    return Math.min(this.reclaimable, Math.max(0, pending.askedBytes - pending.freedBytes))
  }
}
