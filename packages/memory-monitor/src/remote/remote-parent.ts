import type { BudgetLike, MemoryConsumer, MemoryReservation, ReserveOptions } from '@plimsoll/bytes'
import { stuckOf } from '../budget/deadlock.js'
import type { MemoryBudget } from '../budget/memory-budget.js'
import { MemoryError } from '../errors.js'
import { InTurn } from './in-turn.js'
import { Joining } from './joining.js'
import { lineToOwner, type OwnerLine } from './line-to-owner.js'
import { type Message, wholeBytes, wholeUsage } from './message.js'
import type { BudgetPort } from './port.js'
import { type Refusal, toError } from './refusal.js'
import { RemoteReservation } from './remote-reservation.js'
import { type RemoteWaiter, RemoteWaiters } from './remote-waiters.js'
import { Slack } from './slack.js'
import { after, every, type Running } from './timers.js'
import { UnreservedUsage } from './unreserved-usage.js'

/** What spare bytes are kept for before they go back. */
const idleMs = 100
// Who waits, and what they hold, changes without telling. An interval that keeps alive: somebody waits.
const stuckEveryMs = 50
// How long those who do not reserve may have passed the line by, unseen.
const usageEveryMs = 100

/**
 * The budget at the other end of a port, seen from the side that joined: the parent of the one nested budget here.
 *
 * It has `held` bytes that were taken, and `slack` that were granted and are free, so that `tryGrow` need not ask. One
 * question at a time is under way. Slack is never kept beside a wait: one who waits with something in hand, which another
 * waits for, would wait for ever; and what comes free meanwhile goes to whoever waits longest anywhere.
 */
export class RemoteParent implements BudgetLike {
  readonly #joining = new Joining()
  #line: OwnerLine | undefined
  readonly #slack: Slack
  readonly #unreserved = new UnreservedUsage()
  readonly #waiters = new RemoteWaiters({
    aborted: waiter => {
      if (this.#question?.waiter === waiter) this.#line?.post({ kind: 'cancel', id: this.#question.id })
      else this.#next()
    },
    emptied: () => {
      this.#hold()
      this.#watch?.stop()
      this.#watch = undefined
      this.#tellStuck()
    },
  })
  #consumer: MemoryBudget | undefined
  #status: 'joining' | 'joined' | 'gone' = 'joining'
  #goneWhy = ''
  #lastId = 0
  #question: { readonly id: number; readonly waiter: RemoteWaiter | undefined } | undefined
  /** Bytes that the owner asked for last, and that nobody could give: next freed, next given. */
  #owed = 0
  #idle: Running | undefined
  /** What the owner was told last of those that hold and wait. */
  #stuck = 0
  #watch: Running | undefined
  #looking: Running | undefined
  #reclaiming: { readonly id: number; given: number } | undefined
  /** A consumer is never asked while it is being asked. */
  readonly #reclaims = new InTurn()

  /** @param slackBytes - what is kept ahead at least */
  constructor(slackBytes: number) {
    this.#slack = new Slack(slackBytes)
  }

  /** Looks for the owner at the other end of a port. */
  connect(port: BudgetPort, isScope: boolean): void {
    this.#line = lineToOwner(port, isScope, {
      shared: () => {
        this.#status = 'joined'
        this.#looking = every(usageEveryMs, () => this.#coverUsage())
        this.#next()
        // Else the answer tells whether there was anything.
        if (!this.#question) this.#settleJoined()
      },
      message: message => this.#hear(message),
      gone: () => this.#lose('its owner, or the line to it, is gone'),
    })
  }

  /** Resolves when a budget answered, and the first bytes ahead came. */
  whenJoined(): Promise<void> {
    const joined = this.#joining.wait()
    this.#hold()
    return joined
  }

  /** Bytes granted and free. */
  get slackBytes(): number {
    return this.#slack.free
  }

  /** Whether there is an owner at the other end. */
  get isJoined(): boolean {
    return this.#status === 'joined'
  }

  register(consumer: MemoryConsumer): MemoryReservation {
    // Nobody else is made with this for a parent.
    this.#consumer = consumer as MemoryBudget
    return new RemoteReservation(this)
  }

  async reserve(bytes: number, options: ReserveOptions = {}): Promise<MemoryReservation> {
    const reservation = new RemoteReservation(this)
    await reservation.grow(bytes, options)
    return reservation
  }

  /** Gives all back, and ends the line. */
  close(): void {
    if (this.#status === 'gone') return
    this.#line?.post({ kind: 'leave' })
    this.#lose('it was closed here')
  }

  /** Takes bytes of what is here, and asks for more ahead. */
  take(bytes: number): boolean {
    if (this.#status === 'gone') return bytes === 0
    // Room is his who waits longest.
    if (this.#waiters.size > 0) return false
    const taken = this.#slack.take(bytes)
    if (!taken) this.#slack.missed = Math.max(this.#slack.missed, bytes)
    this.#next()
    return taken
  }

  /** Takes bytes, waiting for them. */
  wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.#status === 'gone') return Promise.reject(this.#disconnected())
    if (this.#waiters.size === 0 && bytes <= this.#slack.free) {
      this.take(bytes)
      return Promise.resolve()
    }
    const served = this.#waiters.wait(bytes, signal)
    this.#hold()
    this.#watch ??= every(stuckEveryMs, () => this.#tellStuck())
    this.#watch.hold(true)
    this.#next()
    return served
  }

  /** Takes bytes back from who had them. */
  release(bytes: number): void {
    this.#slack.held -= bytes
    if (this.#status === 'gone') return
    this.#slack.free += bytes
    if (this.#waiters.size > 0 || this.#reclaiming) this.#give(this.#slack.free)
    else {
      const paid = Math.min(this.#owed, this.#slack.free)
      this.#owed -= paid
      this.#give(paid)
      this.#trimLater()
    }
  }

  #settleJoined(): void {
    this.#joining.resolve()
    this.#hold()
  }

  /** Keeps this thread alive while somebody waits for what others say. */
  #hold(): void {
    if (this.#status !== 'gone') this.#line?.hold(this.#joining.isAwaited || this.#waiters.size > 0)
  }

  /** Asks what is to be asked next, if anything. */
  #next(): void {
    if (this.#status !== 'joined' || this.#question) return
    const waiter = this.#waiters.first
    if (waiter) {
      this.#slack.missed = 0
      this.#give(this.#slack.free)
      this.#tellStuck()
      this.#ask(waiter.bytes, this.#slack.targetWith(waiter.bytes), waiter)
      return
    }
    const lacking = this.#slack.lacking()
    if (lacking) this.#ask(lacking.bytes, lacking.ahead, undefined)
  }

  #ask(bytes: number, ahead: number, waiter: RemoteWaiter | undefined): void {
    this.#lastId += 1
    this.#question = { id: this.#lastId, waiter }
    this.#line?.post({ kind: 'want', id: this.#lastId, bytes, ahead, waits: waiter !== undefined })
  }

  #hear(message: Message): void {
    if (this.#status === 'gone') return
    if (message.kind === 'grant') this.#granted(message.id, message.bytes)
    else if (message.kind === 'refuse') this.#refused(message)
    else if (message.kind === 'reclaim') this.#reclaims.run(() => this.#reclaim(message))
    else if (message.kind === 'end') this.#lose(message.text)
  }

  #granted(id: number, bytes: number): void {
    if (this.#question?.id !== id) return
    const { waiter } = this.#question
    this.#question = undefined
    this.#slack.free += bytes
    if (waiter === undefined) this.#slack.dry = this.#slack.isLow
    else if (this.#waiters.first === waiter && this.#slack.take(waiter.bytes)) {
      this.#slack.dry = this.#slack.isLow
      waiter.resolve()
    }
    this.#settleJoined()
    this.#next()
    this.#trimLater()
  }

  #refused(refusal: Refusal): void {
    if (this.#question?.id !== refusal.id) return
    const { waiter } = this.#question
    this.#question = undefined
    if (waiter && this.#waiters.has(waiter)) waiter.reject(toError(refusal))
    this.#next()
  }

  async #reclaim({ id, bytes, urgent }: { id: number; bytes: number; urgent: boolean }): Promise<void> {
    const running = { id, given: 0 }
    this.#reclaiming = running
    this.#slack.dry = true
    this.#give(Math.min(this.#slack.free, bytes))
    if (running.given < bytes) {
      try {
        const answer = this.#consumer?.reclaim(bytes - running.given, { urgent })
        if (typeof answer === 'object') await answer
      } catch {
        // Whatever it did, what it gave is what was counted.
      }
    }
    this.#reclaiming = undefined
    const last = Math.min(this.#slack.free, Math.max(0, bytes - running.given))
    this.#owed = Math.max(0, bytes - running.given - last)
    this.#give(last, id, true)
    this.#trimLater()
  }

  #give(bytes: number, request = this.#reclaiming?.id ?? 0, done = false): void {
    if (bytes === 0 && !done) return
    this.#tellStuck()
    this.#slack.free -= bytes
    if (this.#reclaiming) this.#reclaiming.given += bytes
    this.#line?.post({ kind: 'give', request, bytes, done, ...wholeUsage(this.#consumer?.memoryUsage()) })
  }

  /** Reserves what those hold here who do not reserve; what is refused has to go. */
  #coverUsage(): void {
    const budget = this.#consumer
    if (!budget || this.#question || this.#waiters.size > 0 || this.#reclaims.isRunning) return
    const missed = this.#unreserved.cover(budget, this.#slack)
    if (missed === 0) return
    this.#slack.missed = Math.max(this.#slack.missed, missed)
    this.#next()
  }

  /** Lets the owner see a deadlock through this budget, as it does through nested ones, and none where there is none. */
  #tellStuck(): void {
    if (this.#status !== 'joined') return
    const bytes = this.#waiters.size > 0 && this.#consumer ? wholeBytes(stuckOf(this.#consumer)) : 0
    if (bytes === this.#stuck) return
    this.#stuck = bytes
    this.#line?.post({ kind: 'stuck', bytes })
  }

  /** What was freed may be taken again in a moment; what is not goes back. */
  #trimLater(): void {
    if (this.#idle !== undefined || this.#status !== 'joined' || this.#slack.excess <= 0) return
    this.#idle = after(idleMs, () => {
      this.#idle = undefined
      if (this.#status === 'joined' && this.#slack.excess > 0) this.#give(this.#slack.excess)
    })
  }

  #lose(why: string): void {
    if (this.#status === 'gone') return
    this.#status = 'gone'
    this.#goneWhy = why
    this.#slack.free = 0
    this.#idle?.stop()
    this.#looking?.stop()
    this.#line?.close()
    this.#joining.reject(this.#disconnected())
    this.#waiters.fail(() => this.#disconnected())
  }

  #disconnected(): MemoryError {
    return new MemoryError('BUDGET_DISCONNECTED', `the budget is no longer shared: ${this.#goneWhy}`)
  }
}
