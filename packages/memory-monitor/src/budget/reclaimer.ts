import type { Asker } from './ask.js'
import type { ReclaimReason } from './events.js'
import { comingBytes } from './hopes.js'
import type { Ledger } from './ledger.js'
import type { Pending } from './member.js'
import { nextInOrder, portionOf } from './reclaim-order.js'
import type { Turn } from './turn.js'

/** Why and how holders are asked around. */
export interface Reclaim {
  readonly urgent: boolean
  readonly reason: ReclaimReason
  /** Only heap bytes count. */
  readonly heapOnly?: boolean
}

/** An answer that is to come, and what it had brought already when it was promised. */
interface Promised {
  readonly pending: Pending
  readonly counted: number
}

/** Asks holders around, in their order, until so many bytes came back or are on their way. */
export class Reclaimer {
  readonly #ledger: Ledger
  readonly #asker: Asker
  readonly #turn: Turn
  readonly #settle: () => void
  #pass = 0

  /** @param settle - told when what was promised and then asked for anew has come */
  constructor(ledger: Ledger, asker: Asker, turn: Turn, settle: () => void) {
    this.#ledger = ledger
    this.#asker = asker
    this.#turn = turn
    this.#settle = settle
  }

  /** Begins to ask around; none is asked again in a pass that gave less than its part. */
  nextPass(): number {
    return ++this.#pass
  }

  /** With `urgent` only what comes at once counts, and that is the answer; else it is a promise where somebody needs time. */
  reclaim(bytes: number, options: Reclaim): { readonly later: () => number | Promise<number> } {
    const promised: Promised[] = []
    const pass = this.nextPass()
    const freed = this.#askAround(bytes, pass, options, promised)
    const now = options.urgent || promised.length === 0
    return { later: () => (now ? freed : this.#later(bytes, freed, pass, options, promised)) }
  }

  #askAround(bytes: number, pass: number, options: Reclaim, promised: Promised[]): number {
    const { urgent, reason, heapOnly = false } = options
    const ledger = this.#ledger
    return this.#turn.run(() => {
      let freed = 0
      void ledger.room
      // What the last judgement asked for is on its way still; a caller wants bytes of his own.
      let coming = reason === 'pressure' && !urgent ? comingBytes(ledger) : 0
      while (freed + coming < bytes) {
        const asking = { pass, heapOnly }
        const next = nextInOrder(ledger, asking)
        if (next === undefined) break
        const usage = heapOnly ? ledger.usageOf(next) : undefined
        // To have so many bytes of the heap back, the buffers that go with them go too.
        const part = usage?.heapBytes ? usage.heapBytes / (usage.heapBytes + usage.externalBytes) : 1
        const wanted = portionOf(ledger, asking, next, Math.ceil((bytes - freed - coming) / part))
        const given = this.#asker.ask(next, wanted, { reason, urgent })
        if (given < wanted) next.pass = pass
        freed += given * part
        if (!urgent) coming += next.expected * part
        if (next.pending) promised.push({ pending: next.pending, counted: next.pending.freedBytes })
      }
      return Math.floor(freed)
    })
  }

  /** Waits for what was promised, and asks on for what it did not bring. */
  async #later(bytes: number, sofar: number, pass: number, options: Reclaim, promised: Promised[]): Promise<number> {
    let freed = sofar
    for (const { pending, counted } of promised) {
      await pending.done
      freed += pending.freedBytes - counted
      // Grows while it is walked, by those who are asked now.
      if (freed < bytes && pending === promised.at(-1)?.pending && !this.#turn.taken) {
        freed += this.#askAround(bytes - freed, pass, options, promised)
        this.#settle()
      }
    }
    return freed
  }
}
