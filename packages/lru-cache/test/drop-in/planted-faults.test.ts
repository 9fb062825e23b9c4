import { LRUCache } from 'lru-cache'
import { describe, expect, it } from 'vitest'
import { fuzz } from './fuzz.js'
import type { Implementation } from './journal.js'
import { PLANTED } from './planted-faults.js'

describe('the fuzzer', () => {
  it('finds nothing between lru-cache and itself', async () => {
    class Itself extends (LRUCache as unknown as Implementation) {}

    const { failure } = await fuzz(Itself, 3000, 1)

    expect(failure).toBeUndefined()
  })

  it.each(Object.entries(PLANTED))('finds that %s', async (_, Faulty) => {
    const { failure } = await fuzz(Faulty, 30_000, 1)

    expect(failure).toMatch(/new LRUCache\({/)
    expect((failure as string).split('\n').length).toBeLessThan(30)
  })
})
