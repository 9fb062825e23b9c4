import { collectionBytes, type MemoryConsumer, sizeOf } from '@plimsoll/bytes'
import { describe, expect, it } from 'vitest'
import { setConsumer } from '../src/adapters/set.js'

const total = (consumer: MemoryConsumer) => {
  const { heapBytes, externalBytes } = consumer.memoryUsage()
  return heapBytes + externalBytes
}

describe('setConsumer', () => {
  it('counts and gives back the oldest members', () => {
    const set = new Set(['one', 'two', 'three'])
    const gone: string[] = []
    const consumer = setConsumer('words', set, { bytesOf: word => word.length * 100, onEvict: word => gone.push(word) })
    expect(consumer.memoryUsage()).toEqual({
      heapBytes: collectionBytes('Set', 3) + 1100,
      externalBytes: 0,
      entries: 3,
    })
    expect(consumer.reclaim(301)).toBe(600)
    expect([[...set], gone]).toEqual([['three'], ['one', 'two']])
  })

  it('counts a member once, though it is key and value', () => {
    const set = new Set(['a text of some length'])
    expect(total(setConsumer('texts', set))).toBe(sizeOf(set))
  })

  it('gives back half of the table, with room for more, where members are nothing besides', () => {
    const set = new Set(Array.from({ length: 1024 }, (_, i) => i))
    const freed = setConsumer('ids', set).reclaim(100)
    expect(freed).toBe(collectionBytes('Set', 1024) - collectionBytes('Set', 512))
    expect([...set]).toEqual(Array.from({ length: 384 }, (_, i) => i + 640))
  })

  it('keeps the order of those that stay', () => {
    const set = new Set([5, 3, 9, 1])
    setConsumer('ids', set, { bytesOf: () => 50 }).reclaim(50)
    expect([...set]).toEqual([3, 9, 1])
  })

  it.each<[string, unknown[], string, RegExp]>([
    ['a Set that is none', ['x', new Map()], 'BUDGET_INVALID_CONSUMER', /the set of "x" is an object; give a Set/],
    [
      'an option that it does not know',
      ['x', new Set(), { max: 5 }],
      'BUDGET_INVALID_OPTIONS',
      /"x" has no option "max"/,
    ],
  ])('refuses %s', (_, given, code, message) => {
    const refused = expect.objectContaining({ code, message: expect.stringMatching(message) })
    expect(() => setConsumer(...(given as Parameters<typeof setConsumer>))).toThrow(refused)
  })
})
