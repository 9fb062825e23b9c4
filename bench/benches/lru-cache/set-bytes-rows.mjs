// Rows: what it costs that a cache is bounded by bytes.

const row = (what, said) => ({
  title: `A set in a cache bounded by bytes: ${said}`,
  about: `CPU time of a set of a new integer key that evicts others, with values that were made before: ${said}. Ours sizes each with its key and counts its own tables; lru-cache is told sizes by object-sizeof. About 40,000 entries are held.`,
  unit: 'ns',
  better: 'lower',
  browser: false,
  builds: ['@plimsoll/lru-cache'],
  rounds: { full: 11, quick: 3 },
  goals: [
    {
      text: 'less than lru-cache with maxSize and object-sizeof',
      to: 'lru-cache, maxSize by object-sizeof',
      min: 1,
    },
  ],
  candidates: [
    ['LRUCache, maxBytes', 'ours', 'maxBytes', '@plimsoll/lru-cache'],
    ['LRUCache, max alone', 'variant', 'max', '@plimsoll/lru-cache'],
    ['lru-cache, maxSize by object-sizeof', 'peer', 'lruCacheMaxSize', 'lru-cache'],
    ['lru-cache, max alone', 'peer', 'lruCacheMax', 'lru-cache'],
  ].map(([name, role, cache, of]) => ({
    ...{ name, role, package: of, module: 'set-bytes.mjs' },
    options: { cache, what },
  })),
})

export const setBytesRows = {
  'lru-set-bytes-objects': row('objects', 'objects of four properties'),
  'lru-set-bytes-strings': row('strings', 'strings of 100 characters'),
  'lru-set-bytes-buffers': row('buffers', 'Buffers of 1 KiB'),
}
