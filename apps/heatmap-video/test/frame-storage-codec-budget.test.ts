// What a codec holds beside the frames counts, too. As in frame-storage-budget.test.ts, two packages of one floor together.
import { memoryFiles } from '@plimsoll/files/memory'
import { auto, type FrameCodec, FrameStorage, quantize, raw } from '@plimsoll/frame-storage'
import { MemoryBudget } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'

const cells = 65_536
const frameBytes = 4 * cells
const wave = (index: number) => Float32Array.from({ length: cells }, (_, at) => Math.sin((at + index) / 500))

/** The most that was reserved while something was done. */
async function peakOf(budget: MemoryBudget, work: () => Promise<unknown>): Promise<number> {
  const before = budget.usedBytes
  const working = work()
  const most = budget.usedBytes - before
  await working
  return most
}

describe('a storage with a budget and a codec', () => {
  const open = (codec: FrameCodec, budget: MemoryBudget) =>
    FrameStorage.open({ session: 'run', shape: [cells], backend: memoryFiles(), codec, budget })

  it.each([
    ['raw', raw(), 1, 1],
    ['auto', auto(), 3, 2],
    ['quantized', quantize(16), 3, 2],
  ] as const)(
    'reserves what the %s frame takes while it is encoded and decoded',
    async (_, codec, storing, loading) => {
      const budget = new MemoryBudget({ limit: '64MiB' })
      await using storage = await open(codec, budget)
      const steady = Float32Array.from({ length: cells }, (_, at) => at % 7)
      expect(await peakOf(budget, () => storage.storeFrame(0, steady))).toBe(storing * frameBytes)
      await budget.reclaim(frameBytes)
      const peak = await peakOf(budget, () => storage.getFrame(0))
      expect(peak).toBeGreaterThanOrEqual(loading * frameBytes)
      expect(peak).toBeLessThan((loading + 1) * frameBytes)
      expect(budget.usedBytes).toBe(storage.memoryUsage().externalBytes)
    },
  )

  it('reads one cell of many compressed frames with one of them decoded at a time', async () => {
    const budget = new MemoryBudget({ limit: '64MiB' })
    await using storage = await open(auto(), budget)
    for (let index = 0; index < 40; index++) await storage.storeFrame(index, wave(0).fill(index))
    await budget.reclaim(frameBytes)
    const peak = await peakOf(budget, async () => {
      const { values } = await storage.getSeries([7])
      expect([...values]).toEqual(Array.from({ length: 40 }, (_, index) => index))
    })
    expect(peak).toBeLessThan(3 * frameBytes)
  })

  it('reserves what the table of a reader grows by', async () => {
    const backend = memoryFiles()
    const writer = await FrameStorage.open({ session: 'run', shape: [4], backend })
    await writer.storeFrame(0, Float32Array.of(1, 2, 3, 4))
    const budget = new MemoryBudget({ limit: '1MiB' })
    const reader = await FrameStorage.open({ session: 'run', backend, readOnly: true, budget })
    const before = budget.usedBytes
    for (let index = 1; index < 500; index++) await writer.storeFrame(index, Float32Array.of(1, 2, 3, index))
    expect(await reader.refresh()).toBe(499)
    expect(budget.usedBytes).toBe(reader.memoryUsage().externalBytes)
    expect(budget.usedBytes).toBeGreaterThan(before + 499 * 72)
    await reader.close()
    await writer.close()
  })
})
