import { MemoryBudget, type SharedBudget, shareBudget } from '@plimsoll/memory-monitor'
import { startWorker, type WorkerClient, type WorkerPort } from '@plimsoll/workers'
import { afterEach, describe, expect, it } from 'vitest'

interface Api {
  hold(bytes: number): Promise<number>
  heldBytes(): number
  die(): Promise<never>
}

/** A shared budget beside calls of `@plimsoll/workers`, over one port. */
export function describeRemoteExpose(kind: string, open: () => WorkerPort): void {
  const started: WorkerClient<Api>[] = []
  afterEach(() => Promise.all(started.splice(0).map(worker => worker.terminate())))

  describe(`A budget shared with ${kind} that startWorker starts`, () => {
    it('is shared where the worker is made, so also with each that replaces one that died', async () => {
      const budget = new MemoryBudget({ limit: '8MiB' })
      const shares: SharedBudget[] = []
      const worker = startWorker<Api>(() => {
        const port = open()
        shares.push(shareBudget(budget, port, { name: `job ${shares.length + 1}` }))
        return port
      })
      started.push(worker)
      expect(await worker.call('hold', [1_000_000])).toBe(1_000_000)
      expect(await worker.call('heldBytes', [])).toBe(1_000_000)
      expect(budget.usedBytes).toBeGreaterThanOrEqual(1_000_000)

      await expect(worker.call('die', [])).rejects.toMatchObject({ code: 'WORKER_DIED' })
      await shares[0]?.ended
      expect(budget.usedBytes).toBe(0)

      expect(await worker.call('hold', [2_000_000])).toBe(2_000_000)
      expect(budget.explain().holders.map(({ name, kind }) => [name, kind])).toEqual([['job 2', 'budget']])
    })
  })
}
