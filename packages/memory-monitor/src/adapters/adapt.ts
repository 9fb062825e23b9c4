import type { MemoryConsumer } from '@plimsoll/bytes'
import { checkOptions, shown } from '../check.js'
import { MemoryError } from '../errors.js'

/**
 * What makes a {@link @plimsoll/bytes!MemoryConsumer | MemoryConsumer} of a holder: the same members, without the life.
 */
export type Adaption = Pick<MemoryConsumer, 'name' | 'memoryUsage' | 'reclaim'>

// An ephemeron: the consumer lives as long as its holder, though it names the holder itself.
const consumers = new WeakMap<object, Set<MemoryConsumer>>()

/**
 * Makes a consumer of any holder: a cache from elsewhere, a pool, an index.
 *
 * The consumer lives as long as `holder`, which keeps it: a budget holds its consumers weakly, so nothing else has to
 * be kept, and when the holder is collected its place in the budget is free again. The functions may name the holder.
 *
 * @param holder - whose memory it is; an object
 * @param adaption - `name`, `memoryUsage` and `reclaim`, as the budget will call them
 * @throws {@link MemoryError} `BUDGET_INVALID_CONSUMER` where a part is missing or unknown, or `holder` is no object
 *
 * @example
 * ```ts fragment
 * const consumer = adapt(cache, {
 *   name: 'sessions',
 *   memoryUsage: () => ({ heapBytes: cache.calculatedSize, externalBytes: 0, entries: cache.size }),
 *   reclaim: bytes => cache.shrinkBy(bytes),
 * })
 * budget.register(consumer)
 * ```
 */
export function adapt(holder: object, adaption: Adaption): MemoryConsumer {
  checkHolder(holder)
  const parts = ['name', 'memoryUsage', 'reclaim']
  checkOptions('BUDGET_INVALID_CONSUMER', 'adapt', adaption, parts)
  const { name, memoryUsage, reclaim } = adaption
  checkName(name)
  for (const [part, value] of Object.entries({ memoryUsage, reclaim }))
    if (typeof value !== 'function') throw invalid(`${part} of "${name}" is ${shown(value)}; give a function`)
  return attach(holder, { name, memoryUsage: () => memoryUsage(), reclaim: (...asked) => reclaim(...asked) })
}

/** Ties a consumer's life to its holder's. */
export function attach<Consumer extends MemoryConsumer>(holder: object, consumer: Consumer): Consumer {
  const attached = consumers.get(holder)
  if (attached) attached.add(consumer)
  else consumers.set(holder, new Set([consumer]))
  return consumer
}

/** Refuses a name that reports could not show. */
export function checkName(name: unknown): void {
  if (typeof name !== 'string' || name === '')
    throw invalid(`the name of a consumer is ${shown(name)}; give text that reports can show`)
}

function checkHolder(holder: unknown): void {
  if ((typeof holder !== 'object' && typeof holder !== 'function') || holder === null)
    throw invalid(`the holder is ${shown(holder)}; give the object whose memory it is`)
}

const invalid = (message: string) => new MemoryError('BUDGET_INVALID_CONSUMER', message)
