import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('keeps the process alive while an item waits for its next attempt, and no longer', async () => {
  const program = `
    import { mapConcurrent } from '@plimsoll/streaming-processor'
    const fn = (item, { attempt }) => {
      if (attempt === 1) throw new Error('busy')
      return item
    }
    for await (const item of mapConcurrent([1, 2], fn, { retry: { minDelayMs: 1, jitter: false } })) console.log(item)
  `
  const args = ['--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
  expect(stdout).toBe('1\n2\n')
})
