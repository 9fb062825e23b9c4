import { describe, expect, it } from 'vitest'
import { type EvictionPolicy, LRUCache } from '../../src/index.js'
import { wTinyLfu } from '../../src/w-tinylfu.js'
import { PlainWTinyLfu } from './plain-w-tinylfu.js'
import { allTraces } from './traces.js'

// The same policy, from which one learns the hash of each key that comes: it is another one in each process.
function overheard(policy: EvictionPolicy, tell: (hash: number) => void): EvictionPolicy {
  return {
    name: policy.name,
    create(entries) {
      const state = policy.create(entries)
      const insert = state.insert.bind(state)
      state.insert = entry => {
        tell(entries.hashOf(entry))
        insert(entry)
      }
      return state
    },
  }
}

// The requests, by number, that one of both answers and the other does not.
function differences<K extends {}>(max: number, keys: readonly K[]): number[] {
  const hashes = new Map<K, number>()
  let last = 0
  const policy = overheard(wTinyLfu(), hash => {
    last = hash
  })
  const cache = new LRUCache<K, true>({ max, policy })
  const plain = new PlainWTinyLfu<K>(max, key => hashes.get(key) as number)
  const different: number[] = []
  keys.forEach((key, at) => {
    const hit = cache.get(key) !== undefined
    if (!hit) cache.set(key, true)
    if (!hit) hashes.set(key, last)
    if (hit !== plain.hit(key)) different.push(at)
    else if (!hit) plain.miss(key)
  })
  const order = [plain.guarded, plain.window, plain.probation].flatMap(list => [...list].reverse())
  expect([...cache.keys()]).toEqual(order)
  return different
}

describe('W-TinyLFU', () => {
  for (const max of [1, 10, 64, 300, 1000])
    for (const [name, keys] of allTraces(20_000)) {
      it(`hits what its papers' algorithm hits: ${name}, ${max} entries`, () => {
        expect(differences(max, keys)).toEqual([])
      })
    }

  it('hits what its papers` algorithm hits, with texts for keys', () => {
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
