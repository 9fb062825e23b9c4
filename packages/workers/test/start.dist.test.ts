import { startWorker } from '@plimsoll/workers'
import { describe, expect, it } from 'vitest'

const at = (file: string) => new URL(`./fixtures/${file}`, import.meta.url)

describe('basic', () => {
  it('calls', async () => {
    const w = startWorker<{ add(a: number, b: number): number }>(at('job.mjs'))
    expect(await w.call('add', [1, 2])).toBe(3)
    await w.terminate()
  })
})
