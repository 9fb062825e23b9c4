import type { MemoryConsumer } from '@plimsoll/bytes'
import { shown } from '../check.js'
import { MemoryError } from '../errors.js'
import type { Member } from './member.js'

/** A consumer that is in a budget. */
export interface Counted {
  readonly member: Member
  /** What the budget is called. */
  readonly budget: string
}

type Collection = ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>

const collections = new WeakMap<MemoryConsumer, Collection>()

/** Tells whose entries a consumer counts, all of them, so that no second one counts them too. */
export function showCounted(consumer: MemoryConsumer, collection: Collection): void {
  collections.set(consumer, collection)
}

/** What a consumer counts: a Map or Set, or what only it knows of. */
export function countedBy(consumer: MemoryConsumer): object {
  return collections.get(consumer) ?? consumer
}

/** Whether all that a consumer says it holds is an empty table, which nobody can give back. */
export function isEmpty(consumer: MemoryConsumer | undefined): boolean {
  return consumer !== undefined && collections.get(consumer)?.size === 0
}

/** What one is told who registers what is counted already. */
export function countedTwice(consumer: MemoryConsumer, first: Counted): MemoryError {
  const budget = `the budget ${shown(first.budget)}`
  const collection = collections.get(consumer)
  const text =
    collection === undefined || consumer === first.member.consumer?.deref()
      ? `${shown(consumer.name)} is in ${budget} already; register it once`
      : `${shown(consumer.name)} counts the same ${collection instanceof Map ? 'Map' : 'Set'} as ${shown(first.member.name)}, which is in ${budget} already; register one of the two`
  return new MemoryError('BUDGET_INVALID_CONSUMER', text)
}
