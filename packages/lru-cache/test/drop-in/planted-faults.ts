import { LRUCache } from 'lru-cache'
import type { AnyCache, Implementation } from './journal.js'

const Peer = LRUCache as unknown as Implementation

/** The peer with one fault each: a fuzzer that misses any of them is blind there. */
export const PLANTED: Readonly<Record<string, Implementation>> = {
  'get does not make an entry the most recently used': class extends Peer {
    override get(key: unknown, options?: object) {
      return this.peek(key, options)
    }
  },
  'peek makes an entry the most recently used': class extends Peer {
    override peek(key: unknown, options?: object) {
      const value = super.peek(key, options)
      if (value !== undefined) super.get(key, { allowStale: true, noDeleteOnStaleGet: true })
      return value
    }
  },
  'has forgets that it was stale': class extends Peer {
    override has(key: unknown, options: { status?: { has?: string } } = {}) {
      const held = super.has(key, options)
      if (options.status?.has === 'stale') options.status.has = 'miss'
      return held
    }
  },
  'a key of -0 becomes 0': class extends Peer {
    override set(key: unknown, value: unknown, options?: object) {
      return super.set(key === 0 ? 0 : key, value, options)
    }
  },
  'keys that are long and alike are one': class extends Peer {
    override set(key: unknown, value: unknown, options?: object) {
      return super.set(key === `${'x'.repeat(999)}y` ? 'x'.repeat(1000) : key, value, options)
    }
  },
  'entries live a millisecond too long': class extends Peer {
    override set(key: unknown, value: unknown, options: { ttl?: number } = {}) {
      return super.set(key, value, options.ttl ? { ...options, ttl: options.ttl + 1 } : options)
    }
  },
  'noUpdateTTL is not heeded': class extends Peer {
    override set(key: unknown, value: unknown, options: object = {}) {
      return super.set(key, value, { ...options, noUpdateTTL: false })
    }
  },
  'the size of a value that is replaced is counted on': class extends Peer {
    #lost = 0
    override set(key: unknown, value: unknown, options?: object) {
      const former = (this.info(key) as { size?: number } | undefined)?.size
      super.set(key, value, options)
      if (former) this.#lost += former
      return this
    }
    override get calculatedSize() {
      return super.calculatedSize + this.#lost
    }
  },
  'delete says dispose why in another word': class extends Peer {
    constructor(options: { dispose?: (value: unknown, key: unknown, reason: string) => void }) {
      const { dispose } = options
      super(
        typeof dispose === 'function'
          ? {
              ...options,
              dispose: (v: unknown, k: unknown, reason: string) =>
                dispose(v, k, reason === 'delete' ? 'evict' : reason),
            }
          : options,
      )
    }
  },
  'disposeAfter comes before the end': class extends Peer {
    constructor(options: { dispose?: unknown; disposeAfter?: unknown }) {
      const { dispose, disposeAfter } = options
      super(dispose === undefined ? { ...options, dispose: disposeAfter, disposeAfter: undefined } : options)
    }
  },
  'onInsert is not told of updates': class extends Peer {
    constructor(options: { onInsert?: (value: unknown, key: unknown, reason: string) => void }) {
      const { onInsert } = options
      const told = function (this: unknown, value: unknown, key: unknown, reason: string) {
        if (reason !== 'update') onInsert?.call(this, value, key, reason)
      }
      super(typeof onInsert === 'function' ? { ...options, onInsert: told } : options)
    }
  },
  'rkeys goes the way of keys': class extends Peer {
    override rkeys() {
      return this.keys()
    }
  },
  'an iterator does not see what changes': class extends Peer {
    override *values() {
      yield* [...super.values()]
    }
  },
  'load forgets sizes': class extends Peer {
    override load(entries: [unknown, { size?: number }][]) {
      return super.load(entries.map(([key, { size: _, ...entry }]) => [key, entry]))
    }
  },
  'dump has entries in another order': class extends Peer {
    override dump() {
      return super.dump().reverse()
    }
  },
  'purgeStale does not say what it did': class extends Peer {
    override purgeStale() {
      super.purgeStale()
      return false
    }
  },
  'pop takes the most recently used': class extends Peer {
    override pop() {
      const [key] = [...this.keys()]
      const value = this.peek(key)
      this.delete(key)
      return value
    }
  },
  'fetch settles a turn later': class extends Peer {
    override async fetch(key: unknown, options?: object) {
      return await super.fetch(key, options)
    }
  },
  'a fetch takes no notice of its signal': class extends Peer {
    override fetch(key: unknown, options: object = {}) {
      return super.fetch(key, { ...options, signal: undefined })
    }
  },
  'a fetch that is there already is dispatched again': class extends Peer {
    override fetch(key: unknown, options: { status?: { fetch?: string } } = {}) {
      const promise = super.fetch(key, options)
      if (options.status?.fetch === 'inflight') options.status.fetch = 'miss'
      return promise
    }
  },
  'forceFetch takes undefined for an answer': class extends Peer {
    override forceFetch(key: unknown, options?: object) {
      return this.fetch(key, options)
    }
  },
  'memo forgets the options': class extends Peer {
    override memo(key: unknown, options: { forceRefresh?: boolean } = {}) {
      return super.memo(key, { ...options, forceRefresh: false })
    }
  },
  'an error has another text': class extends Peer {
    override set(key: unknown, value: unknown, options?: object) {
      try {
        return super.set(key, value, options)
      } catch (error) {
        throw error instanceof TypeError && error.message.includes('sizeCalculation')
          ? new TypeError('bad size')
          : error
      }
    }
  },
  'clear leaves the fetches alone': class extends Peer {
    override clear() {
      for (const key of [...this.keys()]) this.delete(key)
    }
  },
  'find begins at the other end': class extends Peer {
    override find(predicate: Parameters<AnyCache['find']>[0], options?: object) {
      for (const [key, value] of [...super.rentries()] as [unknown, unknown][]) {
        if (predicate(value, key, this)) return super.get(key, options)
      }
      return undefined
    }
  },
}
