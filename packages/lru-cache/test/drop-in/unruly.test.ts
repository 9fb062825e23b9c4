import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'
import { s3fifo } from '../../src/s3-fifo.js'
import { wTinyLfu } from '../../src/w-tinylfu.js'
import { fuzzUnruly } from './fuzz.js'
import type { Implementation } from './journal.js'

const Cache = LRUCache as unknown as Implementation
const seed = Date.now() % 1_000_000_000

describe('LRUCache whose callbacks change it', () => {
  it('holds what it says, finds what it holds, and keeps its bounds, after any calls', async () => {
    const { failure } = await fuzzUnruly(Cache, 15_000, seed)

    expect(failure).toBeUndefined()
  })

  it.each([
    ['policy: s3fifo()', () => ({ policy: s3fifo() })],
    ['policy: wTinyLfu()', () => ({ policy: wTinyLfu() })],
    ['evictExpiredFirst', () => ({ evictExpiredFirst: true })],
    ['maxBytes', () => ({ maxBytes: 3000, max: undefined, maxSize: undefined })],
    ['maxBytes and policy: s3fifo()', () => ({ maxBytes: 3000, max: undefined, maxSize: undefined, policy: s3fifo() })],
  ])('does so with %s', async (_, more) => {
    class WithMore extends Cache {
      constructor(options: object) {
        super({ ...options, ...more() })
      }
    }

    const { failure } = await fuzzUnruly(WithMore, 3000, seed)

    expect(failure).toBeUndefined()
  })
})
