import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const program = `
  import { LRUCache } from '@plimsoll/lru-cache'
  const held = [
    new LRUCache({ ttl: 3_600_000, ttlAutopurge: true }),
    new LRUCache({ max: 10, ttl: 3_600_000, ttlResolution: 3_600_000 }),
    new LRUCache({ maxBytes: '1MiB', ttl: 3_600_000 }),
  ]
  for (const cache of held) {
    cache.set('key', 'value')
    cache.get('key')
  }
  console.log(held.map(cache => cache.size).join())
`

describe('a process that holds caches with timers', () => {
  it('ends when it has nothing else to do', () => {
    // Ends by an error where it is still running after that time.
    const options = { cwd: import.meta.dirname, timeout: 30_000, encoding: 'utf8' } as const
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], options)).toBe('1,1,1\n')
  })
})
