import { memoryFiles } from '@plimsoll/files/memory'
import { FrameStorage } from '@plimsoll/frame-storage'
import { MemoryBudget } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CountedFrames } from '../../src/page/counted-frames.js'

const frameBytes = 4 * 4 * 4
let storage: FrameStorage

beforeEach(async () => {
  storage = await FrameStorage.open({ session: 'film', shape: [4, 4], backend: memoryFiles() })
  for (let index = 0; index < 4; index++) await storage.storeFrame(index, new Float32Array(16).fill(index))
})
afterEach(() => storage.close())

const counted = (frames: number) => {
  const budget = new MemoryBudget({ limit: frames * frameBytes })
  const stop = new AbortController()
  const counts: number[] = []
  const options = { frameBytes, budget, signal: stop.signal, onCount: (bytes: number) => void counts.push(bytes) }
  return { budget, stop, counts, source: new CountedFrames(storage, options) }
}
const owners = (budget: MemoryBudget) => budget.explain().holders.map(({ name }) => name)
const waiting = (budget: MemoryBudget) => budget.explain().waiting.map(({ owner }) => owner)

describe('frames on their way into a film', () => {
  it('are reserved before they are read, until they are encoded', async () => {
    const { budget, source } = counted(2)
    const frames = source.getAllFrames()
    expect((await frames.next()).value?.index).toBe(0)
    expect((await frames.next()).value?.index).toBe(1)
    expect(owners(budget)).toEqual(['film frame 1', 'film frame 2'])
    const third = frames.next()
    await expect.poll(() => waiting(budget)).toEqual(['film frame 3'])
    source.encoded(1)
    expect((await third).value?.grid[0]).toBe(2)
    expect(owners(budget)).toEqual(['film frame 2', 'film frame 3'])
    source.close()
    expect(owners(budget)).toEqual([])
  })

  it('come one by one where there is room for one', async () => {
    const { budget, counts, source } = counted(1)
    const seen: number[] = []
    for await (const { index } of source.getAllFrames()) {
      expect(budget.usedBytes).toBe(frameBytes)
      seen.push(index)
      source.encoded(seen.length)
    }
    source.close()
    expect([seen, budget.usedBytes]).toEqual([[0, 1, 2, 3], 0])
    expect(counts).toEqual([frameBytes, 0, frameBytes, 0, frameBytes, 0, frameBytes, 0, 0])
  })

  it('wait no longer when the film is stopped, and leave nothing reserved', async () => {
    const { budget, stop, source } = counted(1)
    const frames = source.getAllFrames()
    await frames.next()
    const second = frames.next()
    await expect.poll(() => waiting(budget)).toEqual(['film frame 2'])
    stop.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    source.close()
    expect([budget.usedBytes, waiting(budget)]).toEqual([0, []])
  })

  it('that get their room after the end give it back', async () => {
    const { budget, source } = counted(2)
    const other = await budget.reserve(2 * frameBytes)
    const first = source.getAllFrames().next()
    await expect.poll(() => waiting(budget)).toEqual(['film frame 1'])
    source.close()
    other.shrink(other.bytes)
    await first
    expect(budget.usedBytes).toBe(0)
  })
})
