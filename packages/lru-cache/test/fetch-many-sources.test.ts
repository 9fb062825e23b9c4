import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { DiskTier } from '../src/disk.js'
import { LRUCache } from '../src/index.js'

const named = (keys: readonly number[]) => keys.map(key => `row ${key}`)

describe('fetchMany with fetchMethod alone', () => {
  it('calls it for each key that is missing, all at once, once for each', async () => {
    const begun: number[] = []
    let begin: () => void = () => {}
    const all = new Promise<void>(resolve => (begin = resolve))
    const cache = new LRUCache<number, string>({
      max: 2,
      fetchMethod: async key => {
        begun.push(key)
        await all
        return key === 3 ? undefined : `row ${key}`
      },
    })
    const found = cache.fetchMany([1, 2, 1, 3])
    expect(begun).toEqual([1, 2, 3])
    begin()
    expect([...(await found)]).toEqual([
      [1, 'row 1'],
      [2, 'row 2'],
    ])
  })

  it('rejects where one fails; what others got is kept', async () => {
    const broken = new Error('no such row')
    const cache = new LRUCache<number, string>({
      max: 5,
      fetchMethod: async key => {
        if (key === 2) throw broken
        return `row ${key}`
      },
    })
    await expect(cache.fetchMany([1, 2, 3])).rejects.toBe(broken)
    expect(await cache.fetchMany([1, 3])).toEqual(
      new Map([
        [1, 'row 1'],
        [3, 'row 3'],
      ]),
    ) // prettier-ignore
    expect(cache.peek(2)).toBeUndefined()
  })
})

describe('fetchMany without a method', () => {
  it('answers what is there', async () => {
    const cache = new LRUCache<number, string>({ max: 5 }).set(1, 'one')
    expect(await cache.fetchMany([1, 2])).toEqual(new Map([[1, 'one']]))
  })
})

describe('fetchMany of a cache with a tier', () => {
  const tier = () => DiskTier.open<number, string>({ backend: memoryFiles(), maxDiskBytes: '1MiB' })

  it('asks the tier first, and the method for what neither has', async () => {
    await using disk = await tier()
    const asked: (readonly number[])[] = []
    const cache = new LRUCache<number, string>({
      max: 2,
      tier: disk,
      fetchManyMethod: keys => {
        asked.push(keys)
        return named(keys)
      },
    })
    cache.set(1, 'one').set(2, 'two').set(3, 'three')
    expect([...(await cache.fetchMany([5, 1, 3, 4]))]).toEqual([
      [5, 'row 5'],
      [1, 'one'],
      [3, 'three'],
      [4, 'row 4'],
    ])
    expect(asked).toEqual([[5, 4]])
  })

  it('calls nobody where the tier has all', async () => {
    await using disk = await tier()
    const cache = new LRUCache<number, string>({
      max: 1,
      tier: disk,
      fetchManyMethod: () => expect.fail('nothing is missing'),
    })
    cache.set(1, 'one').set(2, 'two')
    expect([...(await cache.fetchMany([1, 2])).values()]).toEqual(['one', 'two'])
  })

  it('finds what is there without any method', async () => {
    await using disk = await tier()
    const cache = new LRUCache<number, string>({ max: 1, tier: disk })
    cache.set(1, 'one').set(2, 'two')
    expect([...(await cache.fetchMany([1, 2, 3])).values()]).toEqual(['one', 'two'])
  })

  it('finds nothing of more keys than the cache has room for, where nothing is', async () => {
    await using disk = await tier()
    const cache = new LRUCache<number, string>({ max: 1, tier: disk })
    expect(await cache.fetchMany([1, 2, 3])).toEqual(new Map())
    cache.set(3, 'three')
    expect([...(await cache.fetchMany([1, 2, 3], { forceRefresh: true })).values()]).toEqual(['three'])
  })
})
