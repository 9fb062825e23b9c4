import { describe, expect, it } from 'vitest'
import { LRUCache, LRUCacheError } from '../src/index.js'

const refused = (options: unknown) => {
  try {
    new LRUCache(options as { max: number })
  } catch (error) {
    if (!(error instanceof LRUCacheError && error instanceof TypeError)) throw error
    return { code: error.code, message: error.message }
  }
  return 'taken'
}

describe('options that lru-cache does not have', () => {
  it.each([
    [undefined, 'options are undefined; give at least one of max, maxSize, ttl and maxBytes'],
    [{ maxBytes: '5XB' }, 'maxBytes is no size: size "5XB" has the unit "XB"'],
    [{ maxBytes: -1 }, 'maxBytes is no size: '],
    [{ max: 1, maxBytes: 0 }, 'maxBytes is 0, which no entry fits; give a number of bytes, or text such as "64MiB"'],
    [
      { maxBytes: 1000, maxSize: 1 },
      'maxBytes and maxSize are both given; use maxBytes for bytes, or maxSize for a unit',
    ],
    [{ max: 1, policy: () => ({}) }, 'policy is a function without a method create(); give s3fifo(), wTinyLfu()'],
    [
      { max: 1, policy: 's3fifo' },
      'policy is "s3fifo" without a method create(); give s3fifo(), wTinyLfu(), or leave it out',
    ],
    [{ max: 1, tier: Promise.resolve() }, 'tier is an object without a method put(); give await DiskTier.open(…)'],
    [{ max: 1, tier: null }, 'tier is null without a method put(); give await DiskTier.open(…)'],
    [{ max: 1, budget: {} }, 'budget is an object without a method register(); give a MemoryBudget'],
    [{ max: 1, budgetTerms: {} }, 'budgetTerms say how a budget is joined, and none is given'],
    [{ max: 1, name: '' }, 'name is ""; give a text, or leave it out'],
    [{ max: 1, ttl: 5, ttlJitter: 2 }, 'ttlJitter is 2; give the part of a ttl to take off at most, from 0 to 1'],
  ])('refuses %j', (options, message) => {
    expect(refused(options)).toEqual({ code: 'LRU_INVALID_OPTIONS', message: expect.stringContaining(message) })
  })

  it('refuses none that bounds it', () => {
    expect(refused({})).toEqual({
      code: 'LRU_UNBOUNDED',
      message: expect.stringMatching(/^At least one of max, maxSize, or ttl is required; /),
    })
  })
})
