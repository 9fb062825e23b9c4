import type { MemoryConsumer } from '@plimsoll/bytes'
import { showCounted } from '../budget/counted.js'
import { shown } from '../check.js'
import { MemoryError } from '../errors.js'
import { attach } from './adapt.js'
import { type Collection, CollectionConsumer } from './collection.js'
import type { EntryBytes } from './entry-bytes.js'
import { entryRules } from './options.js'

/** How a Set's members are sized, and what is done with those that go. */
export interface SetConsumerOptions<Member> {
  /**
   * The bytes of a member, without the Set's table: a number of bytes on the heap, or `{ heapBytes, externalBytes }`.
   *
   * @defaultValue what `measure` of `@plimsoll/bytes` says of it
   */
  readonly bytesOf?: (member: Member) => number | EntryBytes
  /**
   * Called with each member that is about to be evicted, while it still stands in the Set. What it throws is reported
   * as an uncaught error; that member stays.
   *
   * @defaultValue nobody is told
   */
  readonly onEvict?: (member: Member) => void
}

/**
 * Makes a consumer of a Set: it counts what the Set holds, and gives back the members that were added first.
 *
 * It lives as long as the Set (see {@link adapt}), and counts and evicts as {@link mapConsumer} does. A Set of small
 * integers is nothing but its table, which comes in powers of two: up to five in eight members may go for a small
 * request.
 *
 * Register one consumer of a Set: a second one would count it twice, and is refused.
 *
 * @param name - what reports call it
 * @param set - a Set, or an instance of a class that extends it
 * @throws {@link MemoryError} `BUDGET_INVALID_CONSUMER` for a name or set that is none, `BUDGET_INVALID_OPTIONS` for
 * options that are none
 *
 * @example
 * ```ts fragment
 * budget.register(setConsumer('seen', seen))
 * ```
 */
export function setConsumer<Member>(
  name: string,
  set: Set<Member>,
  options: SetConsumerOptions<Member> = {},
): MemoryConsumer {
  const rules = entryRules<Member, Member>(name, options)
  const consumer = attach(set, new CollectionConsumer(name, collectionOf(name, set), rules))
  showCounted(consumer, set)
  return consumer
}

// The built-in methods, but for `delete`: what a class does beside it when a member goes has to be done here too.
const { entries, values, has, add, clear } = Set.prototype
const size = Object.getOwnPropertyDescriptor(Set.prototype, 'size')?.get as () => number

function collectionOf<Member>(name: string, set: Set<Member>): Collection<Member, Member> {
  try {
    size.call(set)
  } catch (cause) {
    throw new MemoryError('BUDGET_INVALID_CONSUMER', `the set of "${name}" is ${shown(set)}; give a Set`, { cause })
  }
  return {
    kind: 'Set',
    size: () => size.call(set),
    entries: () => entries.call(set) as Iterator<[Member, Member]>,
    has: member => has.call(set, member),
    holds: member => has.call(set, member),
    delete: member => void set.delete(member),
    refill() {
      const kept = [...(values.call(set) as Iterable<Member>)]
      clear.call(set)
      for (const member of kept) add.call(set, member)
    },
  }
}
