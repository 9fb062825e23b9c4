import type {
  BudgetLike,
  ByteSize,
  MemoryConsumer,
  MemoryUsage,
  ReclaimOptions,
  RegisterOptions,
  ReserveOptions,
} from '@plimsoll/bytes'
import { Emitter } from '../emitter.js'
import { MemoryError } from '../errors.js'
import type { MemoryPressure } from '../pressure.js'
import { Arbiter } from './arbiter.js'
import type { BudgetReservation } from './budget-reservation.js'
import { budgetClosed } from './closed.js'
import { type Counted, countedBy, countedTwice } from './counted.js'
import { seesThrough, showStuck, stuckBytes } from './deadlock.js'
import { type BudgetEvents, budgetEvents } from './events.js'
import { type BudgetExplanation, explain } from './explain.js'
import { Ledger } from './ledger.js'
import { limitOf } from './limit.js'
import { Member } from './member.js'
import {
  bytesOf,
  checkConsumer,
  checkOptions,
  checkRoot,
  checkSignal,
  checkTerms,
  checkTimeout,
  invalid,
  type MemoryBudgetOptions,
  registerKeys,
  reserveKeys,
} from './options.js'
import { ParentShare } from './parent-share.js'
import { Reservation } from './reservation.js'
import { contains, ledgerOf, showAbove, showLedger } from './see-through.js'
import { tooMuchGuaranteed } from './too-large.js'

const plain = { rebuildCost: 'dear', weight: 1, min: 0 } as const

/**
 * Shares one line of memory among all that hold some: the sum of reservations never passes it.
 *
 * One root budget for one monitor: of two, each would give back all that the monitor asks for. Further lines are nested,
 * by `parent`.
 *
 * @example
 * ```ts
 * const budget = new MemoryBudget({ limit: '512MiB' })
 * const reservation = budget.register(cache)
 * using frame = await budget.reserve(8_294_400, { owner: 'frame' })
 * ```
 */
export class MemoryBudget implements BudgetLike, MemoryConsumer {
  static {
    if (Symbol.dispose)
      Object.defineProperty(MemoryBudget.prototype, Symbol.dispose, {
        value(this: MemoryBudget) {
          this.close()
        },
        configurable: true,
        writable: true,
      })
  }

  /** As {@link MemoryBudget.close}. Missing where the platform has no `Symbol.dispose`. */
  declare [Symbol.dispose]: () => void
  /** What it is called in reports and messages. */
  readonly name: string
  readonly #ledger: Ledger
  readonly #arbiter: Arbiter
  readonly #events = new Emitter<BudgetEvents>()
  /** Who counts what; nested budgets have their parent's, for what is held counts there too. */
  readonly #counted: WeakMap<object, Counted>
  readonly #collected: FinalizationRegistry<Member>
  #unhook: (() => void) | undefined

  /**
   * @throws {@link MemoryError} `BUDGET_INVALID_OPTIONS` for unknown options and values out of range, and where there is
   * neither a `limit` nor one to be found; {@link @plimsoll/bytes!BytesError} for a `limit` that is no size
   */
  constructor(options: MemoryBudgetOptions = {}) {
    checkOptions('MemoryBudget', options, ['limit', 'monitor', 'parent', 'name', ...registerKeys])
    const { monitor, parent, name = 'budget' } = options
    if (typeof name !== 'string' || name === '') throw invalid('name', name, 'a text that is not empty')
    if (parent !== undefined && typeof parent?.register !== 'function')
      throw invalid('parent', parent, 'a budget, with register()')
    if (monitor !== undefined && typeof monitor?.on !== 'function')
      throw invalid('monitor', monitor, 'a MemoryMonitor, or what has limits and on()')
    const terms = checkTerms(options)
    if (parent === undefined) checkRoot(name, options)
    this.name = name
    this.#counted = parent instanceof MemoryBudget ? parent.#counted : new WeakMap()
    const events = this.#events
    this.#ledger = new Ledger(limitOf(options), (member, cause) =>
      events.emit('fault', { name: member.name, fault: 'usage', cause }),
    )
    const arbiter = new Arbiter(name, this.#ledger, events)
    this.#arbiter = arbiter
    this.#collected = new FinalizationRegistry(member => {
      const { name: owner, bytes, kind } = member
      arbiter.leave(member)
      if (kind === 'reservation' && bytes > 0) events.emit('lost', { owner, bytes })
    })
    showLedger(this, this.#ledger)
    if (parent !== undefined) {
      arbiter.share = new ParentShare(parent, this, terms)
      this.#ledger.lineAbove = arbiter.share.above?.lineBytes
    }
    showStuck(this, () => stuckBytes(this.#ledger))
    if (monitor !== undefined) {
      // Weakly, as everything holds everything here: a monitor of the process must not keep a tenant's budget.
      const weak = new WeakRef(this)
      const unhook = monitor.on('pressure', pressure => {
        const budget = weak.deref()
        if (budget) budget.#relieve(pressure)
        else unhook()
      })
      const unwatch = monitor.on('measure', () => {
        const budget = weak.deref()
        if (budget) budget.#keepLine()
        else unwatch()
      })
      this.#unhook = () => {
        unhook()
        unwatch()
      }
    }
  }

  /**
   * The line, in bytes. A nested budget that was given none reads its parent's: what it can reach where the others
   * there give way. `Number.MAX_SAFE_INTEGER` where the parent is no `MemoryBudget`, or in another thread or process.
   */
  get limit(): number {
    return this.#ledger.line
  }

  /** Bytes that count against the line: reservations, and what those say who do not reserve. */
  get usedBytes(): number {
    return this.#ledger.limit - this.#ledger.room
  }

  /** Bytes up to the line; 0 where those who do not reserve have passed it. */
  get availableBytes(): number {
    return Math.max(0, this.#ledger.line - this.usedBytes)
  }

  /**
   * Adds a consumer, held weakly: it is out when its reservation is disposed, or when it is collected. The reservation
   * keeps its consumer alive.
   *
   * Of two that count the same Map or Set the second is refused, also in another budget nested below the same root by
   * `parent`: it would count there twice.
   *
   * @throws {@link MemoryError} `BUDGET_INVALID_CONSUMER` for what is none, is in already, counts what another one in
   * there counts, or has this budget within; `BUDGET_INVALID_OPTIONS`, `BUDGET_TOO_LARGE` where its `min` and those of the others pass the line, `BUDGET_CLOSED`
   */
  register(consumer: MemoryConsumer, options: RegisterOptions = {}): BudgetReservation {
    checkOptions('register', options, registerKeys)
    const terms = checkTerms(options)
    checkConsumer(consumer)
    const { name } = consumer
    if (this.#arbiter.closed) throw budgetClosed(this.name, name)
    const counted = countedBy(consumer)
    const first = this.#counted.get(counted)
    if (first && !first.member.gone) throw countedTwice(consumer, first)
    const refused = tooMuchGuaranteed(this.#ledger, name, terms.min)
    if (refused) throw refused
    const kind = consumer instanceof MemoryBudget || seesThrough(consumer) ? 'budget' : 'consumer'
    const nested = ledgerOf(consumer)
    if (nested && contains(nested, this.#ledger))
      throw new MemoryError('BUDGET_INVALID_CONSUMER', `${name} has this budget within; a budget cannot hold itself`)
    const member = new Member(kind, name, terms, new WeakRef(consumer), undefined, nested && new WeakRef(nested))
    this.#counted.set(counted, { member, budget: this.name })
    this.#collected.register(consumer, member, member)
    this.#ledger.join(member)
    this.#arbiter.settle()
    const reservation = new Reservation(this.#arbiter, member, consumer, () => {
      if (this.#counted.get(counted)?.member === member) this.#counted.delete(counted)
      this.#collected.unregister(member)
    })
    if (nested) showAbove(reservation, this.#arbiter.above(member))
    return reservation
  }

  /**
   * Promises bytes to a holder that is no consumer, waiting for its turn until there is room.
   *
   * @throws {@link MemoryError} `BUDGET_TOO_LARGE` at once for more than could ever come, `BUDGET_TIMEOUT`,
   * `BUDGET_DEADLOCK` where all who hold bytes wait themselves, `BUDGET_INVALID_BYTES`, `BUDGET_INVALID_OPTIONS`,
   * `BUDGET_CLOSED`; {@link @plimsoll/bytes!BytesError} for a text that is no size; the signal's reason when it is aborted
   */
  async reserve(bytes: ByteSize, options: ReserveOptions = {}): Promise<BudgetReservation> {
    checkOptions('reserve', options, reserveKeys)
    const { signal, timeoutMs } = options
    checkSignal(signal)
    checkTimeout(timeoutMs)
    const member = this.#reserved(options)
    await this.#arbiter.grow(member, bytesOf(bytes, member.name), member.name, { signal, timeoutMs })
    return this.#handedOut(member)
  }

  /**
   * Promises bytes at once or not at all; others are asked to give back, as by
   * {@link @plimsoll/bytes!MemoryReservation.tryGrow | tryGrow}.
   *
   * @throws {@link MemoryError} `BUDGET_INVALID_BYTES`, `BUDGET_INVALID_OPTIONS`; {@link @plimsoll/bytes!BytesError} for a
   * text that is no size
   */
  tryReserve(bytes: ByteSize, options: Pick<ReserveOptions, 'owner'> = {}): BudgetReservation | undefined {
    checkOptions('tryReserve', options, ['owner'])
    const member = this.#reserved(options)
    const size = bytesOf(bytes, member.name)
    if (this.#arbiter.closed || !this.#arbiter.tryGrow(member, size)) return undefined
    return this.#handedOut(member)
  }

  /**
   * Asks consumers to give back so many bytes, in the order of reclaiming.
   *
   * @returns what came back; a promise where one of them needs time. With `urgent` what comes at once
   * @throws {@link MemoryError} `BUDGET_INVALID_BYTES`, `BUDGET_INVALID_OPTIONS`; {@link @plimsoll/bytes!BytesError} for a
   * text that is no size
   */
  reclaim(bytes: ByteSize, options: ReclaimOptions = {}): number | Promise<number> {
    checkOptions('reclaim', options, ['urgent'])
    return this.#arbiter.reclaim(bytesOf(bytes, this.name), { urgent: options.urgent ?? false, reason: 'call' })
  }

  /** What its holders hold, as they say themselves; plain reservations count as external. */
  memoryUsage(): MemoryUsage {
    const sum = { heapBytes: 0, externalBytes: 0, entries: 0 }
    for (const member of this.#ledger.members) {
      const usage = this.#ledger.usageOf(member)
      sum.heapBytes += usage?.heapBytes ?? 0
      sum.externalBytes += usage?.externalBytes ?? member.held
      sum.entries += usage?.entries ?? 1
    }
    return sum
  }

  /** Answers who holds how much, who was asked, who gave what. */
  explain(): BudgetExplanation {
    return explain(this.#ledger, this.#arbiter.queue, this.#arbiter.asker.history)
  }

  /**
   * Listens.
   *
   * @returns what ends it
   * @throws {@link MemoryError} `BUDGET_INVALID_OPTIONS` for an event that there is not, or a listener that is none
   */
  on<Event extends keyof BudgetEvents>(event: Event, listener: (detail: BudgetEvents[Event]) => void): () => void {
    if (!budgetEvents.includes(event)) throw invalid('the event', event, `one of ${budgetEvents.join(', ')}`)
    if (typeof listener !== 'function') throw invalid('the listener', listener, 'a function')
    return this.#events.on(event, listener)
  }

  /** Ends all waits with `BUDGET_CLOSED`, and gives all bytes back to the parent. May be called twice. */
  close(): void {
    this.#unhook?.()
    this.#unhook = undefined
    this.#arbiter.close()
  }

  #reserved({ owner }: Pick<ReserveOptions, 'owner'>): Member {
    if (owner !== undefined && (typeof owner !== 'string' || owner === ''))
      throw invalid('owner', owner, 'a text that is not empty')
    return new Member('reservation', owner ?? 'reservation', plain, undefined, owner)
  }

  #handedOut(member: Member): BudgetReservation {
    const reservation = new Reservation(this.#arbiter, member, undefined, () => this.#collected.unregister(member))
    this.#collected.register(reservation, member, member)
    return reservation
  }

  // Those who do not reserve say nothing when they grow.
  #keepLine(): void {
    const over = -this.#ledger.room
    if (over > 0) this.#arbiter.reclaim(over, { urgent: false, reason: 'line' })
  }

  #relieve({ limit, excessBytes, urgent }: MemoryPressure): void {
    this.#arbiter.reclaim(excessBytes, { urgent, reason: 'pressure', heapOnly: limit === 'heap' })
  }
}
