import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const fixture = fileURLToPath(new URL('./fixtures/budgeted-map.mjs', import.meta.url))

const run = (mode: string, burst: number) =>
  promisify(execFile)(process.execPath, ['--max-old-space-size=64', fixture, mode, String(burst)], {
    timeout: 110_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  })

describe('A process that fills a Map without a bound, with 64 MiB of heap', () => {
  it('dies by itself', async () => {
    await expect(run('alone', 1000)).rejects.toMatchObject({ stderr: expect.stringContaining('heap out of memory') })
  }, 120_000)

  it('lives when the Map is registered in a budget that hears of the measurements', async () => {
    const { asked, faults, records, heapBytes } = JSON.parse((await run('line', 1000)).stdout)
    expect(heapBytes).toBe(64 * 2 ** 20)
    expect(asked.line).toBeGreaterThan(0)
    expect(records).toBeGreaterThan(0)
    expect(faults).toEqual([])
  }, 120_000)

  it('lives by pressure alone, urgent near the limit of the heap, where the line is too far up', async () => {
    const { asked, faults, records } = JSON.parse((await run('pressure', 2000)).stdout)
    expect(asked['pressure, urgent']).toBeGreaterThan(0)
    expect(asked.line).toBeUndefined()
    expect(records).toBeGreaterThan(0)
    expect(faults).toEqual([])
  }, 120_000)
})
