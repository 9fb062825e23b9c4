import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'
import { fuzz } from './fuzz.js'
import type { Implementation } from './journal.js'

const environment: Record<string, string | undefined> = globalThis.process?.env ?? {}
const CALLS = Number(environment.PLIMSOLL_FUZZ_CALLS ?? (typeof window === 'object' ? 5000 : 25_000))
const SEED = Number(environment.PLIMSOLL_FUZZ_SEED ?? Date.now() % 1_000_000_000)

describe('LRUCache in the place of lru-cache', () => {
  it(
    `does the same in ${CALLS} random calls (PLIMSOLL_FUZZ_SEED=${SEED})`,
    async () => {
      const report = await fuzz(LRUCache as unknown as Implementation, CALLS, SEED)

      expect(report.failure).toBeUndefined()
      expect(report.calls).toBeGreaterThanOrEqual(CALLS)
    },
    60_000 + CALLS,
  )
})
