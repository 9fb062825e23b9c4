import { BytesError } from './errors.js'
import * as v8 from './v8-layout.js'

/**
 * Answers the bytes of a Map or Set of so many entries by itself: the object and its hash table, without the keys and
 * values that stand in it.
 *
 * `O(1)`, for holders that keep count while they change and never walk: the table doubles, so that the answer moves in
 * steps, up to half of it free. A table that was larger before may keep up to four times that room until it is cleared.
 *
 * @param kind - what holds the entries
 * @param entries - its `size`
 * @returns whole bytes, as {@link sizeOf} counts them for a Map or Set that holds small integers
 * @throws {@link BytesError} `BYTES_INVALID_OPTIONS` for another kind, `BYTES_INVALID_SIZE` where `entries` is no whole
 * number of 0 or more
 *
 * @example
 * ```ts
 * collectionBytes('Map', 100) // 3656 in Node
 * collectionBytes('Set', 100) // 2632 in Node
 * ```
 */
export function collectionBytes(kind: 'Map' | 'Set', entries: number): number {
  if (kind !== 'Map' && kind !== 'Set')
    throw new BytesError('BYTES_INVALID_OPTIONS', `kind is ${JSON.stringify(kind)}; give "Map" or "Set"`)
  if (!(Number.isSafeInteger(entries) && entries >= 0))
    throw new BytesError(
      'BYTES_INVALID_SIZE',
      `entries is ${typeof entries === 'number' ? entries : typeof entries}; give a whole number of 0 or more`,
    )
  return v8.jsCollection + v8.hashTable(entries, kind === 'Map' ? 3 : 2)
}
