import type { FileBackend } from '@plimsoll/files'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DiskTier } from '../../src/disk.js'
import { watched } from './watched-files.js'

const key = fc.nat(30)
const call = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key, bytes: fc.nat(9000), fill: fc.nat(255) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('put' as const), key, bytes: fc.nat(40_000), fill: fc.nat(255) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('open again' as const),
      maxDiskBytes: fc.integer({ min: 65_536, max: 120_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
)

const isSame = (a: Uint8Array, b: Uint8Array | undefined) =>
  a.length === b?.length && a.every((byte, at) => byte === b[at])

/** What holds after any calls. `create` answers an empty backend. */
export function describeModel(backendName: string, runs: number, create: () => Promise<FileBackend>): void {
  describe(`a disk tier on ${backendName}, after any calls`, () => {
    it('finds a value as it was put last or none, none that was deleted, and stays within its bound', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 150, size: 'max' }), async calls => {
          let maxDiskBytes = 70_000
          const { files, largest } = watched(await create())
          const open = () =>
            DiskTier.open<number, Uint8Array>({ backend: files, maxDiskBytes, maxQueuedBytes: '128KiB' })
          let tier = await open()
          const model = new Map<number, Uint8Array>()
          const compare = async (asked: number) => {
            const promised = model.get(asked)
            const found = await tier.get(asked)
            if (found) expect(isSame(found.value, promised)).toBe(true)
            // What the bound has taken, nobody brings back.
            else model.delete(asked)
          }
          for (const step of calls) {
            if (step.do === 'put') {
              const value = new Uint8Array(step.bytes).fill(step.fill)
              tier.put(step.key, value)
              model.set(step.key, value)
            } else if (step.do === 'delete') {
              tier.delete(step.key)
              model.delete(step.key)
            } else if (step.do === 'get') await compare(step.key)
            else if (step.do === 'flush') await tier.flush()
            else if (step.do === 'turn') await new Promise(resolve => setTimeout(resolve))
            else if (step.do === 'clear') {
              tier.clear()
              model.clear()
            } else {
              await tier.close()
              const { entries } = tier.stats()
              ;({ maxDiskBytes } = step)
              largest.bytes = 0
              const before = (await files.list()).reduce((sum, { size }) => sum + size, 0)
              tier = await open()
              if (before <= maxDiskBytes) expect(tier.stats().entries).toBe(entries)
              largest.bytes = 0
            }
            expect(largest.bytes).toBeLessThanOrEqual(maxDiskBytes)
          }
          // What is still being written may push the oldest out.
          await tier.flush()
          const { entries } = tier.stats()
          let found = 0
          for (let asked = 0; asked <= 30; asked++) {
            await compare(asked)
            if (model.has(asked)) found++
          }
          expect(found).toBe(entries)
          expect(tier.stats().damaged).toBe(0)
          expect(tier.stats().diskBytes).toBe((await files.list()).reduce((sum, { size }) => sum + size, 0))
          await tier.close()
          expect(largest.bytes).toBeLessThanOrEqual(maxDiskBytes)
        }),
        { numRuns: runs },
      )
    })

    it('has everything that was put since its bound was last reached', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(key, fc.nat(500)), { maxLength: 100 }), async puts => {
          const backend = await create()
          const open = () => DiskTier.open<number, string>({ backend, maxDiskBytes: '2MiB' })
          const tier = await open()
          const model = new Map<number, string>()
          for (const [asked, length] of puts) {
            const value = 'x'.repeat(length)
            tier.put(asked, value)
            model.set(asked, value)
          }
          await tier.close()
          const again = await open()
          expect(again.recovery).toEqual({ entries: model.size, droppedBytes: 0 })
          for (const [asked, value] of model) expect(await again.get(asked)).toEqual({ value })
          await again.close()
        }),
        { numRuns: runs },
      )
    })
  })
}
