import { describe, expect, it } from 'vitest'
import { adapt } from '../src/adapters/adapt.js'

describe('adapt', () => {
  const parts = {
    name: 'pool',
    memoryUsage: () => ({ heapBytes: 10, externalBytes: 20, entries: 3 }),
    reclaim: (bytes: number) => bytes / 2,
  }

  it('makes a consumer of any object', () => {
    const consumer = adapt({}, parts)
    expect(consumer.name).toBe('pool')
    expect(consumer.memoryUsage()).toEqual({ heapBytes: 10, externalBytes: 20, entries: 3 })
    expect(consumer.reclaim(8)).toBe(4)
  })

  it('hands on how it was asked, and a promise that is answered', async () => {
    const asked: unknown[] = []
    const consumer = adapt({}, { ...parts, reclaim: async (...args) => asked.push(args) })
    expect(await consumer.reclaim(5, { urgent: true })).toBe(1)
    expect(asked).toEqual([[5, { urgent: true }]])
  })

  it.each<[string, object, object, RegExp]>([
    ['a holder that is no object', 5 as unknown as object, parts, /the holder is 5/],
    ['no parts', {}, undefined as unknown as object, /the options of adapt are undefined; give an object/],
    ['an empty name', {}, { ...parts, name: '' }, /name of a consumer is ""/],
    ['a part that is missing', {}, { ...parts, reclaim: undefined }, /reclaim of "pool" is undefined/],
    [
      'a part that it does not know',
      {},
      { ...parts, weight: 2 },
      /adapt has no option "weight"; it has name, memoryUsage, reclaim/,
    ],
  ])('refuses %s', (_, holder, given, message) => {
    const refused = expect.objectContaining({
      code: 'BUDGET_INVALID_CONSUMER',
      message: expect.stringMatching(message),
    })
    expect(() => adapt(holder, given as typeof parts)).toThrow(refused)
  })
})
