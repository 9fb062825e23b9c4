import type { BudgetLike, MemoryConsumer, MemoryReservation, MemoryUsage } from '@plimsoll/bytes'
import { showStuck } from '../budget/deadlock.js'
import { giveUp } from '../budget/give-up.js'
import type { Terms } from '../budget/options.js'
import { Asked } from './asked.js'
import { lineToMember } from './line-to-member.js'
import { type Give, type Message, wholeBytes } from './message.js'
import type { BudgetPort } from './port.js'
import type { SharedBudget } from './share-budget.js'
import type { Wire } from './wire.js'

type Want = Message & { readonly kind: 'want' }

/** The owner's end: a consumer of the budget that stands for all who hold something at the other end. */
export class Share implements SharedBudget {
  static {
    if (Symbol.dispose) {
      Object.defineProperty(Share.prototype, Symbol.dispose, {
        configurable: true,
        value(this: Share) {
          this.close()
        },
      })
    }
  }

  declare readonly [Symbol.dispose]: () => void
  readonly name: string
  readonly ended: Promise<void>
  readonly #budget: BudgetLike & { readonly availableBytes?: number }
  readonly #reservation: MemoryReservation
  readonly #asked: Asked
  #stopListening: (why: string) => void
  #resolveEnded = () => {}
  #isEnded = false
  #wire: Wire | undefined
  #waiting: { readonly id: number; readonly abort: AbortController } | undefined
  #stuck = 0
  #usage: MemoryUsage = { heapBytes: 0, externalBytes: 0, entries: 0 }

  constructor(budget: BudgetLike, port: BudgetPort, options: { name: string; patienceMs: number; terms: Terms }) {
    this.name = options.name
    this.#budget = budget
    this.ended = new Promise(resolve => {
      this.#resolveEnded = resolve
    })
    this.#asked = new Asked(options.patienceMs)
    const consumer: MemoryConsumer = {
      name: this.name,
      memoryUsage: () => ({ ...this.#usage }),
      reclaim: (bytes, { urgent = false } = {}) => this.#reclaim(bytes, urgent),
    }
    // Two that work at the other end, one of which waits for the other, are no deadlock here.
    showStuck(consumer, () => Math.min(this.#stuck, this.#reservation.bytes))
    this.#reservation = budget.register(consumer, options.terms)
    let endedEarly = false
    this.#stopListening = () => {
      endedEarly = true
    }
    const stop = lineToMember(port, {
      message: (message, wire) => this.#hear(message, wire),
      gone: wire => {
        // Of several offers all but one are left behind.
        if (wire === undefined || wire === this.#wire) this.#end('it has ended')
      },
    })
    this.#stopListening = stop
    if (endedEarly) stop('it has exited')
  }

  get bytes(): number {
    return this.#reservation.bytes
  }

  get status(): SharedBudget['status'] {
    if (this.#isEnded) return 'ended'
    if (this.#wire === undefined) return 'waiting'
    return this.#asked.isSilent ? 'silent' : 'joined'
  }

  close(): void {
    this.#end(`"${this.name}" was closed by its owner`)
  }

  #end(why: string): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#stopListening(why)
    // First out of the queue: what is granted to nobody would be lost.
    this.#waiting?.abort.abort()
    giveUp(this.#reservation)
    this.#asked.endAll()
    this.#resolveEnded()
  }

  #hear(message: Message, wire: Wire): void {
    if (this.#isEnded) return
    if (message.kind === 'join' && this.#wire === undefined) {
      this.#wire = wire
      wire.post({ kind: 'share' })
    }
    if (wire !== this.#wire && message.kind !== 'end') return
    this.#asked.heard()
    if (message.kind === 'want') this.#grant(message)
    else if (message.kind === 'give') this.#take(message)
    else if (message.kind === 'stuck') this.#stuck = message.bytes
    else if (message.kind === 'cancel') {
      if (this.#waiting?.id === message.id) this.#waiting.abort.abort()
    } else if (message.kind === 'leave') this.#end('it has left')
    else if (message.kind === 'end') this.#end(message.text)
  }

  #grant(want: Want): void {
    const { id, bytes, ahead } = want
    // One at a time: whoever asks twice at once is none of ours.
    if (this.#waiting !== undefined) return
    if (!want.waits) {
      const granted = this.#tryGrow(bytes) ? bytes : 0
      this.#post(id, granted + (granted === bytes ? this.#ahead(ahead) : 0))
      return
    }
    const abort = new AbortController()
    this.#waiting = { id, abort }
    this.#reservation.grow(bytes, { signal: abort.signal }).then(
      () => {
        this.#waiting = undefined
        // A budget that grants what was given up: nobody is left to give it back.
        if (this.#isEnded) giveUp(this.#reservation)
        else this.#post(id, bytes + this.#ahead(ahead))
      },
      (reason: unknown) => {
        this.#waiting = undefined
        if (this.#isEnded) return
        const { code, message } = (reason ?? {}) as { code?: unknown; message?: unknown }
        if (abort.signal.aborted) this.#post(id, 0)
        else this.#wire?.post({ kind: 'refuse', id, code: String(code), text: String(message ?? reason) })
      },
    )
  }

  /** Reserved before it is told, so that what the other side has is never more. */
  #post(id: number, bytes: number): void {
    this.#wire?.post({ kind: 'grant', id, bytes })
  }

  /** Gives more than was asked for, of what nobody needs now: a part of what is free, so that others have theirs. */
  #ahead(bytes: number): number {
    const free = this.#budget.availableBytes
    const ahead = free === undefined ? bytes : Math.max(0, Math.min(bytes, Math.floor(free / 16)))
    return ahead > 0 && this.#tryGrow(ahead) ? ahead : 0
  }

  #tryGrow(bytes: number): boolean {
    if (bytes === 0) return true
    try {
      return this.#reservation.tryGrow(bytes)
    } catch {
      // A budget that was closed. The other side goes on with what it has until it is told.
      return false
    }
  }

  #take(give: Give): void {
    const { heapBytes, externalBytes, entries } = give
    this.#usage = { heapBytes, externalBytes, entries }
    const bytes = Math.min(give.bytes, this.#reservation.bytes)
    if (bytes > 0) this.#reservation.shrink(bytes)
    this.#asked.answered(give.request, bytes, give.done)
  }

  #reclaim(bytes: number, urgent: boolean): number | Promise<number> {
    if (this.#isEnded || this.#wire === undefined) return 0
    // Who is silent has our requests before it already, and will find them.
    if (this.#asked.isSilent) return 0
    const { id, answer } = this.#asked.add()
    this.#wire.post({ kind: 'reclaim', id, bytes: wholeBytes(bytes), urgent })
    return answer
  }
}
