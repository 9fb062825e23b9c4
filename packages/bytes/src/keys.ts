// What the keys of an object tell of its elements and properties.
import * as v8 from './v8-layout.js'

const sampledElements = 64
const maxIndex = 2 ** 32 - 2

// Whether a key is an index of elements: `'0'` to `'4294967294'`, written plainly.
function isIndex(key: PropertyKey): boolean {
  if (typeof key !== 'string') return false
  const first = key.charCodeAt(0)
  if (first < 48 || first > 57) return false
  const index = Number(key)
  return index <= maxIndex && String(index >>> 0) === key
}

/** How many indices there are: they come first, in ascending order, in what `ownKeys` answers. */
export function countIndices(keys: readonly PropertyKey[]): number {
  let count = 0
  while (count < keys.length && isIndex(keys[count] as PropertyKey)) count++
  return count
}

/** Elements of an object that is no array, from the first `count` of its keys. */
export function elementsOfIndices(keys: readonly PropertyKey[], count: number): number {
  const length = Number(keys[count - 1]) + 1
  if (v8.isSparse(count, length)) return v8.numberDictionary(count)
  let capacity = v8.grownCapacity(Number(keys[0]) + 1)
  while (capacity < length) capacity = v8.grownCapacity(capacity + 1)
  return v8.denseElements(capacity, v8.layout.word)
}

/** Whether keys look stored one by one, such as ids: they hold digits; those of a record are words. */
export const isTable = (keys: readonly PropertyKey[], from: number): boolean => {
  for (let at = from; at < keys.length; at++) {
    const key = keys[at]
    if (typeof key !== 'string' || !/\d/.test(key)) return false
  }
  return true
}

/** Whether a long array is mostly holes, from a sample: it may hold three elements and claim 2^32. */
export function isThin(value: unknown[]): boolean {
  const { length } = value
  if (length <= 1024) return false
  const step = length / sampledElements
  let present = 0
  for (let at = 0; at < sampledElements; at++) if (Object.hasOwn(value, Math.floor(at * step))) present++
  return present * 4 < sampledElements
}

/** Whether a thin array is in one piece, from the first `count` of its keys: filled from the front, it was made so long. */
export function isDense(keys: readonly PropertyKey[], count: number, length: number): boolean {
  const highest = count > 0 ? Number(keys[count - 1]) : -1
  const preallocated = highest + 1 === count && length <= v8.maxPreallocated
  return preallocated || !v8.isSparse(count, length)
}
