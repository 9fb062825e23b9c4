import { memoryFiles } from '@plimsoll/files/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DiskTier } from '../../src/disk.js'
import { runsOr } from './runs.js'

const key = fc.nat(15)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key, length: fc.nat(1200) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
)
const harm = fc.record({
  do: fc.constantFrom('flip' as const, 'zero' as const, 'cut' as const, 'remove' as const),
  where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bytes: fc.integer({ min: 1, max: 3000 }),
})

describe('a disk tier whose files are damaged', () => {
  it('finds a value as it was put last or none, wherever the damage lies but at the very end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 120, size: 'max' }),
        fc.array(harm, { minLength: 1, maxLength: 3 }),
        async (steps, harms) => {
          const backend = memoryFiles()
          const open = () => DiskTier.open<number, string>({ backend, maxDiskBytes: '96KiB' })
          const tier = await open()
          const model = new Map<number, string>()
          for (const [at, given] of steps.entries()) {
            if (given.do === 'put') {
              const value = `${at} ${'x'.repeat(given.length)}`
              tier.put(given.key, value)
              model.set(given.key, value)
            } else if (given.do === 'delete') {
              tier.delete(given.key)
              model.delete(given.key)
            } else await tier.flush()
          }
          await tier.flush()
          // The frame at the end says that those before it were flushed; nothing says it of itself.
          const sentinelBytes = 32 + 16 + 32
          tier.put(-1, '')
          await tier.close()

          for (const { do: what, where, bytes } of harms) {
            const files = (await backend.list('disk/')).filter(({ size }) => size > 0)
            const last = files[files.length - 1]?.name
            const { name, size } = files[Math.floor(where * files.length)] as { name: string; size: number }
            const safe = name === last ? size - sentinelBytes : size
            const from = Math.floor(((where * files.length) % 1) * safe)
            if (what === 'remove' || what === 'cut') {
              if (name === last) continue
              if (what === 'remove') {
                await backend.remove(name)
                continue
              }
            }
            const file = await backend.open(name)
            if (what === 'cut') await file.truncate(from)
            else {
              const harmed = new Uint8Array(Math.min(bytes, safe - from))
              if (what === 'flip') {
                await file.readAt(harmed, from)
                harmed[0] = (harmed[0] as number) ^ 16
              }
              await file.writeAt(harmed, from)
            }
            await file.close()
          }

          for (let times = 0; times < 2; times++) {
            const again = await open()
            for (let asked = 0; asked <= 15; asked++) {
              const found = await again.get(asked)
              if (found) expect(found.value).toBe(model.get(asked))
            }
            again.put(99, `opened ${times} times`)
            await again.close()
          }
        },
      ),
      { numRuns: runsOr(60) },
    )
  })

  it('loses no more than what was damaged, where that ended nothing', async () => {
    const backend = memoryFiles()
    const open = () => DiskTier.open<number, string>({ backend, maxDiskBytes: '1MiB' })
    const tier = await open()
    for (let number = 0; number < 10; number++) {
      tier.put(number, 'x'.repeat(1000))
      await tier.flush()
    }
    await tier.close()
    const [{ name } = { name: '' }] = await backend.list('disk/')
    const file = await backend.open(name)
    await file.writeAt(new Uint8Array(100), 64 + 3 * 1088)
    await file.close()
    const again = await open()
    const found = await Promise.all(Array.from({ length: 10 }, (_, number) => again.get(number)))
    expect(found.map(hit => (hit ? 'there' : 'gone')).filter(state => state === 'gone')).toHaveLength(1)
    expect(again.recovery.droppedBytes).toBeGreaterThan(1000)
    await again.close()
  })
})
