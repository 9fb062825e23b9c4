// Fills a cache from a cursor, lets values be fetched, bounds one by bytes, spills one to disk and finds that again, and
// leaves nothing that keeps the process alive.
import assert from 'node:assert/strict'
import { LRUCache, LRUCacheError } from '@plimsoll/lru-cache'
import { DiskTier } from '@plimsoll/lru-cache/disk'
import { s3fifo } from '@plimsoll/lru-cache/s3-fifo'
import { wTinyLfu } from '@plimsoll/lru-cache/w-tinylfu'

function* cursor(rows) {
  for (let id = 0; id < rows; id++) yield [`file-${id}`, { id }]
}
const completed = new LRUCache({ max: 50_000 })
assert.equal(completed.setMany(cursor(60_000)), 60_000)
assert.deepEqual([completed.size, completed.has('file-9999'), completed.get('file-10000')?.id], [50_000, false, 10_000])
assert.deepEqual([...completed.getMany(['file-1', 'file-59999']).keys()], ['file-59999'])
const { hits, misses, evictions } = completed.stats()
assert.deepEqual([hits, misses, evictions.evict], [2, 1, 10_000])

const queries = []
const users = new LRUCache({
  max: 100,
  ttl: 60_000,
  ttlAutopurge: true,
  fetchManyMethod: async ids => {
    queries.push(ids)
    return ids.map(id => `user ${id}`)
  },
})
users.set(2, 'Grace')
assert.deepEqual([...(await users.fetchMany([1, 2, 3])).values()], ['user 1', 'Grace', 'user 3'])
assert.deepEqual(queries, [[1, 3]])

for (const policy of [undefined, s3fifo(), wTinyLfu()]) {
  const bounded = new LRUCache({ maxBytes: '1MiB', ...(policy && { policy }) })
  for (let id = 0; id < 20_000; id++) bounded.set(id, { id, name: `a name of some length, ${id}` })
  const { heapBytes, externalBytes } = bounded.memoryUsage()
  assert.ok(heapBytes + externalBytes <= 2 ** 20, `${heapBytes + externalBytes} bytes are held`)
  assert.ok(bounded.size > 1000 && bounded.size < 20_000, `${bounded.size} entries are held`)
}

for (const expected of ['made', 'found']) {
  const tier = await DiskTier.open({ directory: 'lru-cache-tier', maxDiskBytes: '1MiB' })
  let made = false
  const pages = new LRUCache({
    max: 1,
    tier,
    fetchMethod: async path => {
      made = true
      return `the page ${path}`
    },
  })
  assert.equal(await pages.fetch('/a'), 'the page /a')
  assert.equal(made ? 'made' : 'found', expected)
  pages.set('/b', 'pushes /a out')
  await tier.close()
}

assert.throws(
  () => new LRUCache({ max: -1 }),
  error => error instanceof LRUCacheError && error instanceof TypeError && error.code === 'LRU_INVALID_OPTIONS',
)
