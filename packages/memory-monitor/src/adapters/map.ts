import type { MemoryConsumer } from '@plimsoll/bytes'
import { showCounted } from '../budget/counted.js'
import { shown } from '../check.js'
import { MemoryError } from '../errors.js'
import { attach } from './adapt.js'
import { type Collection, CollectionConsumer } from './collection.js'
import type { EntryBytes } from './entry-bytes.js'
import { entryRules } from './options.js'

/** How a Map's entries are sized, and what is done with those that go. */
export interface MapConsumerOptions<Key, Value> {
  /**
   * The bytes of an entry, key and value, without the Map's table: a number of bytes on the heap, or
   * `{ heapBytes, externalBytes }`.
   *
   * @defaultValue what `measure` of `@plimsoll/bytes` says of key and value
   */
  readonly bytesOf?: (value: Value, key: Key) => number | EntryBytes
  /**
   * Called with each entry that is about to be evicted, while it still stands in the Map. What it throws is reported as
   * an uncaught error; that entry stays.
   *
   * @defaultValue nobody is told
   */
  readonly onEvict?: (key: Key, value: Value) => void
}

/**
 * Makes a consumer of a Map: it counts what the Map holds, and gives back the entries that were set first.
 *
 * It lives as long as the Map (see {@link adapt}). Counting is `O(1)`: the table from the number of entries, the
 * entries from the mean of a few. Evicting calls the Map's own `delete`. Where the table is an eighth or more of
 * everything, a reclaim may clear the Map and put the remaining entries back in the same order: an iteration that is
 * under way at that moment meets them again.
 *
 * Register one consumer of a Map: a second one would count it twice, and is refused.
 *
 * @param name - what reports call it
 * @param map - a Map, or an instance of a class that extends it
 * @throws {@link MemoryError} `BUDGET_INVALID_CONSUMER` for a name or map that is none, `BUDGET_INVALID_OPTIONS` for
 * options that are none
 *
 * @example
 * ```ts fragment
 * budget.register(mapConsumer('records', records), { rebuildCost: 'dear' })
 * ```
 */
export function mapConsumer<Key, Value>(
  name: string,
  map: Map<Key, Value>,
  options: MapConsumerOptions<Key, Value> = {},
): MemoryConsumer {
  const rules = entryRules(name, options)
  const consumer = attach(map, new CollectionConsumer(name, collectionOf(name, map), rules))
  showCounted(consumer, map)
  return consumer
}

// The built-in methods, but for `delete`: what a class does beside it when an entry goes has to be done here too.
const { entries, keys, values, get, has, set, clear } = Map.prototype
const size = Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get as () => number

function collectionOf<Key, Value>(name: string, map: Map<Key, Value>): Collection<Key, Value> {
  try {
    size.call(map)
  } catch (cause) {
    throw new MemoryError('BUDGET_INVALID_CONSUMER', `the map of "${name}" is ${shown(map)}; give a Map`, { cause })
  }
  return {
    kind: 'Map',
    size: () => size.call(map),
    entries: () => entries.call(map) as Iterator<[Key, Value]>,
    has: key => has.call(map, key),
    holds: (key, value) => has.call(map, key) && Object.is(get.call(map, key), value),
    delete: key => void map.delete(key),
    refill() {
      const keptKeys = [...(keys.call(map) as Iterable<Key>)]
      const keptValues = [...(values.call(map) as Iterable<Value>)]
      clear.call(map)
      keptKeys.forEach((key, at) => {
        set.call(map, key, keptValues[at])
      })
    },
  }
}
