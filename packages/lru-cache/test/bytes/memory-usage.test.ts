import { sizeOf } from '@plimsoll/bytes'
import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'

const text = (length: number) => 'x'.repeat(length)

describe('memoryUsage', () => {
  it('is nothing of an empty cache, and of one that was cleared', () => {
    const cache = new LRUCache<number, string>({ max: 50_000 })
    expect(cache.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 0 })
    for (let key = 0; key < 1000; key++) cache.set(key, text(10))
    cache.clear()
    expect(cache.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 0 })
  })

  for (const [bound, options] of [
    ['counted', { maxBytes: '64MiB' }],
    ['from a sample', { max: 10_000 }],
  ] as const) {
    it(`tells heap and external bytes apart: ${bound}`, () => {
      const texts = new LRUCache<number, string>(options)
      const buffers = new LRUCache<number, Uint8Array>(options)
      const nested = new LRUCache<number, { pixels: Uint8Array }>(options)
      for (let key = 0; key < 2000; key++) {
        texts.set(key, text(1000))
        buffers.set(key, new Uint8Array(1000))
        nested.set(key, { pixels: new Uint8Array(1000) })
      }
      expect(texts.memoryUsage().heapBytes).toBeGreaterThan(2_000_000)
      expect(texts.memoryUsage().externalBytes).toBeLessThan(200_000)
      for (const cache of [buffers, nested]) {
        expect(cache.memoryUsage().externalBytes).toBeGreaterThan(2_000_000)
        expect(cache.memoryUsage().externalBytes).toBeLessThan(2_200_000)
        expect(cache.memoryUsage().heapBytes).toBeLessThan(1_000_000)
      }
    })
  }

  it('measures no more entries of a large cache than of a small one', () => {
    let measured = 0
    const value = () =>
      new Proxy(
        { id: 1 },
        {
          ownKeys: target => {
            measured++
            return Reflect.ownKeys(target)
          },
        },
      )
    const cache = new LRUCache<number, object>({ max: 100_000 })
    for (let key = 0; key < 100_000; key++) cache.set(key, value())
    cache.memoryUsage()
    expect(measured).toBeLessThanOrEqual(5 * 512)
  })

  it('is near where values differ much, and where most entries have gone', () => {
    const counted = new LRUCache<number, string>({ maxBytes: '1GiB' })
    const sampled = new LRUCache<number, string>({ max: 50_000 })
    const both = () => [counted, sampled].map(cache => cache.memoryUsage().heapBytes) as [number, number]
    for (let key = 0; key < 50_000; key++)
      for (const cache of [counted, sampled]) cache.set(key, text((key * 7919) % 500))
    const [exact, near] = both()
    expect(Math.abs(near / exact - 1)).toBeLessThan(0.1)
    for (let key = 101; key < 50_000; key++) sampled.delete(key)
    const before = sampled.memoryUsage().heapBytes
    let bytes = 0
    for (let key = 1; key <= 100; key++) {
      bytes += sizeOf(sampled.peek(key))
      sampled.delete(key)
    }
    // What is left of it: a place in the list of free ones.
    expect(Math.abs(before - sampled.memoryUsage().heapBytes - bytes)).toBeLessThanOrEqual(800)
  })
})
