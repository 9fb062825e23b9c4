// Fills a cache from a source that makes one wait, looks at what is left by each policy, and spills one to disk.
import { LRUCache } from '@plimsoll/lru-cache'
import { DiskTier } from '@plimsoll/lru-cache/disk'
import { s3fifo } from '@plimsoll/lru-cache/s3-fifo'
import { wTinyLfu } from '@plimsoll/lru-cache/w-tinylfu'

async function* pages(rows) {
  for (let id = 0; id < rows; id++) {
    if (id % 1000 === 0) await new Promise(resolve => setTimeout(resolve))
    yield [`file-${id}`, { id }]
  }
}

export async function run() {
  const completed = new LRUCache({ max: 5000 })
  const set = await completed.setMany(pages(6000))
  const [newest] = completed.keys()
  if (set !== 6000 || completed.size !== 5000 || newest !== 'file-5999' || completed.has('file-999'))
    throw new Error(`${set} were set, ${completed.size} are there, the newest of them ${newest}.`)
  completed.getMany(['file-1', 'file-5999'])
  const { hitRatio } = completed.stats()
  if (hitRatio !== 0.5) throw new Error(`The hit ratio is said to be ${hitRatio}.`)

  for (const policy of [s3fifo(), wTinyLfu()]) {
    const bounded = new LRUCache({ maxBytes: '256KiB', policy })
    for (let id = 0; id < 10_000; id++) bounded.set(id, { id, name: `a name of some length, ${id}` })
    const { heapBytes, externalBytes } = bounded.memoryUsage()
    if (heapBytes + externalBytes > 2 ** 18 || bounded.size < 100)
      throw new Error(`${bounded.size} entries are held in ${heapBytes + externalBytes} bytes.`)
  }

  const tier = await DiskTier.open({ directory: 'lru-cache-tier', maxDiskBytes: '1MiB' })
  const spilled = new LRUCache({ max: 1, tier })
  spilled.set('a', 'pushed out').set('b', 'pushes out')
  const found = await spilled.fetch('a')
  if (found !== 'pushed out') throw new Error(`On disk there is ${found}.`)
  await tier.close()
}
