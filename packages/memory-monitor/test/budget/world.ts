import type { MemoryConsumer, MemoryReservation, MemoryUsage } from '@plimsoll/bytes'
import { MemoryBudget, MemoryError, type PressureSource } from '@plimsoll/memory-monitor'
import type * as fc from 'fast-check'
import { expect, vi } from 'vitest'
import { calm } from './holders.js'

export const limit = 100

export const kinds = [
  ...([
    'honest',
    'honest',
    'slow',
    'slow',
    'partial',
    'never',
    'liar',
    'throws',
    'rejects',
    'nonsense',
    'regrows',
  ] as const),
  ...(['silent', 'fraction', 'no entries', 'broken usage', 'releases others', 'reserves'] as const),
]
export type Kind = (typeof kinds)[number]

/** Those that hold bytes without reserving them. */
const saysOnly: Kind[] = ['silent', 'fraction', 'no entries', 'broken usage']

export interface Step {
  readonly do:
    | ('register' | 'tryGrow' | 'grow' | 'shrink' | 'leave' | 'swell')
    | ('reserve' | 'measure' | 'tryReserve' | 'release' | 'abort' | 'reclaim' | 'answer' | 'look' | 'close child')
  readonly at: number
  readonly bytes: number
  readonly kind: Kind
  readonly min: number
  readonly cost: 'free' | 'cheap' | 'dear'
  readonly urgent: boolean
  readonly owner: string | undefined
}

interface Wait {
  readonly budget: MemoryBudget
  readonly abort: AbortController
  /** Whether nobody that waits holds anything in its name, so that it has to keep its place. */
  readonly strict: boolean
  /** The most that it would have had with it. */
  most: number
  readonly asks: () => number
  /** Whether it asked, at any time, for more than could be had: it may be refused once that is noticed. */
  tooLarge: boolean
  state: 'waits' | 'given' | 'refused'
}

/** A monitor that measures when it is told to. */
class Measurer implements PressureSource {
  readonly limits = { heapBytes: undefined, containerBytes: undefined, ownBytes: undefined }
  readonly #measured: (() => void)[] = []

  on(event: 'pressure' | 'measure', listener: (pressure: never) => void): () => void {
    if (event === 'measure') this.#measured.push(listener as () => void)
    return () => {}
  }

  measure(): void {
    for (const measured of this.#measured) measured()
  }
}

/** A consumer of any character, and what it really holds. */
class Character implements MemoryConsumer {
  reservation: MemoryReservation | undefined
  held = 0
  /** Sum of all that it ever waited for. */
  growing = 0

  constructor(
    readonly world: World,
    readonly budget: MemoryBudget,
    readonly name: string,
    readonly kind: Kind,
  ) {}

  memoryUsage() {
    if (this.kind === 'broken usage') {
      if (this.held % 3 === 0) throw new Error('no idea')
      if (this.held % 3 === 1) return { heapBytes: Number.NaN, externalBytes: -1, entries: 0 }
    }
    const bytes = this.reservation?.bytes || this.held
    if (this.kind === 'fraction') return { heapBytes: bytes * 1.03, externalBytes: 0, entries: bytes / 3 }
    if (this.kind === 'no entries') return { heapBytes: bytes, externalBytes: 0 } as MemoryUsage
    return { heapBytes: bytes, externalBytes: 0, entries: 1 }
  }

  reclaim(bytes: number, options?: { urgent?: boolean }): number | Promise<number> {
    this.world.inside(() => {
      if (this.world.asked.has(this)) expect.fail(`${this.name} is asked while it is asked`)
      this.world.check()
    })
    this.world.asked.add(this)
    const done = <Answer>(answer: Answer): Answer => {
      this.world.asked.delete(this)
      return answer
    }
    switch (this.kind) {
      case 'slow': {
        if (options?.urgent) return done(0)
        const free = () => done(this.free(bytes))
        return this.world.scheduler.schedule(Promise.resolve(), this.name).then(free)
      }
      case 'never':
      case 'broken usage':
        return done(0)
      case 'partial':
        return done(this.free(Math.ceil(bytes / 3)))
      case 'liar':
        return done(bytes)
      case 'throws':
        this.free(bytes >> 1)
        done(0)
        throw new Error('not today')
      case 'rejects':
        this.world.asked.delete(this)
        return Promise.reject(new Error('not today either'))
      case 'nonsense':
        this.free(bytes)
        return done([Number.NaN, -5, Number.POSITIVE_INFINITY, 'all' as unknown as number][bytes % 4] as number)
      case 'regrows': {
        const freed = this.free(bytes)
        this.reservation?.tryGrow(bytes >> 1)
        return done(freed)
      }
      case 'releases others': {
        this.world.held.shift()?.[Symbol.dispose]()
        this.world.inside(() => expect(this.budget.reclaim(bytes)).toBe(0))
        return done(this.free(bytes))
      }
      case 'reserves':
        this.world.reserve(this.budget, bytes >> 1, undefined)
        return done(this.free(bytes))
      default:
        return done(this.free(bytes))
    }
  }

  /** Whether it never reserves. */
  get saysOnly(): boolean {
    return saysOnly.includes(this.kind)
  }

  free(bytes: number): number {
    if (this.saysOnly) {
      const freed = Math.min(bytes, this.held)
      this.held -= freed
      return freed
    }
    const freed = Math.min(bytes, this.reservation?.bytes ?? 0)
    this.reservation?.shrink(freed)
    return freed
  }
}

/** A budget with two nested ones and one within them, holders of all characters, and a plain account of them. */
export class World {
  readonly #monitor = new Measurer()
  readonly root = new MemoryBudget({ limit, name: 'root', monitor: this.#monitor })
  readonly first = new MemoryBudget({ limit: 60, parent: this.root, name: 'first' })
  readonly second = new MemoryBudget({ parent: this.root, name: 'second', rebuildCost: 'free' })
  readonly inner = new MemoryBudget({ limit: 40, parent: this.first, name: 'inner' })
  readonly budgets = [this.root, this.root, this.first, this.second, this.inner]
  readonly #nested = [
    [this.root, this.first],
    [this.root, this.second],
    [this.first, this.inner],
  ] as const
  readonly asked = new Set<Character>()
  readonly closed = new Set<MemoryBudget>()
  readonly held: MemoryReservation[] = []
  readonly waits: Wait[] = []
  readonly errors: unknown[] = []
  #characters: Character[] = []
  #made = 0

  constructor(readonly scheduler: fc.Scheduler) {}

  reserve(budget: MemoryBudget, bytes: number, owner: string | undefined): void {
    this.#wait(
      budget,
      owner === undefined,
      () => bytes,
      signal =>
        budget.reserve(bytes, { signal, ...(owner !== undefined && { owner }) }).then(reservation => {
          expect(reservation.bytes).toBe(bytes)
          this.held.push(reservation)
        }),
    )
  }

  async take(step: Step): Promise<void> {
    const budget = this.budgets[step.at % this.budgets.length] as MemoryBudget
    const character = this.#characters[step.at % Math.max(1, this.#characters.length)]
    switch (step.do) {
      case 'register': {
        const made = new Character(this, budget, `${step.kind} ${this.#made++}`, step.kind)
        try {
          made.reservation = budget.register(made, { rebuildCost: step.cost, min: step.min, weight: 1 + (step.at % 3) })
          this.#characters.push(made)
        } catch (error) {
          expect((error as MemoryError).code).toMatch(/BUDGET_(TOO_LARGE|CLOSED)/)
        }
        break
      }
      case 'tryGrow':
        if (character && !character.saysOnly) {
          const bytes = character.reservation?.bytes ?? 0
          const waiting = character.budget.explain().waiting.length
          const grown = character.reservation?.tryGrow(step.bytes)
          if (step.bytes === 0) expect(grown, 'nothing is always given').toBe(true)
          else if (waiting > 0) expect(grown, 'the room belongs to the first that waits').toBe(false)
          if (grown && step.bytes > 0) expect(character.reservation?.bytes).toBe(bytes + step.bytes)
        }
        break
      case 'grow':
        if (character?.reservation && !character.saysOnly) {
          const { reservation } = character
          // With what it waits for already.
          const before = character.growing
          character.growing += step.bytes
          this.#wait(
            character.budget,
            false,
            () => reservation.bytes + before + step.bytes,
            signal => reservation.grow(step.bytes, { signal }),
          )
        }
        break
      case 'shrink':
        character?.free(step.bytes)
        break
      case 'swell':
        if (character?.saysOnly) character.held = step.bytes
        break
      case 'leave':
        this.#characters = this.#characters.filter(other => other !== character)
        character?.reservation?.[Symbol.dispose]()
        break
      case 'reserve':
        this.reserve(budget, step.bytes, step.owner)
        break
      case 'tryReserve': {
        const waiting = budget.explain().waiting.length
        const reservation = budget.tryReserve(step.bytes)
        if (waiting > 0 && step.bytes > 0)
          expect(reservation, 'the room belongs to the first that waits').toBeUndefined()
        if (reservation) this.held.push(reservation)
        break
      }
      case 'release':
        this.held.splice(step.at % Math.max(1, this.held.length), 1)[0]?.[Symbol.dispose]()
        break
      case 'abort':
        this.#open[step.at % Math.max(1, this.#open.length)]?.abort.abort(new Error('given up'))
        break
      case 'reclaim': {
        const freed = budget.reclaim(step.bytes, { urgent: step.urgent })
        if (step.urgent) expect(freed).toBeTypeOf('number')
        else Promise.resolve(freed).catch(error => this.errors.push(error))
        break
      }
      case 'measure':
        this.#monitor.measure()
        break
      case 'answer':
        if (this.scheduler.count() > 0) await this.scheduler.waitOne()
        break
      case 'look':
        vi.advanceTimersByTime(50)
        break
      case 'close child':
        if (step.at % 4 === 0) {
          this.closed.add(this.inner)
          this.inner.close()
        }
        break
    }
    this.check()
    await calm()
    this.check()
    this.#checkOrder()
  }

  /** Gives everything back, and answers what is left. */
  async end(): Promise<void> {
    for (let round = 0; this.#open.length > 0 || this.held.length > 0 || this.scheduler.count() > 0; round++) {
      for (const reservation of this.held.splice(0)) reservation[Symbol.dispose]()
      while (this.scheduler.count() > 0) await this.scheduler.waitOne()
      await calm()
      this.check()
      // Those who can never be served because of what liars and the unwilling hold, who are no deadlock, are let go.
      if (round === 40)
        for (const character of this.#characters.splice(0)) {
          character.reservation?.[Symbol.dispose]()
          this.check()
        }
      if (round > 60) break
      vi.advanceTimersByTime(50)
      await calm()
    }
    expect(this.#open, 'waits that nobody ends').toEqual([])
    for (const character of this.#characters.splice(0)) character.reservation?.[Symbol.dispose]()
    // What a nested budget covers for those who shrink without telling, it gives back when it is asked.
    await this.root.reclaim(limit)
    expect(this.budgets.map(budget => budget.usedBytes)).toEqual([0, 0, 0, 0, 0])
    expect(this.root.explain().holders.map(({ name, reservedBytes }) => [name, reservedBytes])).toEqual([
      ['first', 0],
      ['second', 0],
    ])
    expect(this.errors).toEqual([])
    expect(vi.getTimerCount(), 'timers left').toBe(0)
  }

  /** What has to be true at every moment, also inside a reclaim. */
  check(): void {
    for (const wait of this.waits) {
      wait.most = Math.max(wait.most, wait.asks())
      wait.tooLarge ||= !this.#possible(wait.budget, wait.most)
    }
    const accounts = new Map([...new Set(this.budgets)].map(budget => [budget, budget.explain().holders]))
    const sums = new Map<MemoryBudget, number>()
    for (const [budget, holders] of accounts) {
      let sum = 0
      for (const { reservedBytes } of holders) sum += reservedBytes
      sums.set(budget, sum)
      if (sum > budget.limit) expect.fail(`${budget.name} is over its line: ${JSON.stringify(holders)}`)
    }
    for (const budget of accounts.keys())
      if (budget.usedBytes < this.#holds(budget))
        expect.fail(`${budget.name} counts ${budget.usedBytes} of ${this.#holds(budget)} bytes that are held there`)
    for (const { name, budget, kind, reservation } of this.#characters) {
      const bytes = accounts.get(budget)?.find(holder => holder.name === name)?.reservedBytes ?? 0
      if (!saysOnly.includes(kind) && bytes !== reservation?.bytes)
        expect.fail(`${name} has not the ${bytes} bytes it is counted for`)
    }
    for (const [parent, child] of this.#nested) {
      const share = accounts.get(parent)?.find(({ name }) => name === child.name)?.reservedBytes ?? 0
      if (share < (sums.get(child) ?? 0))
        expect.fail(`${child.name} holds more than its ${share} bytes of ${parent.name}`)
    }
  }

  /** Checks from inside a reclaim, where what is thrown would be the consumer's fault. */
  inside(check: () => void): void {
    try {
      check()
    } catch (error) {
      this.errors.push(error)
    }
  }

  /** What is really held in a budget and in those within, by those who can say. */
  #holds(budget: MemoryBudget): number {
    if (this.closed.has(budget)) return 0
    let bytes = 0
    for (const holder of budget.explain().holders) if (holder.kind === 'reservation') bytes += holder.reservedBytes
    for (const { budget: own, kind, held, reservation } of this.#characters)
      if (own === budget && kind !== 'broken usage') bytes += saysOnly.includes(kind) ? held : (reservation?.bytes ?? 0)
    for (const [parent, child] of this.#nested) if (parent === budget) bytes += this.#holds(child)
    return bytes
  }

  /** Whether so much could be had of a budget if everybody gave way who has to. */
  #possible(budget: MemoryBudget, bytes: number, child?: MemoryBudget): boolean {
    let guaranteed = 0
    for (const { name, min } of budget.explain().holders) if (name !== child?.name) guaranteed += min
    if (bytes + guaranteed > budget.limit) return false
    const above = this.#nested.find(([, nested]) => nested === budget)?.[0]
    return above === undefined || this.#possible(above, bytes, budget)
  }

  get #open(): Wait[] {
    return this.waits.filter(wait => wait.state === 'waits')
  }

  /** Nobody was served before one that came earlier. */
  #checkOrder(): void {
    for (const [place, wait] of this.waits.entries()) {
      if (wait.state !== 'given' || !wait.strict) continue
      const passedBy = this.waits
        .slice(0, place)
        .filter(other => other.budget === wait.budget && other.state === 'waits')
      expect(passedBy, `served before ${passedBy.length} that came earlier in ${wait.budget.name}`).toEqual([])
    }
    for (const wait of [...this.waits]) if (wait.state !== 'waits') this.waits.splice(this.waits.indexOf(wait), 1)
  }

  #wait(
    budget: MemoryBudget,
    strict: boolean,
    asks: () => number,
    start: (signal: AbortSignal) => Promise<void>,
  ): void {
    const abort = new AbortController()
    const wait: Wait = { budget, abort, strict, most: asks(), asks, tooLarge: false, state: 'waits' }
    this.waits.push(wait)
    start(abort.signal).then(
      () => {
        wait.state = 'given'
      },
      error => {
        wait.state = 'refused'
        if (abort.signal.aborted) return
        const code = error instanceof MemoryError ? error.code : error
        if (code === 'BUDGET_TOO_LARGE') {
          if (!wait.tooLarge && this.#possible(budget, wait.most))
            this.errors.push(`${error} for ${wait.most} bytes that could be had`)
        } else if (code !== 'BUDGET_DEADLOCK' && code !== 'BUDGET_CLOSED') this.errors.push(error)
      },
    )
  }
}
