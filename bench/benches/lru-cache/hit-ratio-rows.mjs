// Rows: how many requests each policy answers from memory.
import { everyCache, limit } from './candidates.mjs'
import { whereFrom } from './trace-files.mjs'

const policies = ['ours', 'oursS3Fifo', 'oursWTinyLfu', 'lruCache', 'quickLru', 'sieveCache']
const module = 'hit-ratio.mjs'
const belady = options => limit('Belady’s optimum', module, { ...options, cache: 'belady' })

const made = (trace, said) => ({
  title: `Hit ratio: ${said}`,
  about:
    'Requests that find their key, in percent: the mean at sizes of 1, 5 and 20 % of the keys. The trace is made from a fixed seed: 1,000,000 requests (200,000 in a quick run). mnemonist LRUMap, tiny-lru and lru.min evict as lru-cache does; quick-lru holds up to twice as many entries. Belady’s optimum knows the future.',
  unit: '% hits',
  better: 'higher',
  browser: false,
  builds: ['@plimsoll/lru-cache'],
  rounds: { full: 1, quick: 1 },
  goals: [{ text: 'without a policy as many as lru-cache', to: 'lru-cache', min: 1, max: 1 }],
  candidates: [...everyCache(module, { trace }, { only: policies }), belady({ trace })],
})

const files = (figure, title, goals) => ({
  title,
  about: `Hit ratio of each policy less that of lru-cache, in points: over all traces of a folder, at sizes of 1, 5 and 20 % of the keys of each. ${whereFrom}.`,
  unit: 'points',
  better: 'higher',
  browser: false,
  builds: ['@plimsoll/lru-cache'],
  rounds: { full: 1, quick: 1 },
  goals,
  candidates: [
    // Differences, so nobody is compared by ratio: that is for an `ours` alone.
    ...everyCache(
      module,
      { figure },
      { only: policies.filter(name => name !== 'lruCache'), role: 'variant', start: 'overLru' },
    ),
    { ...belady({ figure }), start: 'overLru' },
  ],
})

const s3Fifo = 'LRUCache, s3fifo()'
const wTinyLfu = 'LRUCache, wTinyLfu()'

// Named so that `lru` does not run them: without the folder they fail, and say where traces are to be had.
const fileRows = {
  'trace-files-hit-ratio': files('mean', 'Points of hit ratio above LRU, traces of real systems', [
    { text: 's3fifo() at least 2.8 points above LRU', of: s3Fifo, median: true, min: 2.8 },
    { text: 'wTinyLfu() at least 3.3 points above LRU', of: wTinyLfu, median: true, min: 3.3 },
  ]),
  'trace-files-worst': files('worst', 'Points of hit ratio above LRU in the worst cell, traces of real systems', [
    { text: 's3fifo() nowhere more than 2.5 points below LRU', of: s3Fifo, median: true, min: -2.5 },
  ]),
}

export const hitRatioRows = {
  'lru-hit-ratio-zipf': made('zipf', 'keys by Zipf’s law'),
  'lru-hit-ratio-scan': made('scan', 'keys by Zipf’s law, and scans'),
  'lru-hit-ratio-loop': made('loop', 'lists read over and over'),
  'lru-hit-ratio-shifting': made('shifting', 'keys by Zipf’s law that shifts'),
  'lru-hit-ratio-mixture': made('mixture', 'a mixture of Zipf’s law, a loop and keys that come once'),
  ...fileRows,
}
