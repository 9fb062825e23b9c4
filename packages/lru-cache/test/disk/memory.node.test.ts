import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DiskTier } from '../../src/disk.js'
import { FaultyDisk } from './faulty-disk.js'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

async function heldBytes(): Promise<number> {
  // Buffers go a turn after the objects that had them.
  for (let times = 0; times < 4; times++) {
    gc()
    await new Promise(resolve => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

describe('what a disk tier holds of memory', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-tier-memory-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  const fill = async (tier: DiskTier<string, string>, first: number, count: number) => {
    for (let number = first; number < first + count; number++) {
      tier.put(`some key ${number}`, `value ${number}`)
      if (number % 2000 === 1999) await tier.flush()
    }
    await tier.flush()
  }
  const told = (tier: DiskTier<string, string>) => {
    const { heapBytes, externalBytes } = tier.memoryUsage()
    return heapBytes + externalBytes
  }

  it('is what it says, within a tenth, and at most 39 bytes for each key', async () => {
    const first = await DiskTier.open<string, string>({ directory, maxDiskBytes: '64MiB', name: 'first' })
    await fill(first, 0, 20_000)
    await first.close()

    const before = await heldBytes()
    const tier = await DiskTier.open<string, string>({ directory, maxDiskBytes: '256MiB', name: 'second' })
    await fill(tier, 0, 300_000)
    const grown = (await heldBytes()) - before
    expect(Math.abs(told(tier) - grown) / grown).toBeLessThan(0.1)
    expect(grown / 300_000).toBeLessThan(39)
    expect(tier.memoryUsage().entries).toBe(300_000)
    await tier.close()
  })

  it('is given back when the values go', async () => {
    const tier = await DiskTier.open<string, string>({ directory, maxDiskBytes: '256MiB', name: 'second' })
    const full = told(tier)
    tier.clear()
    await tier.flush()
    expect(told(tier)).toBeLessThan(full / 20)
    await tier.close()
  })

  it('counts what waits to be written', async () => {
    const disk = new FaultyDisk()
    const tier = await DiskTier.open<string, string>({ backend: disk.files, maxDiskBytes: '256MiB' })
    const before = await heldBytes()
    const toldBefore = told(tier)
    let letGo = () => {}
    disk.held = new Promise(resolve => {
      letGo = resolve
    })
    for (let number = 0; number < 10_000; number++) tier.put(`key ${number}`, 'x'.repeat(1000))
    const share = async () => (told(tier) - toldBefore) / ((await heldBytes()) - before)
    // The collector frees what they have outgrown on a thread of its own.
    await expect.poll(share).toBeGreaterThan(0.9)
    expect(await share()).toBeLessThan(1.1)
    letGo()
    await tier.close()
  })
})
