// Rows: the same work in Chromium, against lru-cache and the fastest of those that evict as it does.
import { everyCache } from './candidates.mjs'

const sides = ['ours', 'oursS3Fifo', 'oursWTinyLfu', 'lruCache', 'lruMap', 'sieveCache']

const row = (work, kind, said) => ({
  title: `In a page, ${said}: ${kind === 'string' ? 'string' : 'integer'} keys`,
  about:
    'Operations per second of CPU time of the page’s process in Chromium. The work is that of the rows in Node, with the same keys; in a browser V8 keeps whole numbers from 2^30 on as objects.',
  unit: 'million/s',
  better: 'higher',
  browser: true,
  builds: ['@plimsoll/lru-cache'],
  rounds: { full: 7, quick: 2 },
  goals: [{ text: 'ahead of every peer', to: 'best peer', min: 1 }],
  candidates: everyCache('browser-candidates.mjs', { work, kind }, { only: sides }),
})

export const browserRows = {
  'lru-browser-get-int': row('get', 'int', 'reading 50,000 entries that are there'),
  'lru-browser-get-string': row('get', 'string', 'reading 50,000 entries that are there'),
  'lru-browser-evict-int': row('evict', 'int', 'setting new keys in a full cache of 50,000'),
  'lru-browser-evict-string': row('evict', 'string', 'setting new keys in a full cache of 50,000'),
  'lru-browser-zipf-int': row('readThrough', 'int', 'reading through a cache of 50,000 by Zipf’s law'),
  'lru-browser-zipf-string': row('readThrough', 'string', 'reading through a cache of 50,000 by Zipf’s law'),
}
