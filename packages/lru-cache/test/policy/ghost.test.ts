import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyEntries } from '../../src/index.js'
import { Ghost } from '../../src/policy/ghost.js'

// An entry is its own key; a few hashes for all of them, so that chains are long and only the fingerprint tells.
const entries = {
  hashOf: (entry: number) => entry % 5,
  fingerprintOf: (entry: number) => Math.floor(entry / 5),
} as unknown as PolicyEntries

const call = fc.oneof(
  fc.record({ do: fc.constant('remember' as const), key: fc.nat(80) }),
  fc.record({ do: fc.constant('recall' as const), key: fc.nat(80) }),
  { weight: 1, arbitrary: fc.record({ do: fc.constant('limit' as const), to: fc.nat(60) }) },
)

describe('the ghost of S3-FIFO', () => {
  it('recalls the keys that left last, each once, whatever its limit does', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 600, size: 'max' }), calls => {
        const ghost = new Ghost(entries)
        // When each key left, counted in leavings, and the least limit since.
        const left = new Map<number, { at: number; least: number }>()
        let limit = 30
        let told = 0
        let count = 0
        for (const step of calls) {
          const since = left.get(step.do === 'limit' ? -1 : step.key)
          if (step.do === 'limit') limit = step.to
          else if (step.do === 'remember') {
            if (since !== undefined) continue
            ghost.remember(step.key, limit)
            told = limit
            for (const other of left.values()) other.least = Math.min(other.least, limit)
            if (limit > 0) left.set(step.key, { at: count++, least: limit })
          } else {
            const isThere = ghost.recall(step.key)
            if (since === undefined || count - since.at > told) expect(isThere).toBe(false)
            else if (count - since.at <= since.least) expect(isThere).toBe(true)
            if (isThere) left.delete(step.key)
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('gives memory back when its limit falls far', () => {
    const ghost = new Ghost(entries)
    for (let key = 0; key < 10_000; key++) ghost.remember(key, 10_000)
    const full = ghost.bytes
    ghost.remember(10_000, 100)
    expect(ghost.bytes).toBeLessThan(full / 20)
    expect([ghost.recall(10_000), ghost.recall(9_950), ghost.recall(9_800)]).toEqual([true, true, false])
  })

  it('takes no more than it told', () => {
    const ghost = new Ghost(entries)
    for (const limit of [1, 10, 15, 16, 17, 100, 130, 5_000, 5_100]) {
      const most = ghost.bytesFor(limit)
      for (let key = 0; key < 2 * limit; key++) {
        ghost.remember(key, limit)
        expect(ghost.bytes).toBeLessThanOrEqual(most)
      }
    }
  })
})
