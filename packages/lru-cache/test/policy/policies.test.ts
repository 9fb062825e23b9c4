import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EvictionPolicy, LRUCache, type PolicyState } from '../../src/index.js'
import { s3fifo } from '../../src/s3-fifo.js'
import { wTinyLfu } from '../../src/w-tinylfu.js'
import { watched } from './watched.js'

const policies: [name: string, create: () => EvictionPolicy][] = [
  ['s3fifo()', s3fifo],
  ['s3fifo({ smallShare: 0.5 })', () => s3fifo({ smallShare: 0.5 })],
  ['wTinyLfu()', wTinyLfu],
  ['wTinyLfu({ windowShare: 0.4 })', () => wTinyLfu({ windowShare: 0.4 })],
]

// Few keys, so that they come again.
const key = fc.nat(60)
const call = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('set' as const), key, size: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('expire' as const), by: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pop' as const) }) },
  { arbitrary: fc.record({ do: fc.constant('clear' as const) }), weight: 1 },
)
const sorted = (keys: unknown[]) => [...keys].sort((a, b) => Number(a) - Number(b))
const calls = fc.array(call, { maxLength: 300, size: 'max' })

const bounds: ({ max: number; maxSize?: number } | { max?: number; maxSize: number })[] = [
  { max: 20 },
  { maxSize: 200 },
  { max: 25, maxSize: 200 },
  { max: 1 },
  { maxSize: 30 },
]

for (const [name, create] of policies) {
  describe(`a cache with ${name}`, () => {
    for (const bound of bounds) {
      it(`holds together after any calls, bounded by ${JSON.stringify(bound)}`, () => {
        fc.assert(
          fc.property(calls, sequence => {
            const clock = { time: 1, now: () => clock.time }
            const held = new Map<number, number>()
            const told = watched(create())
            const cache = new LRUCache<number, number>({
              ...bound,
              ttl: 100,
              perf: clock,
              ttlResolution: 0,
              policy: told.policy,
              dispose: (_, gone) => held.delete(gone),
            })
            const { max = Infinity, maxSize = 0 } = bound
            sequence.forEach((step, at) => {
              if (step.do === 'get') cache.get(step.key)
              else if (step.do === 'set') {
                cache.set(step.key, at, maxSize ? { size: step.size } : {})
                held.set(step.key, maxSize ? step.size : 1)
              } else if (step.do === 'delete') cache.delete(step.key)
              else if (step.do === 'expire') clock.time += step.by
              else if (step.do === 'pop') cache.pop()
              else cache.clear()

              told.check()
              const order = told.order()
              const size = [...held.values()].reduce((sum, size) => sum + size, 0)
              expect(String(sorted(order))).toBe(String(sorted([...held.keys()])))
              expect(String(told.backwards())).toBe(String(order.reverse()))
              expect(cache.size <= max && cache.calculatedSize <= maxSize).toBe(true)
              expect(cache.calculatedSize).toBe(maxSize && size)
            })
          }),
          { numRuns: 12 },
        )
      })
    }

    it('takes no room before it holds anything, and gives it back', () => {
      const policy = create()
      let state: PolicyState | undefined
      const seen: EvictionPolicy = { name: policy.name, create: entries => (state = policy.create(entries)) }
      const cache = new LRUCache<number, number>({ max: 5_000, policy: seen })
      expect(state?.bytes).toBe(0)
      for (let at = 0; at < 20_000; at++) cache.set(at, at)
      expect(state?.bytes).toBeGreaterThan(5_000)
      expect(state?.bytes).toBeLessThan(5_000 * 24)
      cache.clear()
      expect(state?.bytes).toBe(0)
    })

    it('decides for any number of caches', () => {
      const policy = create()
      const caches = [4, 8].map(max => new LRUCache<number, number>({ max, policy }))
      for (const cache of caches) for (let at = 0; at < 100; at++) cache.set(at, at)
      expect(caches.map(cache => cache.size)).toEqual([4, 8])
    })
  })
}

describe('options of policies', () => {
  for (const [name, create, option] of [
    ['s3fifo', s3fifo, 'smallShare'],
    ['wTinyLfu', wTinyLfu, 'windowShare'],
  ] as const) {
    it(`${name} refuses a share that is none`, () => {
      for (const share of [0, 1, -0.1, 1.5, Number.NaN, '0.1', null])
        expect(() => create({ [option]: share } as object)).toThrow(
          expect.objectContaining({ name: 'LRUCacheError', code: 'LRU_INVALID_OPTIONS' }),
        )
      expect(() => create({ [option]: 7 })).toThrow(`${option} is 7; give ${name} a part of the cache`)
    })

    it(`${name} refuses what it does not know`, () => {
      expect(() => create({ share: 0.1 } as object)).toThrow(`${name} has no option share; it has ${option}`)
    })
  }
})
