import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { DiskTierErrorCode } from '../../src/disk.js'

// A code that is missing here, or is none, is an error of types.
const codes: Record<DiskTierErrorCode, true> = {
  TIER_INVALID_OPTIONS: true,
  TIER_LOCKED: true,
  TIER_UNKNOWN_VERSION: true,
  TIER_UNENCODABLE_VALUE: true,
  TIER_WRITE_FAILED: true,
  TIER_READ_FAILED: true,
  TIER_DAMAGED: true,
}

describe("the codes of a disk tier's errors", () => {
  it.each(['README.md', 'docs/a-tier-on-disk.md'])(
    'stand in %s, each with what to do, and no others do',
    async file => {
      const text = await readFile(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8')
      const rows = [...text.matchAll(/^\| `(TIER_\w+)` \|[^|]+\|[^|]+\|$/gm)].map(([, code]) => code)
      expect(rows.sort()).toEqual(Object.keys(codes).sort())
      const named = new Set(text.match(/TIER_[A-Z_]+/g))
      expect([...named].sort()).toEqual(Object.keys(codes).sort())
    },
  )
})
