import { describe, expect, it } from 'vitest'
import { type EvictionPolicy, LRUCache } from '../../src/index.js'
import { s3fifo } from '../../src/s3-fifo.js'
import { wTinyLfu } from '../../src/w-tinylfu.js'
import { loopTrace, mixedTrace, recentTrace, scanTrace, shiftingTrace, zipfTrace } from './traces.js'

// Points of a hundred that read-through requests hit.
function hitRatio(keys: readonly number[], max: number, policy?: EvictionPolicy): number {
  const cache = new LRUCache<number, true>({ max, ...(policy && { policy }) })
  let hits = 0
  for (const key of keys) {
    if (cache.get(key) === undefined) cache.set(key, true)
    else hits++
  }
  return (100 * hits) / keys.length
}

// How many points more than the least recently used first, at least: S3-FIFO, W-TinyLFU.
const floors: [name: string, keys: readonly number[], max: number, s3fifo: number, wTinyLfu: number][] = [
  ['a zipf of 0.7', zipfTrace(60_000, 20_000, 0.7), 300, 6, 6],
  ['a zipf of 0.9', zipfTrace(60_000, 20_000, 0.9), 300, 7, 6],
  ['a zipf of 1.1', zipfTrace(60_000, 20_000, 1.1), 300, 5, 3],
  ['a loop a tenth larger', loopTrace(60_000, 330), 300, 60, 60],
  ['a loop half as large again', loopTrace(60_000, 450), 300, 20, 30],
  ['a loop three times as large', loopTrace(60_000, 900), 300, 0, 5],
  ['scans in a zipf', scanTrace(60_000), 300, 5, 4],
  ['keys that change', shiftingTrace(60_000), 300, 3, 2],
  ['keys of late', recentTrace(60_000), 300, -12, -12],
  ['all kinds in turn', mixedTrace(100_000), 1_000, 5, 5],
]

describe('hits beside those of the least recently used first', () => {
  for (const [name, keys, max, atLeastS3Fifo, atLeastWTinyLfu] of floors)
    it(`${name}, ${max} entries`, () => {
      const lru = hitRatio(keys, max)
      expect(hitRatio(keys, max, s3fifo()) - lru).toBeGreaterThanOrEqual(atLeastS3Fifo)
      expect(hitRatio(keys, max, wTinyLfu()) - lru).toBeGreaterThanOrEqual(atLeastWTinyLfu)
    })
})
