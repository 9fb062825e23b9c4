// The caches that are compared, each as its documentation says to make one that holds `max` entries. They have get and set
// alike, and are called without anything in between.

export const caches = {
  async ours() {
    const { LRUCache } = await import('@plimsoll/lru-cache')
    return max => new LRUCache({ max })
  },
  async oursS3Fifo() {
    const [{ LRUCache }, { s3fifo }] = await Promise.all([
      import('@plimsoll/lru-cache'),
      import('@plimsoll/lru-cache/s3-fifo'),
    ])
    return max => new LRUCache({ max, policy: s3fifo() })
  },
  async oursWTinyLfu() {
    const [{ LRUCache }, { wTinyLfu }] = await Promise.all([
      import('@plimsoll/lru-cache'),
      import('@plimsoll/lru-cache/w-tinylfu'),
    ])
    return max => new LRUCache({ max, policy: wTinyLfu() })
  },
  async lruCache() {
    const { LRUCache } = await import('lru-cache')
    return max => new LRUCache({ max })
  },
  async lruMap() {
    const { LRUMap } = await import('mnemonist')
    return max => new LRUMap(max)
  },
  async quickLru() {
    const { default: QuickLRU } = await import('quick-lru')
    return max => new QuickLRU({ maxSize: max })
  },
  async sieveCache() {
    const { SieveCache } = await import('@neophi/sieve-cache')
    return max => new SieveCache(max)
  },
  async tinyLru() {
    const { lru } = await import('tiny-lru')
    return max => lru(max)
  },
  async lruMin() {
    const { createLRU } = await import('lru.min')
    return max => createLRU({ max })
  },
  async bareClockOfInts() {
    const { BareClock, hashOfInt } = await import('./bare-clock.mjs')
    return max => new BareClock(max, hashOfInt)
  },
  async bareClockOfStrings() {
    const { BareClock, hashOfString } = await import('./bare-clock.mjs')
    return max => new BareClock(max, hashOfString)
  },
  // Holds whatever it is given: a limit for get alone.
  async map() {
    return () => new Map()
  },
}
