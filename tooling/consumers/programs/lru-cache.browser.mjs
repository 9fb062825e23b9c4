// Fills a cache from a source that makes one wait, and looks at what is left.
import { LRUCache } from '@plimsoll/lru-cache'

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
}
