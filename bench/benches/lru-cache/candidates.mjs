// Who is compared in the rows of lru-cache.

const sides = [
  ['LRUCache', 'ours', 'ours', '@plimsoll/lru-cache'],
  ['LRUCache, s3fifo()', 'variant', 'oursS3Fifo', '@plimsoll/lru-cache'],
  ['LRUCache, wTinyLfu()', 'variant', 'oursWTinyLfu', '@plimsoll/lru-cache'],
  ['lru-cache', 'peer', 'lruCache', 'lru-cache'],
  ['mnemonist LRUMap', 'peer', 'lruMap', 'mnemonist'],
  ['quick-lru', 'peer', 'quickLru', 'quick-lru'],
  ['@neophi/sieve-cache', 'peer', 'sieveCache', '@neophi/sieve-cache'],
  ['tiny-lru', 'peer', 'tinyLru', 'tiny-lru'],
  ['lru.min', 'peer', 'lruMin', 'lru.min'],
].map(([name, role, cache, of]) => ({ name, role, cache, package: of }))

/**
 * All of them, or those that `only` names.
 *
 * @param {string} module which measures
 * @param {object} options for all; each gets `cache` beside them, its name in caches.mjs
 */
export const everyCache = (module, options, { only, ...more } = {}) =>
  sides
    .filter(({ cache }) => !only || only.includes(cache))
    .map(({ cache, ...side }) => ({ ...side, ...more, module, options: { ...options, cache } }))

export const limit = (name, module, options) => ({ name, role: 'limit', module, options })
