import type { BudgetLike, MemoryConsumer, MemoryReservation, ReserveOptions } from '@plimsoll/bytes'
import { stuckOf } from '../budget/deadlock.js'
import type { MemoryBudget } from '../budget/memory-budget.js'
import { MemoryError, type MemoryErrorCode } from '../errors.js'
import { lineToOwner, type OwnerLine } from './line-to-owner.js'
import type { Message } from './message.js'
import type { BudgetPort } from './port.js'
import { RemoteReservation } from './remote-reservation.js'

/** One that waits for bytes. */
interface Waiter {
  readonly bytes: number
  resolve(): void
  reject(error: unknown): void
}

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
  readonly #joined: Promise<void>
  #line: OwnerLine | undefined
  readonly #slackBytes: number
  readonly #waiters: Waiter[] = []
  #consumer: MemoryBudget | undefined
  #status: 'joining' | 'joined' | 'gone' = 'joining'
  #goneWhy = ''
  #slack = 0
  #held = 0
  #lastId = 0
  #question: { readonly id: number; readonly waiter: Waiter | undefined } | undefined
  /** Bytes that the owner asked for last, and that nobody could give: next freed, next given. */
  #owed = 0
  /** Bytes that somebody tried to have and could not. */
  #missed = 0
  /** Nothing was free when bytes ahead were asked for; asking again waits for a reason. */
  #dry = false
  #idle: unknown
  /** Somebody waits to have joined. */
  #awaited = false
  #joinedOnce = false
  /** What the owner was told last of those that hold and wait. */
  #stuck = 0
  #watch: unknown
  #looking: unknown
  /** What those hold who do not reserve was asked for, and may have been refused. */
  #usageAsked = false
  #reclaiming: { readonly id: number; given: number } | undefined
  #lastReclaim: Promise<void> | undefined
  #resolveJoined = () => {}
  #rejectJoined: (error: unknown) => void = () => {}

  /** @param slackBytes - what is kept ahead at least */
  constructor(slackBytes: number) {
    this.#slackBytes = slackBytes
    this.#joined = new Promise((resolve, reject) => {
      this.#resolveJoined = resolve
      this.#rejectJoined = reject
    })
    // Nobody need look at it.
    this.#joined.catch(() => {})
  }

  /** Looks for the owner at the other end of a port. */
  connect(port: BudgetPort, isScope: boolean): void {
    this.#line = lineToOwner(port, isScope, {
      shared: () => {
        this.#status = 'joined'
        const look = setInterval(() => this.#coverUsage(), usageEveryMs)
        ;(look as { unref?(): void }).unref?.()
        this.#looking = look
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
    this.#awaited ||= !this.#joinedOnce
    this.#hold()
    return this.#joined
  }

  /** Bytes granted and free. */
  get slackBytes(): number {
    return this.#slack
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
    if (this.#waiters.length > 0) return false
    if (bytes > this.#slack) {
      this.#missed = Math.max(this.#missed, bytes)
      this.#next()
      return false
    }
    this.#slack -= bytes
    this.#held += bytes
    this.#next()
    return true
  }

  /** Takes bytes, waiting for them. */
  wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.#status === 'gone') return Promise.reject(this.#disconnected())
    if (this.#waiters.length === 0 && bytes <= this.#slack) {
      this.take(bytes)
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#drop(waiter)
        reject(signal?.reason)
        if (this.#question?.waiter === waiter) this.#line?.post({ kind: 'cancel', id: this.#question.id })
        else this.#next()
      }
      const settle = () => {
        signal?.removeEventListener('abort', abort)
        this.#drop(waiter)
      }
      const waiter: Waiter = {
        bytes,
        resolve: () => {
          settle()
          resolve()
        },
        reject: error => {
          settle()
          reject(error)
        },
      }
      signal?.addEventListener('abort', abort)
      this.#waiters.push(waiter)
      this.#hold()
      this.#watch ??= setInterval(() => this.#tellStuck(), stuckEveryMs)
      this.#next()
    })
  }

  /** Takes bytes back from who had them. */
  release(bytes: number): void {
    this.#held -= bytes
    if (this.#status === 'gone') return
    this.#slack += bytes
    if (this.#waiters.length > 0 || this.#reclaiming) this.#give(this.#slack)
    else {
      const paid = Math.min(this.#owed, this.#slack)
      this.#owed -= paid
      this.#give(paid)
      this.#trimLater()
    }
  }

  /** Slack that is kept. */
  get #target(): number {
    return this.#targetWith(0)
  }

  #targetWith(bytes: number): number {
    return Math.max(this.#slackBytes, Math.floor((this.#held + bytes) / 16))
  }

  #settleJoined(): void {
    this.#joinedOnce = true
    this.#awaited = false
    this.#hold()
    this.#resolveJoined()
  }

  /** Keeps this thread alive while somebody waits for what others say. */
  #hold(): void {
    if (this.#status !== 'gone') this.#line?.hold(this.#awaited || this.#waiters.length > 0)
  }

  #drop(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter)
    if (index >= 0) this.#waiters.splice(index, 1)
    if (this.#waiters.length > 0) return
    this.#hold()
    clearInterval(this.#watch as never)
    this.#watch = undefined
    this.#tellStuck()
  }

  /** Asks what is to be asked next, if anything. */
  #next(): void {
    if (this.#status !== 'joined' || this.#question) return
    const waiter = this.#waiters[0]
    if (waiter) {
      this.#missed = 0
      this.#give(this.#slack)
      this.#tellStuck()
      this.#ask(waiter.bytes, this.#targetWith(waiter.bytes), waiter)
      return
    }
    const missing = Math.max(0, this.#missed - this.#slack)
    this.#missed = 0
    if (missing > 0) this.#ask(missing, this.#targetWith(missing), undefined)
    else if (!this.#dry && this.#slack < this.#target / 2) this.#ask(0, this.#target - this.#slack, undefined)
  }

  #ask(bytes: number, ahead: number, waiter: Waiter | undefined): void {
    this.#lastId += 1
    this.#question = { id: this.#lastId, waiter }
    this.#line?.post({ kind: 'want', id: this.#lastId, bytes, ahead, waits: waiter !== undefined })
  }

  #hear(message: Message): void {
    if (this.#status === 'gone') return
    if (message.kind === 'grant') this.#granted(message.id, message.bytes)
    else if (message.kind === 'refuse') this.#refused(message)
    else if (message.kind === 'reclaim') this.#queueReclaim(message)
    else if (message.kind === 'end') this.#lose(message.text)
  }

  #granted(id: number, bytes: number): void {
    if (this.#question?.id !== id) return
    const { waiter } = this.#question
    this.#question = undefined
    this.#slack += bytes
    if (waiter === undefined) this.#dry = this.#slack < this.#target / 2
    else if (this.#waiters[0] === waiter && waiter.bytes <= this.#slack) {
      this.#slack -= waiter.bytes
      this.#held += waiter.bytes
      this.#dry = this.#slack < this.#target / 2
      waiter.resolve()
    }
    this.#settleJoined()
    this.#next()
    this.#trimLater()
  }

  #refused({ id, code, text }: { id: number; code: string; text: string }): void {
    if (this.#question?.id !== id) return
    const { waiter } = this.#question
    this.#question = undefined
    if (waiter && this.#waiters.includes(waiter)) waiter.reject(new MemoryError(codeOf(code), text))
    this.#next()
  }

  /** One after the other: a consumer is never asked while it is being asked. */
  #queueReclaim(message: Message & { readonly kind: 'reclaim' }): void {
    if (this.#lastReclaim === undefined) this.#lastReclaim = this.#reclaim(message)
    else this.#lastReclaim = this.#lastReclaim.then(() => this.#reclaim(message))
    const own = this.#lastReclaim
    void own?.then(() => {
      if (this.#lastReclaim === own) this.#lastReclaim = undefined
    })
  }

  async #reclaim({ id, bytes, urgent }: { id: number; bytes: number; urgent: boolean }): Promise<void> {
    const running = { id, given: 0 }
    this.#reclaiming = running
    this.#dry = true
    this.#give(Math.min(this.#slack, bytes))
    if (running.given < bytes) {
      try {
        const answer = this.#consumer?.reclaim(bytes - running.given, { urgent })
        if (typeof answer === 'object') await answer
      } catch {
        // Whatever it did, what it gave is what was counted.
      }
    }
    this.#reclaiming = undefined
    const last = Math.min(this.#slack, Math.max(0, bytes - running.given))
    this.#owed = Math.max(0, bytes - running.given - last)
    this.#give(last, id, true)
    this.#trimLater()
  }

  #give(bytes: number, request = this.#reclaiming?.id ?? 0, done = false): void {
    if (bytes === 0 && !done) return
    this.#tellStuck()
    this.#slack -= bytes
    if (this.#reclaiming) this.#reclaiming.given += bytes
    const { heapBytes = 0, externalBytes = 0, entries = 0 } = this.#consumer?.memoryUsage() ?? {}
    this.#line?.post({ kind: 'give', request, bytes, done, heapBytes, externalBytes, entries })
  }

  /** Reserves what those hold here who do not reserve; what is refused has to go. */
  #coverUsage(): void {
    const budget = this.#consumer
    if (!budget || this.#question || this.#waiters.length > 0 || this.#lastReclaim) return
    const extra = budget.usedBytes - this.#held
    const asked = this.#usageAsked
    this.#usageAsked = false
    if (extra === 0) return
    // The budget takes along what its consumers have grown by, and gives what they have shrunk by.
    if (extra < this.#slack) budget.tryReserve(1)?.[Symbol.dispose]()
    else if (asked) void budget.reclaim(extra - this.#slack)
    else {
      this.#usageAsked = true
      this.#missed = Math.max(this.#missed, extra + 1)
      this.#next()
    }
  }

  /** Lets the owner see a deadlock through this budget, as it does through nested ones, and none where there is none. */
  #tellStuck(): void {
    if (this.#status !== 'joined') return
    const bytes = this.#waiters.length > 0 && this.#consumer ? stuckOf(this.#consumer) : 0
    if (bytes === this.#stuck) return
    this.#stuck = bytes
    this.#line?.post({ kind: 'stuck', bytes })
  }

  /** What was freed may be taken again in a moment; what is not goes back. */
  #trimLater(): void {
    if (this.#idle !== undefined || this.#status !== 'joined' || this.#slack <= this.#target) return
    this.#idle = setTimeout(() => {
      this.#idle = undefined
      if (this.#status === 'joined' && this.#slack > this.#target) this.#give(this.#slack - this.#target)
    }, idleMs)
    ;(this.#idle as { unref?(): void }).unref?.()
  }

  #lose(why: string): void {
    if (this.#status === 'gone') return
    this.#status = 'gone'
    this.#goneWhy = why
    this.#slack = 0
    clearTimeout(this.#idle as never)
    clearInterval(this.#looking as never)
    this.#line?.close()
    this.#rejectJoined(this.#disconnected())
    for (const waiter of [...this.#waiters]) waiter.reject(this.#disconnected())
  }

  #disconnected(): MemoryError {
    return new MemoryError('BUDGET_DISCONNECTED', `the budget is no longer shared: ${this.#goneWhy}`)
  }
}

function codeOf(code: string): MemoryErrorCode {
  return /^BUDGET_[A-Z_]+$/.test(code) ? (code as MemoryErrorCode) : 'BUDGET_CLOSED'
}
