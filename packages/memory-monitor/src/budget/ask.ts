import type { Emitter } from '../emitter.js'
import type { BudgetEvents, FaultReport, ReclaimReason, ReclaimReport } from './events.js'
import type { Ledger } from './ledger.js'
import type { Member, Pending } from './member.js'

/** How a member is asked. */
export interface AskOptions {
  readonly reason: ReclaimReason
  readonly urgent: boolean
}

const kept = 32
// One that sizes its entries by a sample is as true as its sample.
const tolerance = 0.1

/** Asks members to give back, one at a time; believes the ledger rather than their answers. */
export class Asker {
  /** Who is being asked at this moment, and might call back. */
  current: Member | undefined
  /** What was asked last, the oldest first. */
  readonly history: ReclaimReport[] = []
  readonly #ledger: Ledger
  readonly #events: Emitter<BudgetEvents>
  readonly #settled: () => void

  /** @param settled - told when an answer that was promised has come */
  constructor(ledger: Ledger, events: Emitter<BudgetEvents>, settled: () => void) {
    this.#ledger = ledger
    this.#events = events
    this.#settled = settled
  }

  /** Asks one member, and answers the bytes by which it holds less now. What it promises comes later. */
  ask(member: Member, bytes: number, options: AskOptions): number {
    const consumer = member.consumer?.deref()
    if (consumer === undefined) return 0
    const before = member.held
    member.asked.times += 1
    member.asked.bytes += bytes
    const pending: Pending = { askedBytes: bytes, freedBytes: 0, overdue: false, looks: 0, done: undefined }
    member.pending = pending
    this.current = member
    let answer: unknown
    let promised = false
    try {
      answer = consumer.reclaim(bytes, { urgent: options.urgent })
      promised = isThenable(answer)
    } catch (error) {
      this.#fault(member, 'threw', error)
      this.current = undefined
      return this.#close(member, pending, options, undefined, before)
    }
    this.current = undefined
    if (!promised) return this.#close(member, pending, options, answer, before)
    // Two callbacks, not an `await`: what a hostile thenable throws is its own answer.
    pending.done = Promise.resolve(answer).then(
      later => {
        this.#close(member, pending, options, later, before)
        this.#settled()
      },
      error => {
        this.#fault(member, 'threw', error)
        this.#close(member, pending, options, undefined, before)
        this.#settled()
      },
    )
    this.#read(member)
    return Math.max(0, before - member.held)
  }

  /** Stops counting on a member that takes too long. */
  overdue(member: Member): void {
    if (member.pending === undefined || member.pending.overdue) return
    member.pending.overdue = true
    this.#fault(member, 'slow', undefined)
  }

  #close(member: Member, pending: Pending, options: AskOptions, answer: unknown, before: number): number {
    this.#read(member)
    member.pending = undefined
    const freedBytes = pending.freedBytes
    const answeredBytes = isBytes(answer) ? answer : undefined
    if (freedBytes > 0) member.gaveBytes += freedBytes
    else member.fruitless += 1
    const { name } = member
    const { reason, urgent } = options
    const report = { name, reason, urgent, askedBytes: pending.askedBytes, answeredBytes, freedBytes }
    this.history.push(report)
    if (this.history.length > kept) this.history.shift()
    this.#events.emit('reclaim', report)
    if (answeredBytes === undefined) {
      if (answer !== undefined) this.#fault(member, 'invalid', answer)
    } else if (answeredBytes * (1 - tolerance) > freedBytes) this.#fault(member, 'untrue', answeredBytes)
    return Math.max(0, before - member.held)
  }

  /** What a member has freed that it had not reserved is seen by asking it. */
  #read(member: Member): void {
    this.#ledger.refresh(member)
  }

  #fault(member: Member, fault: FaultReport['fault'], cause: unknown): void {
    this.#events.emit('fault', { name: member.name, fault, cause })
  }
}

function isBytes(answer: unknown): answer is number {
  return typeof answer === 'number' && answer >= 0 && answer <= Number.MAX_SAFE_INTEGER
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && typeof (answer as { then?: unknown }).then === 'function'
}
