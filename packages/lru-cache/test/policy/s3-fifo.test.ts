import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'
import { s3fifo } from '../../src/s3-fifo.js'
import { PlainS3Fifo } from './plain-s3-fifo.js'
import { allTraces } from './traces.js'

// The requests, by number, that one of both answers and the other does not.
function differences<K extends {}>(max: number, keys: readonly K[]): number[] {
  const cache = new LRUCache<K, true>({ max, policy: s3fifo() })
  const plain = new PlainS3Fifo<K>(max)
  const different: number[] = []
  keys.forEach((key, at) => {
    const hit = cache.get(key) !== undefined
    if (!hit) cache.set(key, true)
    if (hit !== plain.request(key)) different.push(at)
  })
  expect([...cache.keys()]).toEqual([...plain.main.keys()].reverse().concat([...plain.small.keys()].reverse()))
  return different
}

describe('S3-FIFO', () => {
  for (const max of [1, 10, 64, 300, 1000])
    for (const [name, keys] of allTraces(20_000)) {
      it(`hits what its paper's algorithm hits: ${name}, ${max} entries`, () => {
        expect(differences(max, keys)).toEqual([])
      })
    }

  it('hits what its paper`s algorithm hits, with texts for keys', () => {
    for (const [, keys] of allTraces(10_000)) {
      expect(
        differences(
          100,
          keys.map(key => `key-${key}`),
        ),
      ).toEqual([])
    }
  })
})
