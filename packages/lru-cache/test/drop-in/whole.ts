import type { AnyCache } from './journal.js'

/** What of a cache's options is looked at. */
interface Bounds {
  readonly max: number
  readonly maxSize: number
  readonly fetchMethod: unknown
}

/** Answers what in a cache contradicts what else can be seen of it; `undefined` where all agrees. */
export function faultOf(cache: AnyCache): string | undefined {
  const { max, maxSize, fetchMethod } = cache as AnyCache & Bounds
  const entries = cache.dump()
  if (fetchMethod ? entries.length > cache.size : entries.length !== cache.size) {
    return `size is ${cache.size}, entries there are ${entries.length}`
  }
  if (max && cache.size > max) return `size is ${cache.size}, max ${max}`
  const keys = new Set(entries.map(([key]) => key))
  if (keys.size !== entries.length) return 'a key is there twice'
  for (const [key, { value }] of entries) {
    if (!Object.is(cache.peek(key, { allowStale: true }), value)) return `a key of ${typeof key} is not found`
  }
  const sum = entries.reduce((total, [, { size }]) => total + (Number(size) || 0), 0)
  if (!fetchMethod && sum !== cache.calculatedSize)
    return `calculatedSize is ${cache.calculatedSize}, the sum is ${sum}`
  // One entry may be too much where a callback threw before the last one had left.
  if (maxSize && cache.calculatedSize > 2 * maxSize)
    return `calculatedSize is ${cache.calculatedSize}, maxSize ${maxSize}`
  if (cache.calculatedSize < 0) return `calculatedSize is ${cache.calculatedSize}`
  return undefined
}
