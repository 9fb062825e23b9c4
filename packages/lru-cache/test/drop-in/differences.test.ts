import { LRUCache as Peer } from 'lru-cache'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LRUCache as Ours } from '../../src/index.js'
import { Clock } from './clock.js'
import type { AnyCache, Implementation } from './journal.js'
import { isHealthy } from './peer-health.js'
import { faultOf } from './whole.js'

const make = (Implementation: unknown, options: object): AnyCache => new (Implementation as Implementation)(options)

/** What README.md says is different, seen on both. */
describe('where LRUCache is not lru-cache', () => {
  let clock: Clock
  let putBack: () => void

  beforeEach(() => {
    clock = new Clock(1000)
    putBack = clock.install()
  })
  afterEach(() => {
    putBack()
  })

  it('refuses callbacks that are no functions', () => {
    for (const name of ['dispose', 'disposeAfter', 'onInsert']) {
      expect(() => make(Peer, { max: 1, [name]: true })).not.toThrow()
      expect(() => make(Ours, { max: 1, [name]: true })).toThrow(TypeError)
    }
  })

  it('writes nothing into the options of a call, so that frozen ones do', () => {
    for (const call of ['get', 'has', 'peek'] as const) {
      expect(() => make(Peer, { max: 1 })[call]('a', Object.freeze({}))).toThrow(TypeError)
      expect(make(Ours, { max: 1 })[call]('a', Object.freeze({}))).toBeFalsy()
    }
    const options = {}
    make(Ours, { max: 1 }).set('a', 1, options)
    expect(Object.keys(options)).toEqual([])
  })

  it('writes nothing into the entries that it loads', () => {
    const entries: [unknown, { value: number; start: number; ttl: number }][] = [['a', { value: 1, start: 5, ttl: 9 }]]
    make(Ours, { max: 1 }).load(entries)
    expect(entries).toEqual([['a', { value: 1, start: 5, ttl: 9 }]])
    make(Peer, { max: 1 }).load(entries)
    expect(entries).not.toEqual([['a', { value: 1, start: 5, ttl: 9 }]])
  })

  it('lets an entry with a ttl of more than 24.8 days live as long', () => {
    const options = { ttl: 2 ** 31 + 1000, ttlAutopurge: true, max: 5, perf: { now: clock.now } }
    const [peer, ours] = [make(Peer, options), make(Ours, options)]
    let rings = 0
    const { setTimeout } = clock
    globalThis.setTimeout = ((fire: () => void, ms: number) => {
      return setTimeout(() => {
        rings++
        fire()
      }, ms)
    }) as typeof globalThis.setTimeout
    peer.set('a', 1)
    clock.advance(100)
    expect(rings).toBeGreaterThanOrEqual(100) // a timer each millisecond
    peer.clear()
    clock.advance(5)
    rings = 0
    ours.set('a', 1)
    clock.advance(100)
    expect(rings).toBe(0)
    clock.advance(2 ** 31)
    expect(ours.size).toBe(1)
    clock.advance(1000)
    expect(ours.size).toBe(0)
  })

  it('purges what has expired, whenever the clock was read before', () => {
    const [peer, ours] = [Peer, Ours].map(cache => make(cache, { ttl: 10, ttlAutopurge: true }))
    for (const cache of [peer, ours]) cache?.set('a', 1)
    clock.advance(10)
    for (const cache of [peer, ours]) cache?.get('a')
    clock.advance(1000)
    expect([peer?.size, ours?.size]).toEqual([1, 0])
  })

  it('keeps no entry that is larger than all may be together', () => {
    const [peer, ours] = [Peer, Ours].map(cache => make(cache, { maxSize: 5, maxEntrySize: 10 }))
    for (const cache of [peer, ours]) cache?.set('a', 1, { size: 2 })
    for (const cache of [peer, ours]) cache?.set('b', 1, { size: 8 })
    expect([peer?.size, peer?.calculatedSize]).toEqual([0, -8])
    expect([ours?.size, ours?.calculatedSize]).toEqual([1, 2])
  })

  it('stays whole where dispose changes it', () => {
    const [peer, ours] = [Peer, Ours].map(Implementation => {
      let told = 0
      const cache = make(Implementation, { max: 2, dispose: () => told++ || cache.clear() })
      for (const key of ['a', 'b', 'c']) cache.set(key, 1)
      return cache
    })
    expect(isHealthy(peer as AnyCache)).toBe(false)
    expect(faultOf(ours as AnyCache)).toBeUndefined()
  })

  it('pops a former value that is falsy, while it is being fetched anew', () => {
    const [peer, ours] = [Peer, Ours].map(Implementation => {
      const cache = make(Implementation, { max: 2, fetchMethod: () => new Promise(() => {}) })
      cache.set('a', 0)
      cache.fetch('a', { forceRefresh: true }).catch(() => {})
      return cache.pop()
    })
    expect([peer, ours]).toEqual([undefined, 0])
  })

  it('tells the ttl of what was there before the first ttl', () => {
    const [peer, ours] = [Peer, Ours].map(Implementation => {
      const cache = make(Implementation, { maxSize: 5, sizeCalculation: () => 1 })
      cache.set('a', 1)
      cache.set('b', 1, { ttl: 5 })
      return cache.dump()[0]?.[1]
    })
    expect(peer).toEqual({ value: 1, size: 1, ttl: undefined, start: Number.NaN })
    expect(ours).toMatchObject({ value: 1, size: 1, ttl: 0 })
  })
})
