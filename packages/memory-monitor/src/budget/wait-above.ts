import { comingBytes } from './hopes.js'
import type { Ledger } from './ledger.js'
import type { ParentShare } from './parent-share.js'
import type { Reclaimer } from './reclaimer.js'
import { isTooLarge } from './too-large.js'
import type { Waiter, WaitingQueue } from './waiting-queue.js'

/** Where there is room in a nested budget and none above, the first that waits there waits above. */
export class WaitAbove {
  readonly #ledger: Ledger
  readonly #queue: WaitingQueue
  readonly #reclaimer: Reclaimer
  readonly #settled: () => void
  #waitsFor: Waiter | undefined
  /** What the parent said it could never give to that one. */
  #refusedBytes = Number.POSITIVE_INFINITY

  /** @param settled - told when the parent has answered */
  constructor(ledger: Ledger, queue: WaitingQueue, reclaimer: Reclaimer, settled: () => void) {
    this.#ledger = ledger
    this.#queue = queue
    this.#reclaimer = reclaimer
    this.#settled = settled
  }

  /** Begins, or goes on, or ends where nobody waits. */
  wait(share: ParentShare, head: Waiter | undefined): void {
    const { held, limit } = this.#ledger
    if (this.#waitsFor !== head) {
      share.stopWaiting()
      this.askAnew()
    }
    this.#waitsFor = undefined
    share.keep(held)
    if (head === undefined) return
    const wanted = held - head.member.usage + head.bytes
    if (wanted > limit) return
    this.#waitsFor = head
    // Asked for again when less is wanted, or at the next look.
    if (wanted >= this.#refusedBytes) return
    share.wait(wanted, refused => {
      const waiter = this.#waitsFor
      if (refused && waiter && !(isTooLarge(refused.reason) && this.#giveWay(share, waiter, wanted)))
        this.#queue.fail(waiter, refused.reason)
      this.#settled()
    })
  }

  /** Lets the parent be asked once more for what it said it could never give. */
  askAnew(): void {
    this.#refusedBytes = Number.POSITIVE_INFINITY
  }

  /**
   * Where the parent could never give so much, it may be for what is held here without being reserved: that goes first.
   * Answers whether there is anything to wait for.
   */
  #giveWay(share: ParentShare, waiter: Waiter, wanted: number): boolean {
    const ledger = this.#ledger
    const most = share.above?.mostBytes()
    if (most !== undefined && waiter.bytes > most) return false
    const before = ledger.held
    const excess = most === undefined ? Math.max(waiter.bytes, Math.ceil(before / 8)) : wanted - most
    this.#refusedBytes = wanted
    this.#reclaimer.reclaim(excess, { urgent: false, reason: 'wait' })
    return most !== undefined || ledger.held < before || comingBytes(ledger) > 0
  }
}
