import { Worker } from 'node:worker_threads'
import { gridChunks } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { describe, expect, it } from 'vitest'

const job = new URL('./fixtures/job.mjs', import.meta.url)
const diesOnMessages = new URL('./fixtures/dies-on-messages.mjs', import.meta.url)

/** Reads to the end, and tells what came, how it ended and how many workers that took. */
async function read(map: AsyncIterable<unknown>): Promise<{ results: unknown[]; error: unknown }> {
  const results: unknown[] = []
  try {
    for await (const result of map) results.push(result)
  } catch (error) {
    return { results, error }
  }
  return expect.fail('it ended well')
}

describe('A message of which workers die before they begin a call', () => {
  let started = 0
  const start = (module: URL, options: object = {}) => {
    started = 0
    return () => {
      started += 1
      return new Worker(module, options)
    }
  }

  it('is blamed on the item that is too large for its worker, after those before it', async () => {
    const large = Array.from({ length: 1_000_000 }, (_, value) => ({ value }))
    const worker = start(job, { resourceLimits: { maxOldGenerationSizeMb: 16 } })
    const { results, error } = await read(
      mapWorkers([[1], [2, 3], large, [4]], worker, { fn: 'count', concurrency: 1 }),
    )
    expect(error).toMatchObject({ code: 'STREAM_WORKER_LOST', index: 2 })
    expect(results).toEqual([1, 2])
    expect(started).toBeLessThan(8)
  })

  it('is blamed on the first item, where they die of all of them', async () => {
    const worker = start(diesOnMessages)
    const { error } = await read(mapWorkers([1, 2, 3], worker, { fn: 'double', concurrency: 2 }))
    expect(error).toMatchObject({ code: 'STREAM_WORKER_LOST', index: 0 })
    expect(started).toBeLessThan(12)
  })

  it.each([
    ['shared memory', new SharedArrayBuffer(800)],
    ['a plain array', new ArrayBuffer(800)],
  ])('is blamed on the first range, where %s is filled', async (_, memory) => {
    const chunks = gridChunks({ x: 100 }, { size: 10 })
    const worker = start(diesOnMessages)
    const into = new Float64Array(memory)
    const { error } = await read(mapWorkers(chunks, worker, { fn: 'number', into, concurrency: 2 }))
    expect(error).toMatchObject({ code: 'STREAM_WORKER_LOST', index: 0, range: { start: 0, end: 10 } })
    expect(started).toBeLessThan(12)
  })
})
