import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'
import { fuzzUnruly } from './fuzz.js'
import type { Implementation } from './journal.js'

describe('LRUCache whose callbacks change it', () => {
  it('holds what it says, finds what it holds, and keeps its bounds, after any calls', async () => {
    const { failure } = await fuzzUnruly(LRUCache as unknown as Implementation, 20_000, Date.now() % 1_000_000_000)

    expect(failure).toBeUndefined()
  })
})
