import { LRUCache } from 'lru-cache'
import type { AnyCache } from './journal.js'

/**
 * Says whether the peer's own structure still holds: links, free places and sizes. Callbacks that change the cache while it is
 * being changed break it (its documentation says so), and so do entries between `maxSize` and a larger `maxEntrySize`; what it
 * does from then on is nothing to compare with.
 */
export function isHealthy(cache: AnyCache): boolean {
  const inside = LRUCache.unsafeExposeInternals(cache as unknown as LRUCache<object, object>)
  const { keyMap, keyList, next, prev, sizes, free } = inside
  if (keyMap.size !== cache.size) return false
  let index: number = inside.head
  let sum = 0
  for (let place = 0; place < cache.size; place++) {
    if (keyMap.get(keyList[index] as object) !== index) return false
    if (sizes) {
      if (!sizes[index]) return false
      sum += sizes[index] as number
    }
    if (place === cache.size - 1) break
    const after = next[index] as number
    if (prev[after] !== index) return false
    index = after
  }
  if (cache.size > 0 && index !== inside.tail) return false
  if (cache.calculatedSize !== sum) return false
  // A fetch in a place that was freed while `fetchMethod` ran.
  const { valList } = inside
  for (let place = 0; place < valList.length; place++) {
    if (keyList[place] === undefined && valList[place] !== undefined) return false
  }
  const list = Array.isArray(free) ? free : (free.heap as unknown as number[])
  for (let place = 0; place < free.length; place++) if (keyList[list[place] as number] !== undefined) return false
  return true
}
