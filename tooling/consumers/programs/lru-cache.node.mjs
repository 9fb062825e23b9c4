// Fills a cache from a cursor, lets values be fetched, bounds one by sizes, and leaves nothing that keeps the process alive.
import assert from 'node:assert/strict'
import { LRUCache, LRUCacheError } from '@plimsoll/lru-cache'

function* cursor(rows) {
  for (let id = 0; id < rows; id++) yield [`file-${id}`, { id }]
}
const completed = new LRUCache({ max: 50_000 })
assert.equal(completed.setMany(cursor(60_000)), 60_000)
assert.deepEqual(
  [completed.size, completed.has('file-9999'), completed.get('file-10000')],
  [50_000, false, { id: 10_000 }],
)
assert.deepEqual([...completed.getMany(['file-1', 'file-59999']).keys()], ['file-59999'])
const { hits, misses, evictions } = completed.stats()
assert.deepEqual([hits, misses, evictions.evict], [2, 1, 10_000])

const sized = new LRUCache({ maxSize: 10, sizeCalculation: text => text.length, ttl: 60_000 })
sized.set('a', 'six...').set('b', 'four').set('c', 'x')
assert.deepEqual([...sized.keys(), sized.calculatedSize], ['c', 'b', 5])
assert.throws(
  () => new LRUCache({ max: -1 }),
  error => error instanceof LRUCacheError && error instanceof TypeError,
)
