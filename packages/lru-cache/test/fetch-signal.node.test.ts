import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { LRUCache } from '../src/index.js'

it('lets go of a signal once the fetch is settled, however it ended', async () => {
  const { signal } = new AbortController()
  const cache = new LRUCache<number, string>({
    max: 5,
    fetchMethod: async key => {
      if (key % 2 === 0) return `value ${key}`
      throw new Error('odd')
    },
  })
  const fetches = [1, 2, 3, 4].map(key => cache.fetch(key, { signal }).catch(() => undefined))
  expect(getEventListeners(signal, 'abort')).toHaveLength(4)
  await Promise.all(fetches)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
