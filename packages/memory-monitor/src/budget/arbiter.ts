import type { Emitter } from '../emitter.js'
import { Asker } from './ask.js'
import { budgetClosed, reservationGone } from './closed.js'
import { deadlockOf, holdsBytes, mayComeBack } from './deadlock.js'
import type { BudgetEvents } from './events.js'
import { comingBytes, mayBring } from './hopes.js'
import type { Ledger } from './ledger.js'
import type { Member } from './member.js'
import type { ParentShare } from './parent-share.js'
import { nextInOrder, portionOf } from './reclaim-order.js'
import { type Reclaim, Reclaimer } from './reclaimer.js'
import type { Above } from './see-through.js'
import { tooLarge } from './too-large.js'
import { Turn } from './turn.js'
import { WaitAbove } from './wait-above.js'
import { type Waiter, WaitingQueue, type WaitOptions } from './waiting-queue.js'

// How often those are looked at who may hold less, or may give by now, without telling anybody.
const lookEveryMs = 50
// After so many looks an answer that was promised is no longer counted on.
const overdueLooks = 20
// Two holders that take turns at growing when asked must not keep the process from going on.
const maxPasses = 8

/**
 * Decides who gets room: gives it, asks for it, lets wait for it. Never re-entered: what is called from inside a reclaim
 * or an event finds the ledger right and takes what is free, and nothing else happens.
 */
export class Arbiter {
  readonly ledger: Ledger
  readonly asker: Asker
  readonly queue: WaitingQueue
  /** What it has of a parent. */
  share: ParentShare | undefined
  closed = false
  readonly #events: Emitter<BudgetEvents>
  readonly #turn = new Turn()
  readonly #reclaimer: Reclaimer
  readonly #above: WaitAbove
  #again = false
  #timer: ReturnType<typeof setInterval> | undefined
  #looking = false

  /** @param name - of the budget, for messages */
  constructor(
    readonly name: string,
    ledger: Ledger,
    events: Emitter<BudgetEvents>,
  ) {
    this.ledger = ledger
    this.queue = new WaitingQueue(ledger.owners, () => this.settle())
    this.#events = events
    this.asker = new Asker(ledger, events, () => this.settle())
    this.#reclaimer = new Reclaimer(ledger, this.asker, this.#turn, () => this.settle())
    this.#above = new WaitAbove(ledger, this.queue, this.#reclaimer, () => this.#pump())
  }

  /** Grows at once or not at all. */
  tryGrow(member: Member, bytes: number): boolean {
    if (bytes === 0) return member.gone || this.#take(member, 0)
    if (member.gone) return false
    // The room that there is belongs to the first that waits; what is being reclaimed may need some to give more.
    if (this.queue.size > 0 && this.asker.current !== member) return false
    if (this.#take(member, bytes)) return true
    return !this.#turn.taken && this.#makeRoom(member, bytes)
  }

  /** Grows, in its turn. */
  async grow(member: Member, bytes: number, owner: string, options: WaitOptions): Promise<void> {
    options.signal?.throwIfAborted()
    const { ledger } = this
    if (this.closed) throw budgetClosed(this.name, owner)
    if (member.gone) throw reservationGone(this.name, owner)
    if (this.queue.size === 0 && this.#take(member, bytes)) return
    const refused = tooLarge(ledger, member, bytes, owner)
    if (refused) throw refused
    ledger.owners.spare(member, false)
    const served = this.queue.wait(member, bytes, owner, options)
    this.#pump()
    if (member.waiting > 0) this.#events.emit('wait', { owner, bytes, waiting: this.queue.size })
    return served
  }

  /** Gives bytes back. */
  shrink(member: Member, bytes: number): void {
    if (bytes === 0) return
    this.ledger.shrink(member, bytes)
    this.settle()
  }

  /** Takes a holder out, with all that it has. */
  leave(member: Member): void {
    if (member.gone) return
    const pending = member.pending
    if (pending) pending.freedBytes += member.held
    this.ledger.leave(member)
    if (member.waiting > 0)
      for (const waiter of [...this.queue])
        if (waiter.member === member) this.queue.fail(waiter, reservationGone(this.name, waiter.owner))
    this.settle()
  }

  /** After less is held: the parent's part goes back, and who waits has their turn. */
  settle(): void {
    if (this.#turn.taken) {
      this.#again = true
      return
    }
    this.share?.keep(this.ledger.held)
    this.#pump()
  }

  /**
   * Asks in order until so many bytes came back or are on their way.
   *
   * With `urgent` only what comes at once counts, and that is the answer; else it is a promise where somebody needs time.
   */
  reclaim(bytes: number, options: Reclaim): number | Promise<number> {
    // Asked while asking: never re-entered.
    if (this.#turn.taken) return 0
    const { later } = this.#reclaimer.reclaim(bytes, options)
    this.share?.keep(this.ledger.held)
    // Not at once: a parent that asked is to have the bytes before those who wait here.
    if (this.queue.size > 0) queueMicrotask(() => this.#pump())
    return later()
  }

  /** Ends all waits and all that runs. */
  close(): void {
    this.closed = true
    for (const waiter of [...this.queue]) this.queue.fail(waiter, budgetClosed(this.name, waiter.owner))
    for (const member of [...this.ledger.members]) this.ledger.leave(member)
    this.#look(false)
    const { reach } = this.ledger
    this.ledger.lineAbove &&= () => reach
    this.share?.leave()
    this.share = undefined
  }

  /** What a nested budget could still have of this one. */
  above(member: Member): Above {
    const { ledger } = this
    return {
      growableBytes: () => (this.queue.size > 0 ? 0 : this.#growable(member)),
      lineBytes: () => ledger.reach,
      mostBytes: () => {
        const own = ledger.limit - ledger.guaranteed + member.terms.min
        return Math.min(own, this.share?.above?.mostBytes() ?? own)
      },
    }
  }

  /** By how much a holder could grow with nobody being asked; a parent that cannot be read has just refused. */
  #growable(member: Member): number {
    const { ledger, share } = this
    const room = ledger.room + member.usage
    if (share === undefined) return room
    return Math.min(room, (share.above?.growableBytes() ?? 0) + share.bytes - ledger.held + member.usage)
  }

  #take(member: Member, bytes: number): boolean {
    if (bytes > 0) {
      const { ledger, share } = this
      const room = ledger.room + member.usage
      if (bytes > room) return false
      if (share !== undefined) {
        if (!share.cover(ledger.limit - room + bytes)) return false
        // Whom the parent asked may have called back and taken the room.
        if (bytes > ledger.limit - ledger.held + member.usage) return false
      }
      ledger.grow(member, bytes)
    }
    if (!member.joined) this.ledger.join(member)
    return true
  }

  /** Asks those who come before the requester, and takes what comes at once. */
  #makeRoom(member: Member, bytes: number): boolean {
    const { ledger } = this
    if (tooLarge(ledger, member, bytes, '') || !mayBring(this.ledger, member, bytes)) return false
    const pass = this.#reclaimer.nextPass()
    const taken = this.#turn.run(() => {
      while (!member.gone && this.queue.size === 0) {
        const asking = { pass, requester: member, wanted: bytes }
        const next = nextInOrder(ledger, asking)
        if (next === undefined || next === member) return false
        const wanted = portionOf(ledger, asking, next, Math.max(bytes - this.#growable(member), 1))
        if (this.asker.ask(next, wanted, { reason: 'grow', urgent: true }) < wanted) next.pass = pass
        if (!member.gone && this.queue.size === 0 && this.#take(member, bytes)) return true
      }
      return false
    })
    this.settle()
    return taken
  }

  /** Serves those who wait, as far as it goes. */
  #pump(): void {
    if (this.#turn.taken) {
      this.#again = true
      return
    }
    if (this.queue.size > 0) {
      this.#turn.run(() => {
        do {
          this.#again = false
          this.#serve()
        } while (this.#again)
      })
    }
    const { head } = this.queue
    if (this.share) this.#above.wait(this.share, head)
    this.#look(head !== undefined && this.ledger.weights > 0)
  }

  #serve(): void {
    let passes = 0
    for (let head = this.queue.head; head; head = this.queue.head) {
      if (this.#take(head.member, head.bytes)) {
        this.queue.serve(head)
        continue
      }
      // One that joined since may have been guaranteed what was possible before.
      const refused = tooLarge(this.ledger, head.member, head.bytes, head.owner)
      if (refused) {
        this.queue.fail(head, refused)
        continue
      }
      if (passes++ < maxPasses && this.#askFor(head)) continue
      if (!this.#unlock(head)) return
    }
  }

  /** Asks for what the first lacks; answers whether anything came at once. */
  #askFor(head: Waiter): boolean {
    const { ledger } = this
    const { member } = head
    const skipFruitless = !this.#looking
    this.#looking = false
    // What is short of what others have to give back first would be given in vain.
    if (!mayBring(this.ledger, member, head.bytes, { again: !skipFruitless })) return false
    const pass = this.#reclaimer.nextPass()
    let freed = 0
    for (;;) {
      const lacking = head.bytes - ledger.room - member.usage - comingBytes(ledger)
      if (!head.queued || lacking <= 0) break
      const asking = { pass, requester: member, requesterLast: true, skipFruitless }
      const next = nextInOrder(ledger, asking)
      if (next === undefined) break
      const wanted = portionOf(ledger, asking, next, lacking)
      const given = this.asker.ask(next, wanted, { reason: 'wait', urgent: false })
      if (given < wanted) next.pass = pass
      freed += given
    }
    return freed > 0
  }

  /** Looks for a deadlock, and ends it; answers whether somebody was served or failed. */
  #unlock(head: Waiter): boolean {
    const { ledger, queue } = this
    if (mayComeBack(ledger, head.bytes)) return false
    let victim: Waiter | undefined
    for (const waiter of queue) {
      if (!holdsBytes(ledger, waiter)) continue
      // The first waits for this one's bytes, so that it loses nothing when this one gets on.
      if (waiter !== head && this.#take(waiter.member, waiter.bytes)) {
        queue.serve(waiter)
        return true
      }
      victim = waiter
    }
    if (victim === undefined) return false
    const { error, report } = deadlockOf(ledger, victim)
    ledger.owners.spare(victim.member, victim.member.joined)
    queue.fail(victim, error)
    this.#events.emit('deadlock', report)
    return true
  }

  /**
   * Consumers shrink without telling, and one that could give nothing may be able to by now. While somebody waits they
   * are looked at again; not unref'd, for this may be all that ever ends the wait.
   */
  #look(needed: boolean): void {
    if (!needed) {
      clearInterval(this.#timer)
      this.#timer = undefined
    } else
      this.#timer ??= setInterval(() => {
        for (const member of this.ledger.consumers)
          if (member.pending && ++member.pending.looks > overdueLooks) this.asker.overdue(member)
        this.#above.askAnew()
        this.#looking = true
        this.settle()
        this.#looking = false
      }, lookEveryMs)
  }
}
