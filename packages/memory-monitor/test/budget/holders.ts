import type { MemoryConsumer, ReclaimOptions } from '@plimsoll/bytes'
import type { BudgetReservation, MemoryBudget } from '@plimsoll/memory-monitor'

/** How a consumer of a test joins. */
export interface HolderOptions {
  readonly name?: string
  readonly rebuildCost?: 'free' | 'cheap' | 'dear'
  readonly weight?: number
  readonly min?: number
}

/** A consumer that reserves what it holds, gives back what it is asked for, and writes down what it was asked. */
export class Holder implements MemoryConsumer {
  readonly name: string
  readonly asked: { bytes: number; urgent: boolean }[] = []
  reservation: BudgetReservation
  /** What it does when it is asked; by default it gives back. */
  answer: (bytes: number, urgent: boolean) => number | Promise<number> = bytes => this.free(bytes)

  constructor(budget: MemoryBudget, { name = 'holder', ...options }: HolderOptions = {}) {
    this.name = name
    this.reservation = budget.register(this, options)
  }

  /** What it holds. */
  get bytes(): number {
    return this.reservation.bytes
  }

  memoryUsage() {
    return { heapBytes: this.bytes, externalBytes: 0, entries: this.bytes > 0 ? 1 : 0 }
  }

  reclaim(bytes: number, { urgent = false }: ReclaimOptions = {}): number | Promise<number> {
    this.asked.push({ bytes, urgent })
    return this.answer(bytes, urgent)
  }

  /** Gives back so many bytes, or all. */
  free(bytes: number): number {
    const freed = Math.min(bytes, this.bytes)
    this.reservation.shrink(freed)
    return freed
  }
}

/** A consumer that does not reserve, as a Map behind an adapter. */
export class Silent implements MemoryConsumer {
  readonly asked: number[] = []
  reservation: BudgetReservation
  heapBytes = 0
  externalBytes = 0

  constructor(
    budget: MemoryBudget,
    readonly name = 'silent',
    options: Omit<HolderOptions, 'name'> = {},
  ) {
    this.reservation = budget.register(this, options)
  }

  memoryUsage() {
    return { heapBytes: this.heapBytes, externalBytes: this.externalBytes, entries: 1 }
  }

  reclaim(bytes: number): number {
    this.asked.push(bytes)
    const heap = Math.min(this.heapBytes, bytes)
    this.heapBytes -= heap
    const external = Math.min(this.externalBytes, bytes - heap)
    this.externalBytes -= external
    return heap + external
  }
}

/** A holder with so many bytes. */
export function holderOf(budget: MemoryBudget, bytes: number, options: HolderOptions = {}): Holder {
  const holder = new Holder(budget, options)
  if (!holder.reservation.tryGrow(bytes)) throw new Error(`there is no room for ${bytes} bytes`)
  return holder
}

/** Lets everything run that needs no timer. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

/** How a promise stands. */
export function watch<Value>(promise: Promise<Value>): {
  state: 'waits' | 'given' | 'refused'
  value?: Value
  error?: unknown
} {
  const seen: { state: 'waits' | 'given' | 'refused'; value?: Value; error?: unknown } = { state: 'waits' }
  promise.then(
    value => Object.assign(seen, { state: 'given', value }),
    error => Object.assign(seen, { state: 'refused', error }),
  )
  return seen
}
