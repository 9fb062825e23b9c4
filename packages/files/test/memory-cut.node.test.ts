import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { memoryFiles } from '../src/memory.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heldMebibytes(): number {
  collect()
  return process.memoryUsage().arrayBuffers / 2 ** 20
}

describe('files in memory that were cut', () => {
  it('hold at most twice what is left of them', async () => {
    const before = heldMebibytes()
    const files = memoryFiles({ maxBytes: '36MiB' })
    const opened = await Promise.all(['a', 'b', 'c', 'd'].map(name => files.open(name, { create: true })))
    for (const file of opened) {
      await file.truncate(32 * 2 ** 20)
      await file.truncate(2 ** 20)
    }
    expect((await files.estimate()).usage).toBe(4 * 2 ** 20)
    // The collector frees some of it on a thread of its own.
    await expect.poll(() => heldMebibytes() - before).toBeLessThan(9)
    for (const file of opened) await file.truncate(0)
    await expect.poll(() => heldMebibytes() - before).toBeLessThan(1)
  })
})
