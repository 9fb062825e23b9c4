// The storage and the budget are on one floor: what they do together is shown where both may be used.
import { memoryFiles } from '@plimsoll/files/memory'
import { FrameStorage, type OpenFrameStorageOptions } from '@plimsoll/frame-storage'
import { MemoryBudget } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'

const cells = 4096
const frameBytes = 4 * cells
const grid = (value: number) => new Float32Array(cells).fill(value)

describe('a storage with a budget', () => {
  const open = (budget: MemoryBudget, options: Partial<OpenFrameStorageOptions> = {}) =>
    FrameStorage.open({ session: 'run', shape: [cells], backend: memoryFiles(), budget, ...options })

  it('has reserved what it holds, at every turn, and gives all back when it is closed', async () => {
    const budget = new MemoryBudget({ limit: '1MiB' })
    const storage = await open(budget)
    const held = () => storage.memoryUsage().externalBytes
    for (let index = 0; index < 100; index++) {
      const storing = storage.storeFrame(index, grid(index))
      expect(budget.usedBytes).toBeGreaterThanOrEqual(held())
      await storing
      expect(budget.usedBytes).toBe(held())
    }
    for await (const { index, grid: values } of storage.getAllFrames({ prefetch: 3 })) {
      expect(values[0]).toBe(index)
      expect(budget.usedBytes).toBeGreaterThanOrEqual(held())
    }
    expect(budget.usedBytes).toBe(held())
    // The buffer that is kept for the next copy is what it can give.
    expect(await budget.reclaim(frameBytes)).toBe(frameBytes)
    expect(budget.usedBytes).toBe(held())
    await storage.close()
    expect(budget.usedBytes).toBe(0)
  })

  it('never passes the line, with many frames at once; each is what it was when it was handed over', async () => {
    const budget = new MemoryBudget({ limit: 3 * frameBytes + 16_384 })
    const storage = await open(budget)
    const one = grid(0)
    let most = 0
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        one.fill(index)
        const storing =
          index % 2 ? storage.storeFrame(index, one) : storage.storeFrame(index, grid(index), 0, { transfer: true })
        one.fill(-1)
        await storing
        most = Math.max(most, budget.usedBytes)
      }),
    )
    expect(most).toBeLessThanOrEqual(budget.limit)
    for (let index = 0; index < 30; index++) expect((await storage.getFrame(index))?.grid).toEqual(grid(index))
    await storage.close()
    expect(budget.usedBytes).toBe(0)
  })

  it('lets the last call of an index stand, though it had to wait', async () => {
    const budget = new MemoryBudget({ limit: 2 * frameBytes + 16_384 })
    const storage = await open(budget)
    await Promise.all(Array.from({ length: 20 }, (_, version) => storage.storeFrame(0, grid(version))))
    expect((await storage.getFrame(0))?.grid[0]).toBe(19)
    await storage.close()
  })

  it('waits for others to give back', async () => {
    const budget = new MemoryBudget({ limit: '1MiB' })
    const storage = await open(budget)
    const other = await budget.reserve(budget.availableBytes, { owner: 'other' })
    let stored = false
    const storing = storage.storeFrame(0, grid(4)).then(() => {
      stored = true
    })
    await storage.flush()
    expect(stored).toBe(false)
    other.shrink(other.bytes)
    await storing
    expect((await storage.getFrame(0))?.grid).toEqual(grid(4))
    await storage.close()
    expect(budget.usedBytes).toBe(0)
  })

  it('reads less ahead where there is little', async () => {
    const budget = new MemoryBudget({ limit: 2 * frameBytes + 16_384 })
    const storage = await open(budget)
    for (const index of [0, 1, 2, 3, 4]) await storage.storeFrame(index, grid(index))
    const frames: number[] = []
    for await (const { index } of storage.getAllFrames({ prefetch: 100 })) {
      expect(budget.usedBytes).toBeLessThanOrEqual(budget.limit)
      frames.push(index)
    }
    expect(frames).toEqual([0, 1, 2, 3, 4])
    await storage.close()
    expect(budget.usedBytes).toBe(0)
  })

  it('is refused a frame that could never fit, as the budget says, and goes on', async () => {
    const budget = new MemoryBudget({ limit: frameBytes - 1 })
    const storage = await open(budget)
    await expect(storage.storeFrame(0, grid(1))).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
    expect([storage.count, budget.usedBytes]).toEqual([0, storage.memoryUsage().externalBytes])
    await storage.close()
  })

  it('gives back what a frame had that could not be stored', async () => {
    const budget = new MemoryBudget({ limit: '1MiB' })
    const storage = await open(budget, { backend: memoryFiles({ maxBytes: 8192 }) })
    await expect(storage.storeFrame(0, grid(1))).rejects.toMatchObject({ code: 'FILES_FULL' })
    expect(budget.usedBytes).toBe(storage.memoryUsage().externalBytes)
    await storage.close()
    expect(budget.usedBytes).toBe(0)
  })

  it('leaves the session free where the table it has does not fit', async () => {
    const backend = memoryFiles()
    const roomy = new MemoryBudget({ limit: '1MiB' })
    const storage = await open(roomy, { backend })
    for (let index = 0; index < 5; index++) await storage.storeFrame(index, grid(index))
    await storage.close()
    const tight = new MemoryBudget({ limit: 100 })
    await expect(open(tight, { backend })).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
    expect(tight.explain().holders).toEqual([])
    await (await open(roomy, { backend, lockTimeoutMs: 0 })).close()
  })

  it('refuses what waits for room when it is closed, and stores what has it', async () => {
    const budget = new MemoryBudget({ limit: '1MiB' })
    const backend = memoryFiles()
    const storage = await open(budget, { backend })
    const other = await budget.reserve(budget.availableBytes - frameBytes, { owner: 'other' })
    const [stored, waiting, behind] = [0, 1, 2].map(index => storage.storeFrame(index, grid(index)))
    const reading = storage.getFrame(0)
    const closing = storage.close()
    for (const refused of [waiting, behind, reading])
      await expect(refused).rejects.toMatchObject({ code: 'FRAMES_CLOSED' })
    await Promise.all([stored, closing])
    expect(budget.usedBytes).toBe(other.bytes)
    other.shrink(other.bytes)
    const again = await open(budget, { backend, lockTimeoutMs: 0 })
    expect([again.has(0), again.count]).toEqual([true, 1])
    await again.close()
  })

  it('must be one', async () => {
    await expect(open({} as never)).rejects.toMatchObject({ code: 'FRAMES_INVALID_OPTIONS' })
  })
})
